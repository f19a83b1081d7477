import { CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { observeAccount } from '../local-aws/observe-account.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { daybreak } from '../unit/command-in-process.ts';
import { LabStack } from './lab-stack.ts';

let testAws: TestAws;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
});

afterAll(async () => {
  await testAws?.stop();
});

const doctor = async () => {
  const aws = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  const { code, stdout } = await daybreak(['doctor', '--json'], Object.fromEntries(aws));
  const { ok, checks } = JSON.parse(stdout);
  const missing: { about: string }[] = checks.filter(
    ({ status }: { readonly status: string }) => status === 'missing',
  );
  return { code, ok, missing: missing.map(({ about }) => about) };
};

test('an account is fit for a lab before and after it has one, and a look changes nothing', async () => {
  const before = await observeAccount(testAws.aws);
  expect(await doctor()).toEqual({ code: 0, ok: true, missing: [] });
  expect(await observeAccount(testAws.aws)).toEqual(before);

  const glue = new GlueClient({});
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'daybreak_spec' } }));
  expect(await doctor()).toEqual({ code: 1, ok: false, missing: ['database daybreak_spec'] });
  await testAws.reset();

  const stack = new LabStack(testAws, 'daybreak');
  await stack.deploy();
  await stack.rebuild();
  expect(await doctor()).toEqual({ code: 0, ok: true, missing: [] });
});
