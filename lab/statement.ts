/** Why a statement has a `*`: for names that come from the lab definition. */
export const fromDefinition = 'The lab definition names these resources, and the template does not know it.';

/** One statement of a policy. It allows; nothing here denies. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** Why a resource has a `*`; a `*` without a reason is an error. */
  readonly wildcard?: string;
}

/** A statement as a policy document has it. */
export const writtenStatement = ({ actions, resources, condition }: Statement) => ({
  Effect: 'Allow',
  Action: [...actions],
  Resource: [...resources],
  ...(condition === undefined ? {} : { Condition: condition }),
});

/** The version of IAM's policy language: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
export const policyVersion = '2012-10-17';
