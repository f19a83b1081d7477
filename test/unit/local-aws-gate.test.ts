import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { GetDatabasesCommand, GetJobRunsCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../cli/endpoint/sha256.ts';
import { healthPath } from '../../local-aws/front/launch.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { runningProcesses } from '../../local-aws/processes.ts';
import { passing, type RawRequest, refused, sendRaw } from '../local-aws/gate-requests.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

let local: TestAws;
let s3: S3Client;
let health: { readonly emulator: string; readonly front: string };

beforeAll(async () => {
  local = await startTestAws();
  const { aws } = local;
  s3 = new S3Client(clientConfig(aws));
  health = { emulator: `${aws.endpoint}/_ministack/health`, front: `${aws.glueEndpoint}${healthPath}` };
});

afterAll(async () => {
  s3.destroy();
  await local.stop();
});

const buckets = async () =>
  ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);

/** As `aws s3 presign` makes it. */
const presigned = async (bucket: string, key: string): Promise<string> => {
  const { credentials, region } = clientConfig(local.aws);
  const { protocol, hostname, port, host } = new URL(local.aws.endpoint);
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const path = `/${bucket}/${key}`;
  const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const request = { method: 'GET', protocol, hostname, port: Number(port), path, headers };
  const { query = {} } = await signer.presign(request, { expiresIn: 60 });
  const parameters = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(`${value}`)}`,
  );
  return `${local.aws.endpoint}${path}?${parameters.join('&')}`;
};

const manage = (path: string, request: RawRequest = {}) =>
  sendRaw(`${local.aws.endpoint}/_ministack/${path}`, { method: 'POST', ...request });

test.each(passing)('a request $name passes, at the emulator and at the front', async ({ headers }) => {
  const [emulator, front] = [
    await sendRaw(health.emulator, { headers }),
    await sendRaw(health.front, { headers }),
  ];
  expect([emulator.status, front.status]).toEqual([200, 200]);
});

test.each(refused)('a request $name is refused by both, in the same words', async ({ headers }) => {
  const [emulator, front] = [
    await sendRaw(health.emulator, { headers }),
    await sendRaw(health.front, { headers }),
  ];
  expect([emulator.status, front.status]).toEqual([403, 403]);
  expect(JSON.parse(emulator.body)).toEqual(JSON.parse(front.body));
  expect(JSON.parse(emulator.body).message).toMatch(/^The local AWS answers .* Use the /);
  for (const answer of [emulator, front])
    expect(Object.keys(answer.headers)).not.toContain('access-control-allow-origin');
});

test('a request without a host is refused by both', async () => {
  for (const url of Object.values(health)) {
    for (const header of ['', 'Host:\r\n']) {
      const { hostname, port, pathname } = new URL(url);
      const socket = connect(Number(port), hostname);
      socket.end(`GET ${pathname} HTTP/1.0\r\n${header}\r\n`);
      expect(await text(socket)).toMatch(/^HTTP\/1\.\d 403 /);
    }
  }
});

test('a preflight request is refused, and so is a websocket', async () => {
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
  const upgrade = {
    origin: 'https://evil.example',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  };
  for (const endpoint of [local.aws.endpoint, local.aws.glueEndpoint]) {
    const preflight = await sendRaw(`${endpoint}/bucket`, { method: 'OPTIONS', headers });
    expect(preflight).toMatchObject({ status: 403 });
    expect(Object.keys(preflight.headers)).not.toContain('access-control-allow-origin');
    const socket = await sendRaw(`${endpoint}/_aws/execute-api/a1b2c3d4/prod`, { headers: upgrade });
    expect(socket).toMatchObject({ status: 403 });
  }
});

/** Calls that read, write and run, as a program without credentials sends them. */
const calls: readonly (readonly [string, 'endpoint' | 'glueEndpoint', string, RawRequest])[] = [
  ['lists buckets', 'endpoint', '/', {}],
  ['makes a bucket', 'endpoint', '/theirs', { method: 'PUT' }],
  ['makes a stack', 'endpoint', '/?Action=CreateStack&StackName=theirs', { method: 'POST' }],
  ['runs a function', 'endpoint', '/2015-03-31/functions/tell/invocations', { method: 'POST' }],
  ['reads the code of a function', 'endpoint', '/_ministack/lambda-code/123456789012/us-east-1/tell', {}],
  ['calls an API', 'endpoint', '/_aws/execute-api/a1b2c3d4/prod', {}],
  ['asks for credentials', 'endpoint', '/latest/meta-data/iam/security-credentials/any', {}],
  ...['AWSGlue.GetDatabases', 'AWSGlue.StartJobRun', 'AmazonAthena.StartQueryExecution'].map(
    target =>
      [
        `calls ${target}`,
        'glueEndpoint',
        '/',
        { method: 'POST', headers: { 'x-amz-target': target }, body: '{}' },
      ] as const,
  ),
];

describe.each(calls)('a program that %s', (_, at, path, request) => {
  const send = (headers: RawRequest['headers']) =>
    sendRaw(`${local.aws[at]}${path}`, { ...request, headers: { ...request.headers, ...headers } });

  test('is refused unless it knows the session token of this start', async () => {
    const { sessionToken = '' } = local.aws;
    const scope = `Credential=123456789012/20261126/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0`;
    const wrong = [
      {},
      { authorization: `AWS4-HMAC-SHA256 ${scope}` },
      ...['', 'x'.repeat(sessionToken.length), `${sessionToken}x`, local.aws.token].map(token => ({
        'x-amz-security-token': token,
      })),
      { 'x-amz-security-token': [sessionToken, sessionToken] },
    ];
    for (const headers of wrong) {
      const answer = await send(headers);
      expect(answer).toMatchObject({
        status: 403,
        body: expect.stringContaining('only callers that have its credentials'),
      });
      expect(answer.body).not.toContain(sessionToken);
    }
    const { body } = await send({ 'x-amz-security-token': sessionToken });
    expect(body).not.toContain('only callers that have its credentials');
  });
});

test('a presigned address, the code of a function and a session of STS need no other credentials', async () => {
  const { aws } = local;
  await s3.send(new CreateBucketCommand({ Bucket: 'shared' }));
  await s3.send(new PutObjectCommand({ Bucket: 'shared', Key: 'a', Body: 'read' }));
  const address = await presigned('shared', 'a');
  expect(await sendRaw(address)).toMatchObject({ status: 200, body: 'read' });
  expect(
    await sendRaw(address.replace(/X-Amz-Security-Token=[^&]*/, 'X-Amz-Security-Token=x')),
  ).toMatchObject({
    status: 403,
  });
  const sts = new STSClient(clientConfig(aws));
  const RoleArn = `arn:aws:iam::${aws.account}:role/any`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
  sts.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const glue = new GlueClient({
    ...clientConfig(aws),
    endpoint: aws.glueEndpoint ?? '',
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  });
  expect((await glue.send(new GetDatabasesCommand({}))).DatabaseList).toEqual([]);
  await expect(glue.send(new GetJobRunsCommand({ JobName: 'none' }))).rejects.toThrow(
    'Job none is not found',
  );
  glue.destroy();
});

test('the account is emptied only with the secret', async () => {
  await local.reset();
  const Bucket = 'kept';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const { secret = '' } = local.aws;
  const wrong = [undefined, '', 'x'.repeat(secret.length), `${secret}x`, 'sécret', [secret, secret]];
  for (const value of wrong) {
    const headers = value === undefined ? {} : { 'x-daybreak-secret': value };
    const answer = await manage('reset', { headers });
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('x-daybreak-secret') });
    expect(answer.body).not.toContain(secret);
  }
  expect(await buckets()).toEqual([Bucket]);
  await local.reset();
  expect(await buckets()).toEqual([]);
});

test('a page cannot empty the account even with the secret', async () => {
  const headers = { 'x-daybreak-secret': local.aws.secret, origin: 'https://evil.example' };
  expect(await manage('reset', { headers })).toMatchObject({ status: 403 });
});

test('the emulator’s own addresses require the secret, except those that replace addresses of AWS', async () => {
  const status = async (path: string, method: string) => (await manage(path, { method })).status;
  expect(await status('config', 'POST')).toBe(403);
  expect(await status('sqs/messages', 'GET')).toBe(403);
  expect(await status('rds/iam-auth', 'POST')).toBe(403);
  expect(await status('health', 'POST')).toBe(403);
  expect(await status('%72eset', 'POST')).toBe(403);
  expect(await status('ready', 'GET')).toBe(200);
  expect(await status('cfn-response/a-token', 'PUT')).toBe(200);
});

test('an API is reached by its own host name', async () => {
  const { port, endpoint } = local.aws;
  const answer = await sendRaw(`${endpoint}/prod`, {
    headers: {
      host: `a1b2c3d4.execute-api.localhost:${port}`,
      'x-amz-security-token': local.aws.sessionToken,
    },
  });
  expect([answer.status, answer.body]).not.toEqual([403, expect.stringContaining('The local AWS')]);
});

test('the secrets are in a file that only its owner can read, not in the process list and not in a log', async () => {
  const { secret = '', sessionToken = '', pid, log } = local.aws;
  for (const each of [secret, sessionToken]) expect(each).toMatch(/^[\w-]{43}$/);
  expect(secret).not.toBe(sessionToken);
  const home = dirname(log);
  expect((await stat(join(home, 'local-aws.json'))).mode & 0o777).toBe(0o600);
  const processes = await runningProcesses();
  expect(processes.map(one => one.pid)).toContain(pid);
  const secrets = [secret, sessionToken];
  expect(processes.filter(({ command }) => secrets.some(each => command.includes(each)))).toEqual([]);
  for (const file of [log, join(home, 'local-aws-front.log')])
    for (const each of secrets) expect(await readFile(file, 'utf8')).not.toContain(each);
});

test('a function cannot read the secret from its environment', async () => {
  const cloudformation = new CloudFormationClient(clientConfig(local.aws));
  const Code = { ZipFile: 'exports.handler = async () => process.env;' };
  const Role = 'arn:aws:iam::123456789012:role/any';
  const Properties = { FunctionName: 'tell', Runtime: 'nodejs22.x', Handler: 'index.handler', Role, Code };
  const TemplateBody = JSON.stringify({ Resources: { Tell: { Type: 'AWS::Lambda::Function', Properties } } });
  await cloudformation.send(new CreateStackCommand({ StackName: 'tell', TemplateBody }));
  await waitUntilStackCreateComplete(
    { client: cloudformation, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { StackName: 'tell' },
  );
  cloudformation.destroy();
  const { endpoint, secret, sessionToken } = local.aws;
  const headers = { 'x-amz-security-token': sessionToken };
  const told = await sendRaw(`${endpoint}/2015-03-31/functions/tell/invocations`, {
    method: 'POST',
    headers,
  });
  expect(told).toMatchObject({ status: 200, body: expect.stringContaining('AWS_LAMBDA_FUNCTION_NAME') });
  expect(told.body).not.toContain(secret);
  expect(told.body).not.toContain('DAYBREAK_SECRET');
});
