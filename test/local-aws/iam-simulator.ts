import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { NeededPermission } from './iam-needs.ts';

/** The policies in a role, as IAM has them. */
export interface RolePolicies {
  readonly arn: string;
  readonly policies: readonly { readonly name: string; readonly policy: unknown }[];
}

/** A policy document. */
export interface Policy {
  readonly Statement: readonly object[];
}

/** What an account's owners lay over the policies of everybody in it. */
export interface Overlay {
  /** Statements that deny, as an organisation's policy or a lab's own session has them. */
  readonly denies: readonly object[];
  /** The boundary of the principal. */
  readonly boundary?: Policy | undefined;
}

const version = '2012-10-17';
const everything = { Version: version, Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** An overlay as the simulator takes it: a service control policy beside the one that AWS attaches by itself. */
const laidOver = ({ denies, boundary }: Overlay) => ({
  serviceControlPolicies: [
    {
      orgIdentifier: 'o-a1b2c3d4e5',
      policies: [
        { name: 'FullAWSAccess', policy: everything },
        ...(denies.length === 0 ? [] : [{ name: 'denies', policy: { Version: version, Statement: denies } }]),
      ],
    },
  ],
  ...(boundary === undefined
    ? {}
    : { permissionBoundaryPolicies: [{ name: 'boundary', policy: { Version: version, ...boundary } }] }),
});

/** Who may do everything that the account lets anybody do. */
export const administrator = (arn: string): RolePolicies => ({
  arn,
  policies: [{ name: 'AdministratorAccess', policy: everything }],
});

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
  overlay: Overlay = { denies: [] },
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
      ...laidOver(overlay),
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error')
    throw new Error(`${action} on ${resource} can't be simulated: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
};
