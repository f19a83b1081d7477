import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import { readSeeds } from '../../cli/seed/read-seeds.ts';
import { plan } from '../../functions/plan/plan.ts';
import { bucketName } from '../../lab/names.ts';
import { parseJson } from '../../lab/parse.ts';
import { type Report, reportSchema } from '../../lab/report.ts';
import type { Execution } from '../../lab/run.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { createWaitingMachine, lab, loadHandlers, stateMachineArn } from './lab-handlers.ts';
import { type Handlers, runOnEngine } from './rebuild-engine.ts';
import { changedOutcomes } from './small-lab.ts';

let testAws: TestAws;
let handlers: Handlers;
let s3: S3Client;
let folder: string;

const course = {
  title: 'My first job',
  version: '0.1.0',
  licence: 'CC0-1.0',
  source: 'Typed in by hand',
  datasets: [],
  jobs: [{ name: 'mine', script: 'mine.py' }],
  smokeTests: [
    { name: 'mine', sql: 'select count(*) > 0 from ${sor}.tbl_brecommerce_orders', expect: [[true]] },
  ],
};

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  handlers = await loadHandlers();
  s3 = new S3Client({});
  await createWaitingMachine(testAws);
  folder = await mkdtemp(join(tmpdir(), 'daybreak-course-'));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'lab.json'), JSON.stringify(course));
  await writeFile(join(folder, 'mine.py'), 'print(1)\n');
});

afterAll(async () => {
  await testAws?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A rebuild from a seed, or from the built-in sample, and its report. */
const rebuilt = async (seedUri: string): Promise<Report> => {
  const clients = {
    athena: new AthenaClient({}),
    glue: new GlueClient({}),
    lakeFormation: new LakeFormationClient({ maxAttempts: 1 }),
    s3,
    sfn: new SFNClient({}),
  };
  const settings = {
    lab,
    stateMachineArn,
    seedUri,
    datasets: [],
    maxSeedGiB: 10,
    runJob: false,
    schedule: '',
    maxDollarsPerDay: 5,
    jobPolicies: [],
  };
  const ended = await runOnEngine(
    {
      ...handlers,
      plan: event => {
        const { execution, input }: { execution: Execution; input: unknown } = JSON.parse(
          JSON.stringify(event),
        );
        return plan(clients, settings, execution, input);
      },
    },
    {},
  );
  if (ended.status !== 'succeeded') throw new Error(`${ended.error}: ${ended.cause}`);
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: bucketName(lab, 'assets'), Key: 'runs/latest.json' }),
  );
  return parseJson(reportSchema, (await Body?.transformToString()) ?? '', 'the report', Error);
};

test('a lab of the built-in sample gets a course on top: everything that it had is unchanged', async () => {
  const before = await rebuilt('');
  await s3.send(new CreateBucketCommand({ Bucket: 'deploy' }));
  const seed = await readSeeds([{ from: 'sample' }, { from: 'folder', folder }]);
  await publishSeed(s3, seed, { bucket: 'deploy', prefix: 'seed/' });
  const after = await rebuilt('s3://deploy/seed/');
  expect(changedOutcomes(after.outcomes)).toEqual({
    'script/mine': 'created',
    'job/daybreak-mine': 'created',
    // Its description is the lab's title.
    'workgroup/daybreak': 'updated',
    'dashboard/daybreak-us-east-1': 'updated',
  });
  expect(after.orphaned).toEqual([]);
  // Nothing is counted again, and all of the sample's smoke tests are still asked.
  const times = (report: Report) =>
    Object.fromEntries(
      report.proofs.filter(({ kind }) => kind === 'rows').map(each => [each.name, each.provenAt]),
    );
  expect(times(after)).toEqual(times(before));
  expect(after.proofs).toHaveLength(before.proofs.length + 1);
  expect(changedOutcomes((await rebuilt('s3://deploy/seed/')).outcomes)).toEqual({});
});
