import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { NeededPermission } from './iam-needs.ts';

/** The policies in a role, as IAM has them. */
export interface RolePolicies {
  readonly arn: string;
  readonly policies: readonly { readonly name: string; readonly policy: unknown }[];
}

/**
 * What KMS gives a key unless one says otherwise: the account's IAM policies decide.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const keyPolicy = (accountId: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

/**
 * Whether IAM would allow it. The simulator knows IAM's actions, their resource types and condition keys, and fails for
 * any that do not exist.
 *
 * @throws Error that says what is wrong with the policy or the request
 */
export const allows = async (
  { arn, policies }: RolePolicies,
  { action, resource, context }: NeededPermission,
): Promise<boolean> => {
  const [, , , , accountId = ''] = arn.split(':');
  const result = await runSimulation(
    {
      request: {
        principal: arn,
        action,
        resource: { resource, accountId },
        contextVariables: { ...context },
      },
      identityPolicies: [...policies],
      ...(action.startsWith('kms:') ? { resourcePolicy: keyPolicy(accountId) } : {}),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error')
    throw new Error(`${action} on ${resource} can't be simulated: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
};
