/** The HTTP status that an AWS error came with. */
const statusOf = (error: Error): number | undefined => {
  const anything: object = error;
  const { $metadata }: { readonly $metadata?: { readonly httpStatusCode?: number } } = anything;
  return $metadata?.httpStatusCode;
};

/**
 * What a bare status means. The answer to a HEAD has no body, and so no error code.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
const codesOfStatuses: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  400: 'BadRequest',
  403: 'AccessDenied',
  404: 'NotFound',
  412: 'PreconditionFailed',
  500: 'InternalError',
  503: 'SlowDown',
};

/**
 * AWS's code of an error. Where AWS gave none, the SDK has no name for the error: `Unknown`, `UnknownError`, or the
 * status itself, depending on its version and the service's protocol. The status then says what it is.
 */
const codeOf = (error: Error): string => {
  const status = statusOf(error);
  const isNameless = ['Unknown', 'UnknownError', String(status)].includes(error.name);
  return (isNameless && status !== undefined ? codesOfStatuses[status] : undefined) ?? error.name;
};

/** Whether AWS answered with one of these error codes, or with a bare status that means one of them. */
export const isNamed = (error: unknown, ...codes: readonly string[]): error is Error =>
  error instanceof Error && codes.includes(codeOf(error));

/** How an account says that something is not for its users. */
const denials = [
  'AccessDenied',
  'AccessDeniedException',
  'AllAccessDisabled',
  'NotAuthorizedException',
  'OptInRequired',
  'SubscriptionRequiredException',
  'UnauthorizedOperation',
];

/** Whether an error of this name is a denial. */
export const isDenial = (name: string): boolean => denials.includes(name);

/**
 * A denial's message with what to do about it. Most name the action and the resource, some with quotes around them:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html#access-denied-error-examples
 *
 * @param then what to do once it is allowed: `run this again`
 */
export const afterDenial = (message: string, then: string): string => {
  const [, action = 'this call', resource] =
    /not authorized to perform: "?([\w:-]+)"?(?: on resource: "?([^\s"]+))?/.exec(message) ?? [];
  const what = resource === undefined ? action : `${action} on ${resource}`;
  return `${message.replace(/\.$/, '')}. Ask whoever administers the account to allow ${what}, and ${then}`;
};

export const isDenied = (error: unknown): error is Error => isNamed(error, ...denials);

/** Whether S3 has no such object or bucket. The answer to a HEAD does not say which of the two is missing. */
export const isMissing = (error: unknown): error is Error =>
  isNamed(error, 'NotFound', 'NoSuchKey', 'NoSuchBucket');

/** Whether the bucket is in another region that S3 does not name. */
export const isElsewhere = (error: unknown): error is Error => isNamed(error, 'PermanentRedirect');

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

/** The answer, or undefined if it is not for us. */
export const unlessDenied = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (isDenied(error)) return undefined;
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
 *
 * So it is with an upload that "might have been aborted or completed": by somebody else, or by this very call, whose
 * first answer was lost. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export const isOvertaken = (error: unknown): boolean =>
  isNamed(error, 'PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey', 'NoSuchUpload');

/** Whether somebody else's write at the same moment won; the codes of S3, Glue and IAM, in this order. */
export const isConflict = (error: unknown): boolean =>
  isNamed(error, 'OperationAborted', 'ConcurrentModificationException', 'ConcurrentModification');

/**
 * Gives an error that came with a bare status the name and the words that it lacks; leaves others as they are.
 * @param call what was asked: `HeadObject s3://bucket/key`
 */
export const inWords = (error: unknown, call = 'a call'): Error => {
  if (!(error instanceof Error)) return new Error(String(error));
  const code = codeOf(error);
  if (code === error.name) return error;
  error.message = `AWS answered ${call} with status ${statusOf(error)} and without a reason`;
  error.name = code;
  return error;
};

/** Adds what was asked to what AWS answered: many of S3's messages name neither bucket nor key. */
export const saying = (error: unknown, call: string): unknown => {
  if (error instanceof Error) error.message = `${call}: ${error.message}`;
  return error;
};

/** An error for people to read: `AccessDenied: not in this sandbox` */
export const errorText = (error: unknown): string => {
  const { name, message } = inWords(error);
  return error instanceof Error ? `${name}: ${message}` : message;
};
