/** Whether AWS answered with one of these error codes. */
export const isNamed = (error: unknown, ...names: readonly string[]): error is Error =>
  error instanceof Error && names.includes(error.name);

/** How an account says that something is not for its users. */
const denials = [
  'AccessDenied',
  'AccessDeniedException',
  'NotAuthorizedException',
  'OptInRequired',
  'SubscriptionRequiredException',
  'UnauthorizedOperation',
];

export const isDenied = (error: unknown): error is Error => isNamed(error, ...denials);

/** The HTTP status that an AWS error came with. */
export const statusOf = (error: Error): number | undefined => {
  const anything: object = error;
  const { $metadata }: { readonly $metadata?: { readonly httpStatusCode?: number } } = anything;
  return $metadata?.httpStatusCode;
};

/**
 * Whether the bucket is in another region that S3 does not name. The answer to a HEAD has a status but no error name.
 */
export const isElsewhere = (error: unknown): error is Error =>
  isNamed(error, 'PermanentRedirect') || (error instanceof Error && statusOf(error) === 301);

/** The answer, or undefined if AWS fails with one of these codes, which mean that there is nothing. */
export const orAbsent = async <T>(
  answer: Promise<T>,
  ...names: readonly string[]
): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, ...names)) return undefined;
    throw error;
  }
};

/** Whether somebody, such as a parallel rebuild, created it between our look and our call. */
export const isAlreadyThere = (error: unknown): boolean =>
  isNamed(
    error,
    'AlreadyExistsException',
    'BucketAlreadyOwnedByYou',
    'EntityAlreadyExists',
    'EntityAlreadyExistsException',
    'IdempotentParameterMismatchException',
  ) ||
  // Athena has no error code for it.
  (isNamed(error, 'InvalidRequestException') && /already (created|exists)/i.test(error.message));

/**
 * Whether the condition of a write to S3 failed: an object appeared, changed or vanished after the look.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const isOvertaken = (error: unknown): boolean =>
  isNamed(error, 'PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey');

/** Whether somebody else's write at the same moment won; the codes of S3, Glue and IAM, in this order. */
export const isConflict = (error: unknown): boolean =>
  isNamed(error, 'OperationAborted', 'ConcurrentModificationException', 'ConcurrentModification');

/** An error for people to read: `AccessDenied: not in this sandbox` */
export const errorText = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
