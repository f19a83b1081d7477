import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { daybreak } from '../unit/command-in-process.ts';
import { LabStack } from './lab-stack.ts';

let testAws: TestAws;
let stack: LabStack;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  stack = new LabStack(testAws, 'daybreak');
});

afterAll(async () => {
  await testAws?.stop();
});

const command = async (...args: readonly string[]) => {
  const aws = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  const { code, stdout, stderr } = await daybreak(args, Object.fromEntries(aws));
  return { code, stdout, stderr };
};

const document = async (...args: readonly string[]) => {
  const { code, stdout } = await command(...args, '--json');
  return { code, document: JSON.parse(stdout) };
};

test('lists are empty before there is a lab, then before it is built, and full afterwards', async () => {
  expect(await document('labs')).toMatchObject({ code: 0, document: { labs: [] } });
  expect((await command('labs')).stdout).toContain('There is no lab in account');
  for (const name of ['tables', 'queries', 'restore'])
    expect(await document(name)).toMatchObject({ code: 1, document: { error: 'NoSuchLab' } });

  await stack.deploy();
  expect(await document('labs')).toMatchObject({
    document: { labs: [{ lab: 'daybreak', seed: null, lastReport: null, latestRun: null }] },
  });
  expect(await document('tables')).toMatchObject({ code: 0, document: { tables: [] } });
  expect((await command('queries')).stdout).toContain('has no saved queries. Build them with');
  expect((await command('restore')).stdout).toContain('Nothing of lab daybreak has been displaced');

  await stack.rebuild();
  expect(await document('labs')).toMatchObject({
    document: { labs: [{ lastReport: { result: 'succeeded' } }] },
  });
  const TableInput = { Name: 'mine', StorageDescriptor: { Columns: [{ Name: 'id', Type: 'int' }] } };
  await new GlueClient({}).send(new CreateTableCommand({ DatabaseName: 'daybreak_spec', TableInput }));
  const { tables } = (await document('tables')).document;
  expect(tables).toHaveLength(17);
  expect(tables[0]).toMatchObject({ table: 'tbl_bikedata_station', rows: 69, files: 1, isLabs: true });
  expect(tables.at(-1)).toMatchObject({ zone: 'spec', table: 'mine', rows: null, isLabs: false });
  expect(await document('tables', 'spec.mine')).toMatchObject({
    document: { columns: [{ name: 'id', type: 'int' }], partitions: [] },
  });
  expect(await command('tables', 'tbl_brecommerce_orders')).toMatchObject({ code: 2 });

  // What `query "$(queries first-look)"` takes.
  const { stdout } = await command('queries', 'first-look');
  const { document: answer } = await document('query', stdout.trimEnd());
  expect(answer.rows).toHaveLength(10);
});

test('open --json gives its one document as soon as the page is there, and nothing after it', async () => {
  const program = fileURLToPath(new URL('../../cli/daybreak.mjs', import.meta.url));
  const open = spawn(process.execPath, [program, 'open', '--json', '--no-browser'], {
    env: { ...process.env, DAYBREAK_LOCAL: '' },
  });
  let stdout = '';
  const said = new Promise<string>(resolve => {
    open.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.endsWith('}\n')) resolve(stdout);
    });
  });
  const ended = new Promise<number | null>(resolve => open.on('close', resolve));
  try {
    const { lab, address } = JSON.parse(await said);
    expect(lab).toBe('daybreak');
    expect((await fetch(address, { redirect: 'manual' })).status).toBeLessThan(400);
    open.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ lab, address });
  } finally {
    open.kill();
  }
});
