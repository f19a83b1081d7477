import { PutObjectCommand } from '@aws-sdk/client-s3';
import { bucketName } from '../../lab/names.ts';
import { problemsOf } from '../local-aws/api-models.ts';
import { recordRequests, type SentRequest } from '../local-aws/sent-requests.ts';
import { driftingKinds, strangers } from './kinds/all.ts';
import { lab } from './lab-handlers.ts';
import { additions, smallDefinition } from './small-definition.ts';
import { SmallLab } from './small-lab.ts';

/*
 * The local AWS takes what AWS would refuse. So every request of a lab's life is held against AWS's own models: patterns,
 * lengths, ranges, enumerations, types, unknown and required members.
 */

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
});

afterAll(async () => {
  await small?.stop();
});

let sent: SentRequest[] = [];

/** A run, whose requests are recorded; what a test does to the lab in between is not. */
const run = async (input: unknown = {}): Promise<void> => {
  const recorded = recordRequests();
  try {
    await small.rebuild(input);
  } finally {
    recorded.stop();
    sent.push(...recorded.sent);
  }
};

beforeEach(async () => {
  await small.reset();
  sent = [];
});

const problems = (): readonly string[] => [...new Set(sent.flatMap(problemsOf))];

test("every request of a lab's life is one that AWS's models take", async () => {
  await run({ action: 'plan' });
  await run();
  await run({ runJob: true });
  for (const { drifts } of driftingKinds(small.clients))
    for (const { make } of Object.values(drifts)) await make();
  const cities = { Bucket: bucketName(lab, 'sor'), Key: 'tbl_cities/a.csv' };
  await small.s3.send(new PutObjectCommand({ ...cities, Body: 'mine' }));
  await run({ action: 'plan', repair: true });
  await run({ repair: true });
  await small.publish({
    ...smallDefinition,
    version: '1.1.0',
    datasets: [...smallDefinition.datasets, additions.dataset],
    jobs: [additions.job],
    queries: [additions.query],
  });
  await run();
  await run({ action: 'destroy', confirm: 'daybreak', deleteForeignObjects: true });
  const operations = [...new Set(sent.map(({ client, operation }) => `${client} ${operation}`))].sort();
  if (process.env.DAYBREAK_NUMBERS === '1')
    console.log(`${sent.length} requests, ${operations.length} operations`, operations);
  // The life is a whole one.
  expect(operations).toEqual(
    expect.arrayContaining([
      'AthenaClient DeleteWorkGroup',
      'AthenaClient UpdateWorkGroup',
      'CloudWatchClient PutDashboard',
      'GlueClient BatchCreatePartition',
      'GlueClient StartJobRun',
      'GlueClient StartTrigger',
      'GlueClient UpdateDatabase',
      'GlueClient UpdateJob',
      'GlueClient UpdateTable',
      'IAMClient PutRolePolicy',
      'IAMClient UpdateAssumeRolePolicy',
      'S3Client CopyObject',
      'S3Client DeleteBucket',
      'S3Client PutBucketPolicy',
    ]),
  );
  expect(problems()).toEqual([]);
});

test('so is every request that takes over what others have made', async () => {
  for (const [, stranger] of strangers) {
    await small.reset();
    if (stranger.afterwards === true) await run();
    await stranger.make(small.clients);
    await run({ adopt: [stranger.id] });
  }
  expect(problems()).toEqual([]);
});
