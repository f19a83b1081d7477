/**
 * `node test/faults/rebuild-path.ts [--calls | --json]`: the calls of a first and of an unchanged rebuild of the sample,
 * at 50 ms of virtual time each, so that the same code gives the same numbers on any machine. `--calls` lists all calls
 * with the milliseconds at which they were answered.
 */
import './load-python.ts';
import { parseArgs } from 'node:util';
import { crc32 } from 'node:zlib';
import { sampleDefinition } from '../../functions/seed/definition.ts';
import {
  type Dataset,
  type LabDefinition,
  parseLabDefinition,
  type StoredFile,
} from '../../lab/definition.ts';
import { type Step, steps } from '../../lab/names.ts';
import { type Account, emptyAccount } from './aws/account.ts';
import { emptyBucket, storedObject } from './aws/s3.ts';
import { loadWarmHandlers, runLab, seedBucket, seedPrefix } from './runs.ts';
import { Simulation } from './simulation.ts';

/** Milliseconds that a call takes. Nothing else takes time: neither the functions, nor their start, nor a query. */
const latency = 50;

/** What a run costs. */
export interface RebuildPath {
  readonly calls: number;
  readonly milliseconds: number;
  readonly callsOf: Readonly<Partial<Record<Step, number>>>;
}

const line = 'a header\n1\n';
const stored = ({ key }: Pick<StoredFile, 'key'>): StoredFile => {
  const content = Buffer.from(line);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return { key, bytes: content.length, crc32: checksum.toString('base64') };
};

const rowsOf = ({ files = [], header }: Pick<Dataset, 'files' | 'header'>): number =>
  files.length * (header === true ? 1 : 2);

/** The sample with all of its resources, but with short files, and with tests that the AWS in memory can answer. */
const shortSample = (): LabDefinition => {
  const sample = parseLabDefinition(sampleDefinition());
  return {
    ...sample,
    datasets: sample.datasets.map(dataset => ({
      ...dataset,
      rows: rowsOf(dataset),
      files: (dataset.files ?? []).map(stored),
    })),
    jobs: sample.jobs.map(job => ({ ...job, script: stored(job.script) })),
    smokeTests: sample.datasets.slice(0, sample.smokeTests.length).map(dataset => ({
      name: dataset.table,
      sql: `SELECT count(*) FROM \${${dataset.zone}}.${dataset.table}`,
      expect: [[rowsOf(dataset)]],
    })),
  };
};

const withSeed = (definition: LabDefinition): Account => {
  const account = emptyAccount();
  const seed = emptyBucket();
  const files = [
    ...definition.datasets.flatMap(dataset => dataset.files ?? []),
    ...definition.jobs.map(({ script }) => script),
  ];
  for (const { key } of files) seed.objects.set(`${seedPrefix}${key}`, storedObject(line, 0));
  seed.objects.set(`${seedPrefix}lab.json`, storedObject(JSON.stringify(definition), 0));
  account.buckets.set(seedBucket, seed);
  return account;
};

const { values } = parseArgs({
  options: { calls: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const handlers = await loadWarmHandlers();
const definition = shortSample();

/** @param warming see VirtualTime */
const measure = async (account: Account, name: string, warming: boolean): Promise<RebuildPath> => {
  const simulation = new Simulation(account);
  simulation.latency = () => latency;
  const began = simulation.time.now;
  simulation.decide = ({ place, input }) => {
    const at = simulation.time.now - began;
    if (values.calls && !warming) console.log(`${at} ms  ${place} ${JSON.stringify(input).slice(0, 100)}`);
    return 'passed';
  };
  const run = await simulation.while(() => runLab(simulation, handlers, {}, name), warming);
  if (run.status !== 'succeeded') throw new Error(`the ${name} rebuild failed: ${run.cause}`);
  const { calls, time } = simulation;
  const callsOf = Object.fromEntries(
    steps.flatMap(step => {
      const made = calls.filter(call => call.step === step).length;
      return made === 0 ? [] : [[step, made]];
    }),
  );
  return { calls: calls.length, milliseconds: time.now - began, callsOf };
};

const measureBoth = async (warming: boolean) => {
  const account = withSeed(definition);
  return {
    first: await measure(account, 'first', warming),
    unchanged: await measure(account, 'unchanged', warming),
  };
};

await measureBoth(true);
const measured = await measureBoth(false);
console.log(values.json ? JSON.stringify(measured) : measured);
