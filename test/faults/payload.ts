/**
 * `npm run test:payload`: labs with as much of everything as a definition may have, and what their runs hand from
 * step to step. It fails if that does not fit into a payload.
 */
import './load-python.ts';
import { mostJobFiles, mostJobs, mostQueries, mostSmokeTests, mostTables } from '../../lab/bounds.ts';
import { type LabDefinition, parseLabDefinition, type StoredFile } from '../../lab/definition.ts';
import type { Step } from '../../lab/names.ts';
import { bareBytes, mostBareBytes } from '../../lab/payload.ts';
import type { Handlers } from '../statemachine/rebuild-engine.ts';
import { contents, smallDefinition } from '../statemachine/small-definition.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const largestPayload = 256 * 1024;

const { loadWarmHandlers, runLab, seedBucket, seedPrefix } = await import('./runs.ts');
const { Simulation } = await import('./simulation.ts');
const { emptyAccount } = await import('./aws/account.ts');
const { emptyBucket, storedObject } = await import('./aws/s3.ts');

const [cities, visits] = smallDefinition.datasets;
const [job] = smallDefinition.jobs;
const [summary] = smallDefinition.tables;
if (cities === undefined || visits === undefined || job === undefined || summary === undefined)
  throw new Error('the small lab has lost a part');

const times = <T>(length: number, make: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => make(index));
const named = (prefix: string, index: number, length: number): string =>
  `${prefix}${index}`.padEnd(length, prefix);

type Change = (definition: LabDefinition) => LabDefinition;

const tables =
  (count: number, length: number, like = cities): Change =>
  definition => ({
    ...definition,
    datasets: times(count, index => ({
      ...like,
      table: named('t', index, length),
      prefix: like.prefix ?? `${like.table}/`,
    })),
  });
const emptyTables: Change = definition => ({
  ...definition,
  tables: times(mostTables, index => ({ ...summary, table: named('w', index, 128) })),
});
/** Files of the same content with names of their own. */
const files: Record<string, string> = {};
const fileOfJob = (key: string): StoredFile => {
  files[key] = contents['lookups/regions.csv'] ?? '';
  const [like] = job.files ?? [];
  if (like === undefined) throw new Error('the small job has no file');
  return { ...like, key };
};
/** As much as jobs may ask for together. */
const asking = {
  Effect: 'Allow' as const,
  Action: ['s3:GetObject'],
  Resource: times(2, () => `arn:aws:s3:::${'x'.repeat(1_900)}`),
};
const jobs: Change = definition => ({
  ...definition,
  jobs: times(mostJobs, index => ({
    ...job,
    name: named(`j${index}-`, index, 64).slice(0, 64).replace(/-$/, 'j'),
    timeoutMinutes: 1,
    output: undefined,
    schedule: 'cron(0 6 * * ? *)',
    policy: index > 0 ? undefined : [asking],
    files: times(mostJobFiles / mostJobs, each => fileOfJob(`lookups/${named('f', each, 200)}.csv`)),
  })),
});
const asked: Change = definition => ({
  ...definition,
  queries: times(mostQueries / 2, index => ({ name: named('q', index, 128), sql: 'select 1' })),
  smokeTests: times(mostSmokeTests / 2, index => ({
    name: named('s', index, 255),
    sql: 'select 1',
    expect: times(9, () => times(9, () => 'x'.repeat(100))),
  })),
});

/** As many tables as still fit. */
const filled = (change: (count: number) => Change, before: Change = each => each): LabDefinition => {
  const make = (count: number): LabDefinition =>
    change(count)(before({ ...smallDefinition, smokeTests: [] }));
  let count = mostTables - smallDefinition.tables.length;
  while (count > 0 && bareBytes(make(count)) > mostBareBytes) count -= 1;
  return make(count);
};

const labs: Readonly<Record<string, LabDefinition>> = {
  'tables with short names': filled(count => tables(count, 14)),
  'tables with long names': filled(count => tables(count, 128)),
  'partitioned tables with long names': filled(count => tables(count, 128, visits)),
  everything: filled(
    count => tables(count, 40, visits),
    definition => asked(jobs(definition)),
  ),
  'tables without files': { ...emptyTables(smallDefinition), datasets: [], jobs: [], smokeTests: [] },
};

/** Every text of the catalog is another one, so that there is as much to tell as there can be. */
const reworded = (definition: LabDefinition): LabDefinition => ({
  ...definition,
  version: '1.1.0',
  datasets: definition.datasets.map(dataset => ({
    ...dataset,
    columns: dataset.columns.map(column => ({ ...column, comment: 'afterwards '.repeat(18) })),
  })),
});

const handlers = await loadWarmHandlers();
let failed = false;

for (const [name, definition] of Object.entries(labs)) {
  const largest: Partial<Record<Step, number>> = {};
  const measured = (step: Step) => async (event: unknown) => {
    const output = await handlers[step](event);
    const bytes = [event, output].map(each => Buffer.byteLength(JSON.stringify(each)));
    largest[step] = Math.max(largest[step] ?? 0, ...bytes);
    return output;
  };
  const measuring: Handlers = {
    plan: measured('plan'),
    'ensure-storage': measured('ensure-storage'),
    'copy-data': measured('copy-data'),
    'ensure-catalog': measured('ensure-catalog'),
    'ensure-workgroup': measured('ensure-workgroup'),
    'ensure-role': measured('ensure-role'),
    'ensure-job': measured('ensure-job'),
    'run-jobs': measured('run-jobs'),
    'smoke-test': measured('smoke-test'),
    destroy: measured('destroy'),
    report: measured('report'),
  };
  const account = emptyAccount();
  const seed = emptyBucket();
  account.buckets.set(seedBucket, seed);
  const simulation = new Simulation(account);
  const publish = (of: LabDefinition): void => {
    const text = JSON.stringify(of);
    parseLabDefinition(text);
    for (const [key, content] of Object.entries({ ...contents, ...files, 'lab.json': text }))
      seed.objects.set(`${seedPrefix}${key}`, storedObject(content, 0));
  };
  const rebuild = async (run: string): Promise<void> => {
    const { short, cause } = await simulation.while(() => runLab(simulation, measuring, {}, run), true);
    if (short === undefined) throw new Error(`${name}: ${run} ended without a report: ${cause}`);
  };
  publish(definition);
  await rebuild('created');
  await rebuild('unchanged');
  publish(reworded(definition));
  await rebuild('updated');
  const [step = '', bytes = 0] = Object.entries(largest).sort(([, a], [, b]) => b - a)[0] ?? [];
  if (bytes > largestPayload) failed = true;
  console.log(
    `${name}: ${definition.datasets.length} tables, ${bareBytes(definition)} bytes by count, at most ${bytes} (${step})`,
  );
}
if (failed) throw new Error('a run of a lab that is allowed does not fit into a payload of 256 KiB');
