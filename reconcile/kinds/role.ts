import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  type Role,
  type Tag,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { labArns } from '../../lab/arns.ts';
import { allOf } from '../../lab/in-parallel.ts';
import type { JobStatement } from '../../lab/job-statements.ts';
import { type LabEncryption, noEncryption } from '../../lab/key-use.ts';
import { kinds } from '../../lab/kinds.ts';
import { type AppliedMark, appliedKey, labKey, markOf, parseApplied, type Value } from '../../lab/marks.ts';
import { jobRoleName, type Lab } from '../../lab/names.ts';
import { policyVersion } from '../../lab/statement.ts';
import { orAbsent } from '../aws-errors.ts';
import { areTagsRefused, createTagged, untagged } from '../create-tagged.ts';
import type { Identity, Observation, Resource } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';
import { describeWithMark, readMarked } from '../text-mark.ts';
import { jobPolicy } from './job-policy.ts';

interface RoleState {
  readonly description: string;
  readonly trust: Value;
  readonly boundary: string;
  readonly policy: Value;
  readonly [property: string]: Value;
}

/** What carries a role's mark: its tags or, where tags are refused, its description. */
interface RoleExtra {
  readonly tags: readonly Tag[];
  readonly isDescribed: boolean;
}

/** What the account's rules require of the role. */
export interface RoleRules {
  /** ARN of the policy that limits what the role's own policy can allow. */
  readonly permissionsBoundary: string;
  /** `/`, or `/folder/` */
  readonly path: string;
}

const policyName = 'lab';

/** What carries the mark of a role without tags. */
const markPlace = 'its description';

const trust = {
  Version: policyVersion,
  Statement: [{ Effect: 'Allow', Principal: { Service: 'glue.amazonaws.com' }, Action: 'sts:AssumeRole' }],
} as const;

/** IAM returns policy documents URL-encoded. */
const document = (encoded: string | undefined): Value =>
  encoded === undefined ? null : JSON.parse(decodeURIComponent(encoded));

export const rolePermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'],
      resources: [arns.jobRole],
      // IAM has no condition for what a policy says. But what it says has no effect beyond the boundary, and without the
      // boundary it may not be written: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
      condition: { StringEquals: { 'iam:PermissionsBoundary': arns.jobBoundary } },
    },
    {
      actions: ['iam:TagRole', 'iam:UpdateRole', 'iam:UpdateAssumeRolePolicy'],
      resources: [arns.jobRole],
    },
    {
      actions: ['iam:GetRole', 'iam:GetRolePolicy'],
      // A request names a role without its path, and IAM does not know the path of a role that does not exist yet.
      resources: [arns.jobRole, arns.jobRoleWithoutPath],
    },
  ],
  destroy: arns => [
    {
      actions: [
        'iam:ListRolePolicies',
        'iam:ListAttachedRolePolicies',
        'iam:GetRolePolicy',
        'iam:DeleteRolePolicy',
        'iam:DeleteRole',
      ],
      resources: [arns.jobRole],
    },
    // A request names a role without its path: see above.
    { actions: ['iam:GetRole'], resources: [arns.jobRole, arns.jobRoleWithoutPath] },
  ],
};

/** The jobs' role, identified by its name. */
export const jobRoleOf = (iam: IAMClient, lab: Lab): Identity<RoleState, RoleExtra> => {
  const RoleName = jobRoleName(lab);

  const stateOf = async (role: Role): Promise<RoleState> => {
    const inline = await orAbsent(
      iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: policyName })),
      'NoSuchEntityException',
      'NoSuchEntity',
    );
    return {
      description: readMarked(role.Description).text,
      trust: document(role.AssumeRolePolicyDocument),
      boundary: role.PermissionsBoundary?.PermissionsBoundaryArn ?? '',
      policy: document(inline?.PolicyDocument),
    };
  };

  return {
    ...kinds.role.named(RoleName),

    async observe(): Promise<Observation<RoleState, RoleExtra>> {
      const answer = await orAbsent(
        iam.send(new GetRoleCommand({ RoleName })),
        'NoSuchEntityException',
        'NoSuchEntity',
      );
      if (answer?.Role === undefined) return { is: 'absent' };
      const state = await stateOf(answer.Role);
      const tags = answer.Role.Tags ?? [];
      const tag = (key: string) => tags.find(({ Key }) => Key === key)?.Value;
      // A mark in the description counts first: it is only there if a later one could not be written to the tags.
      const described = readMarked(answer.Role.Description);
      const isDescribed = described.lab === lab.name;
      const extra = { tags, isDescribed };
      if (isDescribed)
        return { is: 'ours', state, applied: described.applied, extra, notes: [untagged(markPlace)] };
      if (tag(labKey) === lab.name)
        return { is: 'ours', state, applied: parseApplied(tag(appliedKey)), extra };
      return { is: 'unmarked', state, extra };
    },

    async clear() {
      const [{ PolicyNames }, { AttachedPolicies }] = await allOf([
        iam.send(new ListRolePoliciesCommand({ RoleName })),
        iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
      ]);
      const others = [
        ...(PolicyNames ?? []).filter(each => each !== policyName),
        ...(AttachedPolicies ?? []).map(each => each.PolicyName ?? ''),
      ];
      return others.length === 0
        ? {}
        : { stays: `somebody gave it more policies: ${others.join(', ')}. Remove them first` };
    },

    async destroy() {
      const PolicyName = policyName;
      await orAbsent(
        iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
        'NoSuchEntityException',
      );
      await iam.send(new DeleteRoleCommand({ RoleName }));
    },
  };
};

