import { GetDatabasesCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreatePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { clientConfig, clientEnvironment } from '../../local-aws/index.ts';
import { type EnforcingProxy, startEnforcingProxy } from '../local-aws/enforcing-proxy.ts';
import { functionsNameThemselves } from '../local-aws/recording-proxy.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { filled, type Sandbox, sandboxes } from '../sandboxes/cases.ts';
import { contents, smallDefinition } from '../statemachine/small-definition.ts';
import { daybreak } from '../unit/command-in-process.ts';
import { LabStack } from './lab-stack.ts';

/*
 * A lab in each account of test/sandboxes/accounts: the command launches and destroys it, behind a proxy that denies what
 * the account denies, to the command and to every function. One local AWS has them all, each with a lab of its own.
 */

let testAws: TestAws;
let proxy: EnforcingProxy;

const seedBucket = 'somebodys-seed';
const version = '2012-10-17';
const document = (Statement: readonly object[]): string => JSON.stringify({ Version: version, Statement });

beforeAll(async () => {
  proxy = await startEnforcingProxy(() => testAws.aws);
  testAws = await startTestAws({ AWS_ENDPOINT_URL: proxy.endpoint, ...functionsNameThemselves });
  useTestAws(testAws);
  const { s3 } = new LabStack(testAws, 'any');
  await s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
  const files = { ...contents, 'lab.json': JSON.stringify(smallDefinition) };
  for (const [key, Body] of Object.entries(files))
    await s3.send(
      new PutObjectCommand({ Bucket: seedBucket, Key: `cities/${key}`, Body, ChecksumAlgorithm: 'CRC32' }),
    );
});

afterAll(async () => {
  await testAws?.stop();
  await proxy?.stop();
});

/**
 * The checks before a stack (`daybreak doctor`) have tests of their own: neither the proxy nor the local AWS knows what
 * they ask IAM and Lambda.
 */
const up = ['up', '--skip-checks', '--seed', `s3://${seedBucket}/cities/`] as const;

/** Runs a command as a person in that account would. */
const command = (lab: string, ...args: readonly string[]) => {
  proxy.commandFor = lab;
  return daybreak([...args, '--lab', lab, '--json'], {
    ...clientEnvironment(testAws.aws),
    AWS_ENDPOINT_URL: proxy.endpoint,
  });
};

/** Makes what such an account has before anybody uses it, and its rules. */
const enter = async (given: Sandbox): Promise<Sandbox> => {
  const { lab } = given;
  const sandbox = filled(given, lab, testAws.aws.account);
  const iam = new IAMClient(clientConfig(testAws.aws));
  const { existingRole, boundary, denies, dataLakeSettings } = sandbox;
  if (existingRole !== undefined) {
    const RoleName = existingRole.name;
    const trust = [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ];
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
    const PolicyDocument = document(existingRole.allows);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
  }
  if (boundary !== undefined) {
    const PolicyDocument = document(boundary.allows);
    await iam.send(new CreatePolicyCommand({ PolicyName: boundary.name, PolicyDocument }));
  }
  proxy.rules.set(lab, {
    denies,
    dataLakeSettings,
    boundary: boundary === undefined ? undefined : { Statement: boundary.allows },
  });
  return sandbox;
};

/** What stands in the account of a lab's own. */
const remains = async (lab: string): Promise<readonly string[]> => {
  const stack = new LabStack(testAws, lab);
  const { Buckets = [] } = await stack.s3.send(new ListBucketsCommand({}));
  const { DatabaseList = [] } = await new GlueClient(clientConfig(testAws.aws)).send(
    new GetDatabasesCommand({}),
  );
  const names = [...Buckets, ...DatabaseList].map(({ Name = '' }) => Name);
  return names.filter(name => name.startsWith(lab) && !name.startsWith(`${lab}-deploy-`));
};

test.each(sandboxes.map(each => [each.name, each] as const))('%s', async (_name, given) => {
  const { lab, end, parameters } = await enter(given);
  const began = Date.now();
  const launched = await command(
    lab,
    ...up,
    ...Object.entries({ ScheduleExpression: '', ...parameters }).flatMap(([name, value]) => [
      '--parameter',
      `${name}=${value}`,
    ]),
  );
  if (process.env.DAYBREAK_NUMBERS === '1') console.log(`${lab}: launched in ${Date.now() - began} ms`);
  if (end.is === 'refused') {
    expect(launched.code).toBe(1);
    expect(launched.stdout).toContain(end.sentence);
    expect(await remains(lab)).toEqual([]);
    return;
  }
  expect(launched).toMatchObject({ code: 0 });
  const report = await new LabStack(testAws, lab).lastReport();
  expect(report.result).toBe('succeeded');
  const notes = [...report.notes, ...report.outcomes.flatMap(each => each.notes)].join('\n');
  for (const note of end.notes) expect(notes).toContain(note);
  const destroyed = await command(lab, 'destroy', '--confirm', lab);
  expect(destroyed).toMatchObject({ code: 0 });
  expect(await remains(lab)).toEqual([]);
  const denied = proxy.denied.filter(each => new RegExp(`^${lab}[ -]`).test(each));
  expect([...new Set(denied.map(each => /: (\S+) on/.exec(each)?.[1]))].sort()).toEqual(end.without);
});

test.each([
  ['s3:CreateBucket', 'arn:aws:s3:::barred-deploy-ACCOUNT-us-east-1'],
  ['cloudformation:CreateStack', 'arn:aws:cloudformation:us-east-1:ACCOUNT:stack/barred-bootstrap/any'],
])('where %s is denied, the command says whom to ask for it, and makes no lab', async (action, resource) => {
  proxy.rules.set('barred', { denies: [{ Effect: 'Deny', Action: [action], Resource: '*' }] });
  const launched = await command('barred', ...up);
  expect(launched.code).toBe(1);
  expect(JSON.parse(launched.stdout).cause).toContain(
    `Ask whoever administers the account to allow ${action} on ${filled(resource, 'barred', testAws.aws.account)}, and run this again`,
  );
  expect(await remains('barred')).toEqual([]);
});
