import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { deployedStack } from '../../cli/deploy/deployed-stack.ts';
import { apiUrlIn } from '../../cli/endpoint/api-url.ts';
import { localSession } from '../../cli/session.ts';
import { bucketName } from '../../lab/names.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { allLogs } from '../local-aws/function-logs.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { LabStack } from './lab-stack.ts';
import { Endpoint } from './signed-call.ts';

/** Parts of signed requests and addresses: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
const signed = /X-Amz-(Signature|Credential|Security-Token)|AWS4-HMAC-SHA256|aws_session_token|\bSignature=/i;

let testAws: TestAws;
let stack: LabStack;

beforeAll(async () => {
  testAws = await startTestAws();
  stack = new LabStack(testAws, 'daybreak');
  // Its custom resource gets an address with a signature.
  await stack.deploy();
});
afterAll(() => testAws?.stop());

/** What a life of the lab leaves behind for people to read. */
const leftBehind = async (): Promise<ReadonlyMap<string, string>> => {
  const { sfn, s3, lab } = stack;
  const logs = [...(await allLogs(testAws.aws))].map(([group, lines]) => [group, lines.join('\n')] as const);
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: stack.stateMachineArn }),
  );
  const histories = await Promise.all(
    executions.map(async ({ executionArn, name = '' }) => {
      const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
      return [`history of ${name}`, JSON.stringify(events)] as const;
    }),
  );
  const Bucket = bucketName(lab, 'assets');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'runs/' }));
  const reports = await Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return [Key, (await Body?.transformToString()) ?? ''] as const;
    }),
  );
  return new Map([...logs, ...histories, ...reports]);
};

test('no log, history or report has credentials or signed addresses in it', async () => {
  const runs = [{}, { action: 'plan' }, { bad: 'input' }, { runJob: true, repair: true }];
  const statuses = [];
  for (const input of runs) statuses.push((await stack.rebuild(input)).status);
  expect(statuses).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'FAILED']);
  const url = apiUrlIn(await deployedStack(localSession('daybreak', testAws.aws)));
  const endpoint = new Endpoint(testAws.aws, url ?? '');
  const json = { headers: { 'content-type': 'application/json' } };
  expect((await endpoint.call('GET', '/lab')).statusCode).toBe(200);
  expect(
    (await endpoint.call('POST', '/rebuild', { ...json, body: '{"action":"destroy"}' })).statusCode,
  ).toBe(403);

  const found = await leftBehind();
  // All of it was looked at.
  expect([...found.keys()].filter(name => name.startsWith('/aws/lambda/')).length).toBeGreaterThan(10);
  for (const name of ['/aws/lambda/daybreak-first-run', '/aws/lambda/daybreak-api', 'runs/latest.json'])
    expect(found.get(name)).toMatch(/daybreak/);
  const { secretAccessKey, sessionToken } = clientConfig(testAws.aws).credentials;
  const secrets = [secretAccessKey, sessionToken].filter(secret => secret !== undefined && secret.length > 8);
  expect(secrets).not.toEqual([]);
  const leaks = [...found].filter(
    ([, text]) => signed.test(text) || secrets.some(secret => text.includes(secret ?? '')),
  );
  expect(leaks.map(([name]) => name)).toEqual([]);
});
