import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import type { LabDefinition } from '../../lab/definition.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { labKey } from '../../lab/marks.ts';
import { bucketName, bucketPurposes, stackName, stateMachineName, zones } from '../../lab/names.ts';
import { errorText, isNamed } from '../../reconcile/aws-errors.ts';
import type { Identity } from '../../reconcile/engine.ts';
import { bucketOf } from '../../reconcile/kinds/bucket.ts';
import { dashboardOf } from '../../reconcile/kinds/dashboard.ts';
import { databaseOf } from '../../reconcile/kinds/database.ts';
import { jobNamed } from '../../reconcile/kinds/job.ts';
import { jobRoleOf } from '../../reconcile/kinds/role.ts';
import { workgroupOf } from '../../reconcile/kinds/workgroup.ts';
import { lookAtDeployBucket } from '../deploy/bucket.ts';
import { describeStack } from '../deploy/describe-stack.ts';
import type { Values } from '../deploy/parameters.ts';
import { whyUnusable } from '../deploy/stack.ts';
import { commandFor } from '../render/next.ts';
import type { Session } from '../session.ts';
import type { Check } from './check.ts';
import type { CheckClients } from './clients.ts';

const part = 'Names' as const;
const another = 'Choose another name with --lab.';

const orUnknown = async (about: string, look: () => Promise<Check>): Promise<Check> => {
  try {
    return await look();
  } catch (error) {
    return { part, about, status: 'unknown', found: errorText(error), needs: [] };
  }
};

const free = (about: string): Check => ({ part, about, status: 'ok', found: '', needs: [] });
const taken = (about: string, found: string, ask = another): Check => ({
  part,
  about,
  status: 'missing',
  found,
  needs: [],
  ask,
});

const checkStack = ({ cloudFormation, lab, sfn, stateMachineArn }: Session): Promise<Check> => {
  const name = stackName(lab);
  const about = `stack ${name}`;
  return orUnknown(about, async () => {
    const stack = await describeStack(cloudFormation, name);
    // What a failed creation left behind is removed first.
    if (stack?.StackStatus === 'ROLLBACK_COMPLETE') return free(about);
    if (stack !== undefined && stack.StackStatus !== 'DELETE_COMPLETE') {
      const why = await whyUnusable(cloudFormation, name, lab.name, stack);
      if (why !== undefined) return taken(about, "it exists, but can't be updated", why);
      return { ...free(about), found: 'it already exists' };
    }
    try {
      await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    } catch (error) {
      if (isNamed(error, 'StateMachineDoesNotExist')) return free(about);
      throw error;
    }
    return taken(
      about,
      `state machine ${stateMachineName(lab)} belongs to another stack`,
      `${another} If another stack installed this lab, deploy that one again instead.`,
    );
  });
};

const checkDeployBucket = ({ s3, lab }: Session): Promise<Check> => {
  const name = bucketName(lab, 'deploy');
  const about = `bucket ${name}`;
  return orUnknown(about, async () => {
    const found = await lookAtDeployBucket(s3, lab, name);
    if (found === 'unmarked')
      return taken(
        about,
        `it exists without the mark of lab ${lab.name}`,
        `Give it the tag ${labKey} = ${lab.name} if it is the lab's, or choose another name with --lab.`,
      );
    if (found === 'closed')
      return taken(
        about,
        "another account has the name, or it can't be read",
        `${another} If the bucket is yours, ask for s3:GetBucketTagging and s3:ListBucket on it.`,
      );
    return { ...free(about), found: found === 'ours' ? "the lab's" : '' };
  });
};

const checkName = (
  session: Session,
  { kind, name, id, observe }: Pick<Identity, 'kind' | 'name' | 'id' | 'observe'>,
): Promise<Check> => {
  const { singular, adoptable } = kinds[kind];
  const about = `${singular} ${name}`;
  return orUnknown(about, async () => {
    const seen = await observe();
    if (seen.is === 'foreign') return taken(about, seen.why);
    if (seen.is === 'unmarked')
      return taken(
        about,
        "it exists without the lab's mark",
        adoptable
          ? `${another} If it may become the lab's: ${commandFor(session, 'up --skip-checks')}, then ${commandFor(session, `rebuild --adopt ${id}`)}.`
          : another,
      );
    return { ...free(about), found: seen.is === 'ours' ? "the lab's" : '' };
  });
};

/** Names that are looked at together. */
const atOnce = 8;

/**
 * Whether the names that a lab takes are free, or the lab's already.
 * @param definition names the jobs
 */
export const checkNames = async (
  session: Session,
  { glue, iam, cloudWatch }: Pick<CheckClients, 'glue' | 'iam' | 'cloudWatch'>,
  definition: Pick<LabDefinition, 'jobs'> | undefined,
  parameters: Values,
): Promise<readonly Check[]> => {
  const { lab, s3, athena } = session;
  const identities: Pick<Identity, 'kind' | 'name' | 'id' | 'observe'>[] = [
    ...bucketPurposes.map(purpose => bucketOf(s3, lab, purpose)),
    ...zones.map(zone => databaseOf(glue, lab, zone)),
    workgroupOf(athena, lab),
    ...(parameters.ExistingRole ? [] : [jobRoleOf(iam, lab)]),
    ...(parameters.Dashboard === 'false' ? [] : [dashboardOf(cloudWatch, lab)]),
    ...(definition?.jobs ?? []).map(({ name }) => jobNamed(glue, lab, name)),
  ];
  const checks = [
    () => checkStack(session),
    () => checkDeployBucket(session),
    ...identities.map(each => () => checkName(session, each)),
  ];
  return inParallel(atOnce, checks, check => check());
};
