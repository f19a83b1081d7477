import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { isDenied } from '../../reconcile/aws-errors.ts';

/** Whose policies IAM can simulate, or why it can't. */
export type Principal = { readonly arn: string } | { readonly unknown: string };

/**
 * The user or role behind a caller. IAM simulates users and roles, and a session's ARN names its role without the path:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 *
 * @param caller as STS names it: `arn:aws:sts::123456789012:assumed-role/name/session`
 */
export const principalOf = async (iam: IAMClient, caller: string): Promise<Principal> => {
  const [, partition = 'aws', , , account = '', resource = ''] = caller.split(':');
  const [type = '', name = ''] = resource.split('/');
  if (type === 'user') return { arn: caller };
  if (type !== 'assumed-role') return { unknown: `IAM does not simulate ${type || caller}` };
  try {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
    if (Role?.Arn !== undefined) return { arn: Role.Arn };
  } catch (error) {
    if (!isDenied(error)) return { unknown: `the role ${name} can't be looked up` };
  }
  // Roles of IAM Identity Center have a path, and the simulation then finds no such role.
  return { arn: `arn:${partition}:iam::${account}:role/${name}` };
};
