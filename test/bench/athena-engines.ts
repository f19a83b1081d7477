import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { AthenaClient } from '@aws-sdk/client-athena';
import { parseLabDefinition } from '../../lab/definition.ts';
import { fillPlaceholders } from '../../lab/placeholders.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { runningProcesses } from '../../local-aws/processes.ts';
import { LabStack } from '../e2e/lab-stack.ts';
import { askAthena } from '../local-aws/ask-athena.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/*
 * What Athena's engine costs on this machine, beside DuckDB: the time to the first answer, the time of the sample's
 * smoke tests and saved queries, and memory. Needs `npm run athena`. Run it with `npm run bench:athena`.
 */

const rounds = 5;

const definition = parseLabDefinition(readFileSync('data/olist-sample/lab.json', 'utf8'));

interface Side {
  readonly name: string;
  readonly testAws: TestAws;
  readonly ask: (sql: string) => Promise<number>;
}

const open = async (name: string, withTrino: boolean): Promise<Side> => {
  const testAws = await startTestAws({}, { withTrino });
  const athena = new AthenaClient({
    ...clientConfig(testAws.aws),
    endpoint: testAws.aws.athenaEndpoint ?? '',
  });
  const stack = new LabStack(testAws, 'daybreak');
  const { account, region } = testAws.aws;
  const ask = async (sql: string): Promise<number> => {
    const start = performance.now();
    const answer = await askAthena(
      athena,
      fillPlaceholders(stack.lab, sql),
      `s3://daybreak-athena-${account}-${region}/bench/`,
    );
    if (typeof answer === 'string') throw new Error(`${name}: ${answer}`);
    return performance.now() - start;
  };
  await stack.deploy();
  const first = performance.now();
  const end = await stack.rebuild();
  if (end.status !== 'SUCCEEDED') throw new Error(end.cause);
  console.log(`${name}: the first rebuild took ${((performance.now() - first) / 1000).toFixed(1)} s`);
  return { name, testAws, ask };
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

const memory = async (): Promise<string> => {
  const engine = (await runningProcesses()).find(({ command }) =>
    command.includes('io.trino.server.TrinoServer'),
  );
  const status = engine === undefined ? '' : readFileSync(`/proc/${engine.pid}/status`, 'utf8');
  return `${(Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024).toFixed(0)} MB`;
};

const sides = [await open('DuckDB', false), await open('Trino', true)];
try {
  for (const { name, sql } of [...definition.smokeTests, ...definition.queries]) {
    const times = sides.map((): number[] => []);
    for (let round = 0; round < rounds; round += 1)
      for (const [index, side] of sides.entries()) times[index]?.push(await side.ask(sql));
    const [duckDb = 0, trino = 0] = times.map(median);
    console.log(`${(trino / duckDb).toFixed(2)}  ${trino.toFixed(0)} ms : ${duckDb.toFixed(0)} ms  ${name}`);
  }
  console.log(`Trino's memory afterwards: ${await memory()}`);
} finally {
  for (const { testAws } of sides) await testAws.stop();
}
