import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { GetTablesCommand, GlueClient } from '@aws-sdk/client-glue';
import { z } from 'zod';
import { deployedStack } from '../../cli/deploy/deployed-stack.ts';
import { apiUrlIn } from '../../cli/endpoint/api-url.ts';
import { labEnvironment } from '../../cli/env/lab-environment.ts';
import { interruptOn } from '../../cli/interrupt.ts';
import { runQuery } from '../../cli/query/run-query.ts';
import { shellCommands } from '../../cli/render/shell.ts';
import { localSession, type Session } from '../../cli/session.ts';
import { clientConfig, localOptions, places } from '../../local-aws/index.ts';
import { ensureTrino } from '../../local-aws/trino/installation.ts';
import { LabStack } from '../e2e/lab-stack.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { pythonEnvironment } from '../python-tool.ts';
import { block, files } from './documented.ts';

/* Runs what docs/clients.md shows, to the letter, with the clients that people have. */

const run = promisify(execFile);

/** A program that did not exit with 0. */
const failed = z.object({ stdout: z.string(), stderr: z.string() });

const requirements = (name: string) => new URL(`./${name}-requirements.txt`, import.meta.url);

let local: TestAws;
let session: Session;
/** What `eval "$(npx daybreak env --local)"` evaluates. */
let environment: string;
let folder: string;

beforeAll(async () => {
  await ensureTrino(places(localOptions).trino);
  local = await startTestAws({}, { withTrino: true });
  const stack = new LabStack(local, 'daybreak');
  await stack.deploy();
  expect(await stack.rebuild()).toMatchObject({ status: 'SUCCEEDED', cause: '' });
  session = localSession('daybreak', local.aws);
  const apiUrl = apiUrlIn(await deployedStack(session));
  environment = shellCommands(labEnvironment(session, apiUrl, {}), 'sh');
  folder = await mkdtemp(join(tmpdir(), 'daybreak-clients-'));
});

afterAll(async () => {
  await local?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** Runs a program as a shell does that has evaluated the environment. */
const started = async (program: string, ...args: readonly string[]): Promise<string> => {
  const script = `${environment}\nexec "$0" "$@"`;
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: folder,
    PYTHONWARNINGS: 'ignore',
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
  };
  try {
    return (await run('/bin/sh', ['-c', script, program, ...args], { cwd: folder, env })).stdout;
  } catch (error) {
    const { stdout, stderr } = failed.parse(error);
    throw new Error(`${stdout}\n${stderr}`);
  }
};

const ask = async (sql: string) =>
  (await runQuery(session, sql, interruptOn(new AbortController().signal))).rows;

const tables = async (DatabaseName: string) => {
  const glue = new GlueClient(clientConfig(local.aws));
  try {
    const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName }));
    return TableList.map(({ Name }) => Name);
  } finally {
    glue.destroy();
  }
};

test.each(['PyAthena', 'AWS SDK for pandas'])('%s prints what the document says', async client => {
  const python = await pythonEnvironment('clients', requirements('python'));
  await writeFile(join(folder, 'client.py'), block(client, 'python'));
  expect(await started(python, 'client.py')).toBe(block(client, 'text'));
});

test('the AWS SDK for pandas leaves the table that it was asked for, and no other', async () => {
  expect(await tables('daybreak_spec')).toEqual(['delivery_targets']);
  expect(await ask('select count(*) from daybreak_spec.delivery_targets')).toEqual([['3']]);
});

describe('dbt', () => {
  const build = async () => {
    const python = await pythonEnvironment('dbt', requirements('dbt'));
    const [, ...args] = block('dbt', 'sh').trim().split(' ');
    return started(join(dirname(python), 'dbt'), ...args);
  };
  const shares = () =>
    ask(
      'select year, count(*), count(distinct month) from daybreak_spec.delivered_share group by 1 order by 1',
    );

  beforeAll(async () => {
    for (const [name, content] of Object.entries(files('dbt'))) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
  });

  test('builds and tests the models', async () => {
    expect(await build()).toContain('PASS=5 WARN=0 ERROR=0');
    expect(await tables('daybreak_spec')).toEqual(
      expect.arrayContaining(['stg_orders', 'orders_by_month', 'delivered_share']),
    );
    expect(await ask('select sum(orders) from daybreak_spec.orders_by_month')).toEqual([['9944']]);
  });

  test('builds them again: the table that grows has the last year once', async () => {
    const before = await shares();
    expect(await build()).toContain('PASS=5 WARN=0 ERROR=0');
    expect(await shares()).toEqual(before);
    expect(await tables('daybreak_spec')).not.toContain('delivered_share__dbt_tmp');
  });
});
