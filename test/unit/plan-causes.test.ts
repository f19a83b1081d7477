import { setTimeout as sleep } from 'node:timers/promises';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { plan } from '../../functions/plan/plan.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { type Answers, fakeAws, named } from './aws-fake.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const settings = {
  lab,
  stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:daybreak-rebuild',
  seedUri: 's3://somebodys-seed/',
  datasets: [],
  maxSeedGiB: 10,
  runJob: false,
  schedule: '',
  maxDollarsPerDay: 5,
  jobPolicies: [],
};
const execution = { arn: 'arn', name: 'run', startedAt: '2026-11-21T12:00:00Z' };

const client = { region: lab.region, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
const atOnce = { step: 'initialize', priority: 'high' } as const;

const planWith = (answers: Answers) => {
  const { s3: answering, ...others } = fakeAws(answers);
  // S3 answers after the others.
  const s3 = new S3Client(client);
  s3.middlewareStack.add(
    next => async args => {
      await sleep(20);
      return next(args);
    },
    atOnce,
  );
  s3.middlewareStack = s3.middlewareStack.concat(answering.middlewareStack);
  const sfn = new SFNClient(client);
  const lakeFormation = new LakeFormationClient(client);
  const nothing = () => async () => ({ response: {}, output: { $metadata: {}, executions: [] } });
  sfn.middlewareStack.add(nothing, atOnce);
  lakeFormation.middlewareStack.add(nothing, atOnce);
  return plan({ ...others, s3, sfn, lakeFormation }, settings, execution, {});
};

const denied = named('AccessDenied', 'not authorized');
const services = { GetDatabase: [denied], GetWorkGroup: [denied] };
const noReport = named('NoSuchKey', 'The specified key does not exist.');
const seed = { ETag: '"e"', Body: { transformToString: async () => JSON.stringify(smallDefinition) } };

// All is asked at once: which answer comes first must not decide what people read.
test.each([
  [
    'the seed',
    { GetObject: [noReport, denied], ...services },
    's3://somebodys-seed/lab.json may not be read',
  ],
  ['Glue', { GetObject: [noReport, seed], ...services }, 'does not let the lab use AWS Glue'],
])('of several reads that fail, Plan names %s', async (_what, answers, cause) => {
  await expect(planWith(answers)).rejects.toThrow(cause);
});

test('Plan tells all that is missing at once: each service, and the seed', async () => {
  const failing = planWith({ GetObject: [noReport, denied], ...services });
  await expect(failing).rejects.toMatchObject({ name: 'SeedUnavailable' });
  for (const told of [
    's3://somebodys-seed/lab.json',
    'AWS Glue (glue:GetDatabase',
    'Amazon Athena (athena:GetWorkGroup',
  ])
    await expect(failing).rejects.toThrow(told);
  const withoutServices = planWith({ GetObject: [noReport, seed], ...services });
  await expect(withoutServices).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  await expect(withoutServices).rejects.toThrow(/AWS Glue \(.* and Amazon Athena \(/);
});
