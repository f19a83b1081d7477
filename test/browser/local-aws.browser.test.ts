import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetDatabasesCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Browser } from 'playwright-core';
import { clientConfig, type LocalAws } from '../../local-aws/index.ts';
import { sendRaw } from '../local-aws/gate-requests.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { startBrowser } from './chromium.ts';
import { type EvilSite, startEvilSite } from './evil-site.ts';

/* What an open web page could do to a local AWS. Chromium resolves evil.test to this machine, as after a DNS rebinding
 * attack by the page's owner. */

const evilHost = 'evil.test';
const minutes = 3 * 60_000;

let local: TestAws;
let site: EvilSite;
let browser: Browser;
let clients: {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly glue: GlueClient;
  readonly cloudformation: CloudFormationClient;
};

beforeAll(async () => {
  local = await startTestAws();
  site = await startEvilSite();
  browser = await startBrowser(evilHost);
  const config = clientConfig(local.aws);
  clients = {
    s3: new S3Client(config),
    sns: new SNSClient(config),
    glue: new GlueClient(config),
    cloudformation: new CloudFormationClient(config),
  };
}, minutes);

afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy();
  await browser?.close();
  await site?.stop();
  await local?.stop();
});

beforeEach(async () => {
  await local.reset();
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'mine' }));
});

/** Everything in the account of the kinds that the pages try to create or delete. */
const account = async () => {
  const { s3, sns, glue, cloudformation } = clients;
  const [{ Buckets = [] }, { Topics = [] }, { DatabaseList = [] }, { Stacks = [] }] = await Promise.all([
    s3.send(new ListBucketsCommand({})),
    sns.send(new ListTopicsCommand({})),
    glue.send(new GetDatabasesCommand({})),
    cloudformation.send(new DescribeStacksCommand({})),
  ]);
  return {
    buckets: Buckets.map(({ Name }) => Name),
    topics: Topics.map(({ TopicArn }) => TopicArn),
    databases: DatabaseList.map(({ Name }) => Name),
    stacks: Stacks.map(({ StackName }) => StackName),
  };
};

const untouched = { buckets: ['mine'], topics: [], databases: [], stacks: [] };

/** The pages know the session token, from a presigned address for example: they are refused because they are pages. */
const known = ({ sessionToken }: LocalAws) => `X-Amz-Security-Token=${sessionToken}`;

const makesTopic = (aws: LocalAws) => `${aws.endpoint}/?Action=CreateTopic&Name=theirs&${known(aws)}`;

const makesFunction = (aws: LocalAws) => {
  const Code = { ZipFile: 'exports.handler = async () => {};' };
  const Properties = { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: 'arn:aws:iam::1:role/x', Code };
  const template = JSON.stringify({ Resources: { Theirs: { Type: 'AWS::Lambda::Function', Properties } } });
  return `${aws.endpoint}/?Action=CreateStack&StackName=theirs&${known(aws)}&TemplateBody=${encodeURIComponent(template)}`;
};

/** A page's scripts, by what they try. Each ends when the browser has done everything it will do. */
const attacks: readonly (readonly [string, (aws: LocalAws) => string])[] = [
  [
    'a text/plain POST that deploys a function',
    aws => `fetch('${makesFunction(aws)}', { method: 'POST', body: 'x' })`,
  ],
  ['a POST without CORS', aws => `fetch('${makesTopic(aws)}', { method: 'POST', mode: 'no-cors' })`],
  [
    'a GET without CORS',
    aws => `fetch('${makesTopic(aws)}', { mode: 'no-cors', referrerPolicy: 'no-referrer' })`,
  ],
  ['a PUT that is preflighted', aws => `fetch('${aws.endpoint}/theirs?${known(aws)}', { method: 'PUT' })`],
  [
    'a call of Glue through the front',
    ({ glueEndpoint, sessionToken }) => `fetch('${glueEndpoint}', {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSGlue.CreateDatabase', 'x-amz-security-token': '${sessionToken}' },
      body: JSON.stringify({ DatabaseInput: { Name: 'theirs' } }),
    })`,
  ],
  ['a reset', ({ endpoint }) => `fetch('${endpoint}/_ministack/reset', { method: 'POST', mode: 'no-cors' })`],
  [
    'an image',
    aws => `new Promise(resolve => {
      const image = new Image();
      image.onload = image.onerror = resolve;
      image.src = '${makesTopic(aws)}';
    })`,
  ],
  [
    'a form',
    aws => `new Promise(resolve => {
      document.body.innerHTML = '<iframe name="answer"></iframe><form method="post" target="answer"></form>';
      document.forms[0].action = '${makesTopic(aws)}';
      document.forms[0].submit();
      document.querySelector('iframe').onload = resolve;
    })`,
  ],
];

const pages: readonly (readonly [string, () => string])[] = [
  ['another port of localhost', () => `http://localhost:${site.port}/`],
  ['a name that resolves to this machine', () => `http://${evilHost}:${site.port}/`],
];

/** Runs a script in a page at an address. Returns errors as text: browsers throw when a page may not do something. */
const inPage = async (address: string, script: string): Promise<unknown> => {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    return await page.evaluate(`Promise.resolve(${script}).catch(error => String(error)).then(String)`);
  } finally {
    await page.close();
  }
};

describe.each(pages)('a page at %s', (_, address) => {
  test.each(attacks)('changes nothing with %s', async (_, script) => {
    await inPage(address(), script(local.aws));
    expect(await account()).toEqual(untouched);
  });

  test('reads nothing', async () => {
    const read = `fetch('${local.aws.endpoint}/?Action=ListBuckets&${known(local.aws)}').then(answer => answer.text())`;
    expect(await inPage(address(), read)).toMatch(/^TypeError/);
  });

  test('opens no websocket', async () => {
    const { endpoint, sessionToken } = local.aws;
    const headers = { 'x-amz-security-token': sessionToken };
    const post = (path: string, body: object) =>
      sendRaw(`${endpoint}/v2/apis${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const { body } = await post('', { name: 'talk', protocolType: 'WEBSOCKET' });
    const { apiId } = JSON.parse(body);
    await post(`/${apiId}/stages`, { stageName: 'prod' });
    const socket = `new Promise(resolve => {
      const socket = new WebSocket('${endpoint.replace('http', 'ws')}/_aws/execute-api/${apiId}/prod?${known(local.aws)}');
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    })`;
    expect(await inPage(address(), socket)).toBe('refused');
  });
});

test('a link in a mail to a page that redirects changes nothing', async () => {
  const page = await browser.newPage();
  await page.goto(`http://${evilHost}:${site.port}/away?to=${encodeURIComponent(makesTopic(local.aws))}`);
  expect(new URL(page.url()).port).toBe(`${local.aws.port}`);
  await page.close();
  expect(await account()).toEqual(untouched);
});

test('a page whose name now resolves to the local AWS itself reads and changes nothing', async () => {
  const page = await browser.newPage();
  // Any response has the origin that the page had before.
  await page.goto(`http://${evilHost}:${local.aws.port}/`);
  const read = await page.evaluate(
    `fetch('/?Action=CreateTopic&Name=theirs&${known(local.aws)}').then(answer => answer.text())`,
  );
  await page.evaluate("fetch('/_ministack/reset', { method: 'POST' }).then(answer => answer.text())");
  await page.close();
  expect(read).toContain('this request is for another host');
  expect(await account()).toEqual(untouched);
});
