import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { answerRequest } from '../../functions/api/api.ts';
import { parseRequest } from '../../functions/api/request.ts';
import { startFirstRun } from '../../functions/first-run/first-run.ts';
import { runEnded } from '../../functions/report/run-ended.ts';
import { bucketName } from '../../lab/names.ts';
import { problemsOf } from '../local-aws/api-models.ts';
import { recordRequests, type SentRequest } from '../local-aws/sent-requests.ts';
import { driftingKinds, strangers } from './kinds/all.ts';
import { lab, stateMachineArn } from './lab-handlers.ts';
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

test('so is every request of the functions that are not part of a run', async () => {
  const clients = {
    ...small.clients,
    sfn: new SFNClient({}),
    events: new EventBridgeClient({}),
    sns: new SNSClient({}),
  };
  const { sfn } = clients;
  const recorded = recordRequests();
  const ask = async (routeKey: string, body?: object, id?: string): Promise<number> => {
    const [method = '', rawPath = ''] = routeKey.split(' ');
    const request = parseRequest({
      routeKey,
      rawPath: rawPath.replace('{id}', id ?? ''),
      headers: { host: 'api.example', 'content-type': 'application/json' },
      ...(id === undefined ? {} : { pathParameters: { id } }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      isBase64Encoded: false,
      requestContext: {
        domainName: 'api.example',
        stage: '$default',
        requestId: 'r1',
        http: { method },
      },
    });
    const settings = { lab, stateMachineArn };
    return (await answerRequest(clients, settings, request, new Date(), () => {})).statusCode;
  };
  try {
    const change = {
      RequestType: 'Create',
      RequestId: 'r1',
      ResourceProperties: { Wanted: 'true', Parameters: { ScheduleExpression: '' } },
    } as const;
    const { Run: executionArn } = await startFirstRun(sfn, stateMachineArn, change);
    expect(await ask('GET /lab')).toBe(404);
    expect(await ask('GET /rebuild/{id}', undefined, 'stack-r1')).toBe(200);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    expect(await ask('POST /rebuild', { datasets: ['tbl_cities'] })).toBe(202);
    // A lab whose run was stopped before its report.
    await small.rebuild();
    const topic = `arn:aws:sns:${lab.region}:${lab.account}:${lab.name}-notices`;
    const { did } = await runEnded(clients, lab, topic, executionArn, new Date(), () => {});
    expect(did).toBe('reported');
  } finally {
    recorded.stop();
  }
  const operations = new Set(recorded.sent.map(({ operation }) => operation));
  for (const each of ['DescribeExecution', 'GetExecutionHistory', 'PutEvents', 'Publish', 'StartExecution'])
    expect(operations).toContain(each);
  expect([...new Set(recorded.sent.flatMap(problemsOf))]).toEqual([]);
});

describe('a request that AWS would refuse is found', () => {
  const glue = (operation: string, input: object) => problemsOf({ client: 'GlueClient', operation, input });

  test.each([
    ['too long a text', { Name: 'x'.repeat(256) }, '.Name: 256 is more than 255'],
    ['an empty text', { Name: '' }, '.Name: 0 is less than 1'],
    ['a line break', { Name: 'a\nb' }, '.Name: "a\\nb" does not match'],
    ['a missing member', { Name: undefined }, '.Name: is required'],
    ['another type', { Name: 1 }, '.Name: 1 is not a string'],
    ['an unknown member', { Name: 'x', Nam: 'x' }, '.Nam: is unknown to the API'],
    ['a list for a map', { Name: 'x', Parameters: ['a'] }, '.Parameters: is not a map'],
    ['a key of a map', { Name: 'x', Parameters: { '': 'a' } }, '.Parameters key: 0 is less than 1'],
  ])('%s', (_, DatabaseInput, problem) => {
    expect(glue('CreateDatabase', { DatabaseInput })).toEqual([expect.stringContaining(problem)]);
  });

  test('a value of no enumeration, a number out of range, and a call that there is not', () => {
    const Command = { Name: 'glueetl' };
    expect(
      glue('CreateJob', { Name: 'x', Role: 'r', Command, WorkerType: 'G.3X', Timeout: 0, Description: '😀' }),
    ).toEqual([
      expect.stringContaining("glue CreateJob.WorkerType: 'G.3X' is none of"),
      'glue CreateJob.Timeout: 0 is less than 1',
    ]);
    const trigger = { Name: 'x', Type: 'NEVER', Actions: [{ JobName: 1 }] };
    expect(glue('CreateTrigger', trigger)).toEqual([
      expect.stringContaining("glue CreateTrigger.Type: 'NEVER' is none of"),
      'glue CreateTrigger.Actions[0].JobName: 1 is not a string',
    ]);
    expect(glue('MakeTable', {})).toEqual(['glue MakeTable: is unknown to the API']);
  });

  test("a tag's value that only the documentation forbids", () => {
    const input = { Bucket: 'b', Tagging: { TagSet: [{ Key: 'k', Value: 'a;b' }] } };
    expect(problemsOf({ client: 'S3Client', operation: 'PutBucketTagging', input })).toEqual([
      expect.stringContaining('"a;b" does not match'),
    ]);
  });
});