/**
 * The role that the lab's Glue jobs run under: it allows this lab's buckets, databases and logs, and nothing else but
 * what the definition's jobs ask for. Whether they may, Plan has decided; what has an effect, the boundary decides.
 * @param tables that the jobs may write, as `zone.table`
 * @param asked the statements of all jobs
 */
export const jobRole = (
  iam: IAMClient,
  lab: Lab,
  tables: readonly string[],
  rules: RoleRules,
  encryption: LabEncryption = noEncryption,
  asked: readonly JobStatement[] = [],
): Resource<RoleState, RoleExtra> => {
  const RoleName = jobRoleName(lab);
  const tags = (applied: AppliedMark) =>
    Object.entries(markOf(lab, applied)).map(([Key, Value]) => ({ Key, Value }));

  const put: { readonly [property: string]: (next: RoleState) => Promise<unknown> } = {
    description: next => iam.send(new UpdateRoleCommand({ RoleName, Description: next.description })),
    trust: next =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(next.trust) })),
    boundary: next =>
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: next.boundary })),
    policy: next =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName,
          PolicyName: policyName,
          PolicyDocument: JSON.stringify(next.policy),
        }),
      ),
  };

  return {
    ...jobRoleOf(iam, lab),
    // The boundary comes before the policy, which may not be written without it.
    properties: {
      description: {},
      trust: {},
      boundary: { always: true },
      policy: { later: { initial: null } },
    },

    desired: () => ({
      description: `Glue jobs of the Daybreak lab ${lab.name}`,
      trust,
      boundary: rules.permissionsBoundary,
      policy: jobPolicy(labArns(lab, rules.path), tables, encryption, asked),
    }),

    async create(desired, applied) {
      const isTagged = await createTagged(withTags =>
        iam.send(
          new CreateRoleCommand({
            RoleName,
            Path: rules.path,
            AssumeRolePolicyDocument: JSON.stringify(desired.trust),
            ...(withTags
              ? { Description: desired.description, Tags: tags(applied) }
              : { Description: describeWithMark(desired.description, lab, applied) }),
            PermissionsBoundary: desired.boundary,
          }),
        ),
      );
      return isTagged ? undefined : [untagged(markPlace)];
    },

    async update(next, changed, applied, extra) {
      // A description that carries the mark is written at the end: the role is never without one.
      const isDescribed = extra?.isDescribed === true;
      for (const property of changed)
        if (property !== 'description' || !isDescribed) await put[property]?.(next);
      const mark = tags(applied);
      const isMarked = mark.every(({ Key, Value }) =>
        extra?.tags.some(tag => tag.Key === Key && tag.Value === Value),
      );
      try {
        if (!isMarked) await iam.send(new TagRoleCommand({ RoleName, Tags: mark }));
        if (isDescribed) await put.description?.(next);
        return undefined;
      } catch (error) {
        if (!areTagsRefused(error)) throw error;
      }
      await put.description?.({ ...next, description: describeWithMark(next.description, lab, applied) });
      return [untagged(markPlace)];
    },
  };
};

/** ARN of the lab's own role for jobs. */
export const jobRoleArn = (lab: Lab, path: string): string =>
  `arn:${lab.partition}:iam::${lab.account}:role${path}${jobRoleName(lab)}`;
