import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { NeededPermission } from './iam-needs.ts';

/** The policies in a role, as IAM has them. */
export interface RolePolicies {
  readonly arn: string;
  readonly policies: readonly { readonly name: string; readonly policy: unknown }[];
}

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
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error')
    throw new Error(`${action} on ${resource} can't be simulated: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
};
