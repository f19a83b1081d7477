import { GetPolicyCommand, GetPolicyVersionCommand, IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { clientConfig, clientEnvironment } from '../../local-aws/index.ts';
import { type FaultyProxy, startFaultyProxy } from '../local-aws/faulty-proxy.ts';
import { neededFor } from '../local-aws/iam-needs.ts';
import { allows } from '../local-aws/iam-simulator.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { daybreak } from '../unit/command-in-process.ts';
import { LabStack } from './lab-stack.ts';

/*
 * The command of somebody who has nothing but the managed policy that the stack made, behind a proxy that enforces it.
 * `daybreak policy` prints the same one.
 */

let testAws: TestAws;
let proxy: FaultyProxy;
const denied: string[] = [];

const run = (...args: readonly string[]) => {
  const {
    AWS_ENDPOINT_URL_ATHENA: _,
    AWS_ENDPOINT_URL_GLUE: __,
    ...environment
  } = clientEnvironment(testAws.aws);
  return daybreak(args, { ...environment, AWS_ENDPOINT_URL: proxy.endpoint });
};

const document = z.looseObject({ Statement: z.array(z.unknown()) });
let printed: string;
let managed: z.output<typeof document>;

/** The default version of a managed policy. */
const managedPolicy = async (PolicyArn: string): Promise<z.output<typeof document>> => {
  const iam = new IAMClient(clientConfig(testAws.aws));
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
  );
  return document.parse(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? '')));
};

beforeAll(async () => {
  testAws = await startTestAws();
  proxy = await startFaultyProxy(testAws.aws.endpoint);
  const stack = new LabStack(testAws, 'daybreak');
  const { LearnerPolicyArn = '' } = await stack.deploy({ LearnerPolicy: 'true' });
  expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED' });
  const command = await run('policy');
  expect(command).toMatchObject({ code: 0, stderr: '' });
  printed = command.stdout;
  managed = await managedPolicy(LearnerPolicyArn);
  const arn = `arn:aws:iam::${testAws.aws.account}:role/learner`;
  proxy.decide = async asked => {
    for (const needed of neededFor({ ...asked, body: asked.content }, stack.lab))
      if (!(await allows({ arn, policies: [{ name: 'learner', policy: managed }] }, needed))) {
        denied.push(needed.action);
        return 'denied';
      }
    return 'passed';
  };
});

afterAll(async () => {
  await testAws?.stop();
  await proxy?.stop();
});

beforeEach(() => {
  denied.length = 0;
});

test("the stack's policy says what `daybreak policy` prints, and lets people start rebuilds", () => {
  expect(managed).toEqual(JSON.parse(printed));
  expect(printed).toContain('execute-api:Invoke');
});

test.each([
  ['query', 'select count(*) as orders from daybreak_sor.tbl_brecommerce_orders'],
  ['env'],
  ['trigger', '--no-wait'],
])('a learner can use `daybreak %s`', async (...args) => {
  expect(await run(...args)).toMatchObject({ code: 0 });
  expect(denied).toEqual([]);
});

test('a learner can neither destroy the lab nor start its state machine', async () => {
  expect(await run('destroy', '--confirm', 'daybreak')).toMatchObject({ code: 1 });
  expect(await run('rebuild', '--repair')).toMatchObject({ code: 1 });
  expect(denied).toContain('states:StartExecution');
});
