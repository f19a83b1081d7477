import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { jobTables } from '../../../functions/plan/job-tables.ts';
import { jobRoleName } from '../../../lab/names.ts';
import { jobRole } from '../../../reconcile/kinds/role.ts';
import type { Clients, DriftingKind, KindFixture } from '../kind-fixture.ts';
import { jobBoundary, lab } from '../lab-handlers.ts';
import { smallDefinition } from '../small-definition.ts';

const RoleName = jobRoleName(lab);

const theirs = {
  trust: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
  policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
};

const drift = ({ iam }: Clients): DriftingKind => {
  const { trust, policy } = theirs;
  const boundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  return {
    resource: jobRole(iam, lab, jobTables(smallDefinition), { permissionsBoundary: jobBoundary, path: '/' }),
    drifts: {
      description: {
        theirs: 'mine',
        make: () => iam.send(new UpdateRoleCommand({ RoleName, Description: 'mine' })),
      },
      trust: {
        theirs: trust,
        make: () =>
          iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) })),
      },
      boundary: {
        theirs: boundary,
        make: () =>
          iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary })),
      },
      policy: {
        theirs: policy,
        make: () =>
          iam.send(
            new PutRolePolicyCommand({ RoleName, PolicyName: 'lab', PolicyDocument: JSON.stringify(policy) }),
          ),
      },
    },
  };
};

export const roleFixture: KindFixture = {
  drift,
  strangers: {
    'a role with a policy': {
      id: `role/${RoleName}`,
      observed: new RegExp(`^role ${RoleName}`),
      async make({ iam }) {
        const AssumeRolePolicyDocument = JSON.stringify(theirs.trust);
        await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Description: 'theirs' }));
        const PolicyDocument = JSON.stringify(theirs.policy);
        await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'lab', PolicyDocument }));
      },
    },
  },
  removals: {
    "role's policy": ({ iam }) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'lab' })),
    role: async ({ iam }) => {
      const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      for (const PolicyName of PolicyNames ?? [])
        await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
    },
  },
};
