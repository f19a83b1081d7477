import { GetRoleCommand, UpdateRoleCommand } from '@aws-sdk/client-iam';
import {
  DeleteBucketPolicyCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import { bucketName, bucketPurposes, jobRoleName } from '../../lab/names.ts';
import type { ProxiedCall, Treatment } from '../local-aws/faulty-proxy.ts';
import { lab } from './lab-handlers.ts';
import { changeTable } from './learner.ts';
import { smallDefinition } from './small-definition.ts';
import { changedOutcomes, SmallLab } from './small-lab.ts';

/* An account that lets the lab create everything, and tag nothing. */

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
  small.skipProofs();
});

beforeEach(() => small.reset());

afterEach(() => {
  small.faults.decide = () => 'passed';
});

afterAll(async () => {
  await small?.stop();
});

const isCreation = /^Create(Bucket|Role|WorkGroup|Job|Trigger)$/;

/** Denies calls that write tags. As IAM does, one that creates with tags as a whole. */
const noTags = ({ operation, body }: ProxiedCall): Treatment =>
  /^(PutBucketTagging|TagRole|TagResource)$/.test(operation) ||
  (isCreation.test(operation) && /\bTags\b/.test(body))
    ? 'denied'
    : 'passed';

const readsTags = /^(GetBucketTagging|ListTagsForResource|GetTags)$/;

const everyKind = ['bucket', 'role', 'workgroup', 'job', 'trigger'];

describe.each([
  ['may not be written', noTags],
  [
    'may neither be written nor read',
    (asked: ProxiedCall): Treatment => (readsTags.test(asked.operation) ? 'denied' : noTags(asked)),
  ],
] as const)('where tags %s', (_, treatment) => {
  beforeEach(() => {
    small.faults.decide = treatment;
  });

  test('the lab is built, its report says so, and the next rebuild finds its own', async () => {
    const first = await small.rebuilt();
    expect(first.outcomes.filter(({ outcome }) => outcome !== 'created')).toEqual([]);
    const noted = first.outcomes.filter(({ notes }) =>
      notes.some(note => note.startsWith('tags are refused')),
    );
    expect(new Set(noted.map(({ kind }) => kind))).toEqual(new Set(everyKind));
    const second = await small.rebuilt();
    expect(changedOutcomes(second.outcomes)).toEqual({});
    expect(small.writes()).toEqual([]);
    const buckets = second.outcomes.filter(({ kind }) => kind === 'bucket');
    expect(buckets.map(({ notes }) => notes)).toEqual(
      bucketPurposes.map(() => ['tags are refused here: its mark is only in a lifecycle rule']),
    );
  });

  test("a new definition updates what is the lab's, and a learner's change is kept", async () => {
    await small.rebuilt();
    await changeTable(small.clients.glue, 'daybreak_sor', 'tbl_cities', () => ({ Description: 'mine' }));
    await small.publish({ ...smallDefinition, title: 'Towns', version: '1.1.0' });
    await small.rebuild();
    expect(changedOutcomes((await small.report()).outcomes)).toMatchObject({
      'workgroup/daybreak': 'updated',
      'table/daybreak_sor.tbl_cities': 'kept',
    });
  });

  test('a destruction leaves nothing', async () => {
    await small.rebuilt();
    await small.told({ action: 'destroy', confirm: 'daybreak' });
    const left = Object.keys(await small.observe()).filter(name => /daybreak/.test(name));
    expect(left).toEqual([]);
  });
});

test('where tags are allowed again, the next change moves the mark into them', async () => {
  small.faults.decide = noTags;
  await small.rebuilt();
  small.faults.decide = () => 'passed';
  const { s3, iam } = small.clients;
  const RoleName = jobRoleName(lab);
  const Bucket = bucketName(lab, 'assets');
  await expect(s3.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toThrow();
  const before = await iam.send(new GetRoleCommand({ RoleName }));
  expect(before.Role?.Description).toMatch(/^Glue jobs of .* \[daybreak:lab=daybreak;/);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await iam.send(new UpdateRoleCommand({ RoleName, Description: 'mine [daybreak:lab=daybreak; applied=]' }));

  const repaired = await small.rebuilt({ repair: true });
  expect(changedOutcomes(repaired.outcomes)).toEqual({
    [`bucket/${Bucket}`]: 'updated',
    [`role/${RoleName}`]: 'updated',
  });
  const mark = { Key: 'daybreak:lab', Value: 'daybreak' };
  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
  expect(TagSet).toContainEqual(mark);
  const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(Rules.map(({ ID }) => ID)).toEqual(['daybreak-unfinished-uploads']);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  expect(Role?.Description).toBe('Glue jobs of the Daybreak lab daybreak');
  expect(Role?.Tags).toContainEqual(mark);
  await small.rebuilt();
  expect(small.writes()).toEqual([]);
});

test.each(['UnsupportedArgument', 'NotImplemented'])(
  'where a bucket cannot be created with tags (%s), it is tagged afterwards',
  async code => {
    small.faults.decide = ({ operation, body }) =>
      operation === 'CreateBucket' && /\bTags\b/.test(body) ? { status: 400, code } : 'passed';
    const { outcomes } = await small.rebuilt();
    const buckets = outcomes.filter(({ kind }) => kind === 'bucket');
    expect(buckets.map(({ outcome, notes }) => [outcome, notes])).toEqual(
      bucketPurposes.map(() => ['created', []]),
    );
    const { TagSet } = await small.s3.send(
      new GetBucketTaggingCommand({ Bucket: bucketName(lab, 'assets') }),
    );
    expect(TagSet).toContainEqual({ Key: 'daybreak:lab', Value: 'daybreak' });
  },
);
