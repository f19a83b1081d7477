import type { LabDefinition } from '../../lab/definition.ts';
import { kinds } from '../../lab/kinds.ts';
import { databaseName } from '../../lab/names.ts';
import { newClients } from '../statemachine/kind-fixture.ts';
import { driftingKinds, strangers } from '../statemachine/kinds/all.ts';
import { lab } from '../statemachine/lab-handlers.ts';
import type { Handlers } from '../statemachine/rebuild-engine.ts';
import { additions, contents, smallDefinition } from '../statemachine/small-definition.ts';
import { type Account, emptyAccount } from './aws/account.ts';
import { emptyBucket, hugeObject, storedObject } from './aws/s3.ts';
import { runLab, seedBucket, seedPrefix } from './runs.ts';
import { Simulation } from './simulation.ts';
import { besideTheLab, insideTheLab, inTheWay } from './theirs.ts';

/** A run under faults: what is there before, and what it is asked. */
interface Scenario {
  readonly account: (handlers: Handlers) => Promise<Account>;
  readonly input: object;
}

/** The small lab; its job writes a table when it runs. */
const definition: LabDefinition = {
  ...smallDefinition,
  jobs: smallDefinition.jobs.map(job => ({
    ...job,
    arguments: { ...job.arguments, '--writes': `\${spec.bucket} ${databaseName(lab, 'spec')} tbl_summary` },
    output: { table: 'spec.tbl_summary', rows: 'SELECT count(*) FROM ${sor}.tbl_cities' },
  })),
};

/** More than one CopyObject takes. */
const huge = { key: 'tbl_rivers/a.csv', bytes: 6_000_000_000, crc32: '/////w==' };
const withHugeFile: LabDefinition = {
  ...definition,
  datasets: [...definition.datasets, { ...additions.dataset, header: false, rows: 0, files: [huge] }],
};

const withSeed = (of: LabDefinition): Account => {
  const account = emptyAccount();
  const seed = emptyBucket();
  for (const [key, text] of Object.entries({ ...contents, 'lab.json': JSON.stringify(of) }))
    seed.objects.set(`${seedPrefix}${key}`, storedObject(text, 0));
  if (of === withHugeFile)
    seed.objects.set(`${seedPrefix}${huge.key}`, hugeObject(huge.bytes, huge.crc32, 0));
  account.buckets.set(seedBucket, seed);
  for (const { put } of besideTheLab) put(account);
  return account;
};

const built = async (handlers: Handlers): Promise<Account> => {
  const account = withSeed(definition);
  const simulation = new Simulation(account);
  const run = await simulation.while(() => runLab(simulation, handlers, {}, 'built'), true);
  if (run.status !== 'succeeded') throw new Error(`the lab was not built: ${run.cause}`);
  for (const { put } of insideTheLab) put(account);
  return account;
};

/** The same rows in files of other names. */
const renamed = (key: string): string => key.replace(/(\w+)[.](csv|jsonl)$/, 'new-$1.$2');

/** Built, and then the seed is published anew: the tables' files have other names, and the lab still has the earlier ones. */
const builtBefore = async (handlers: Handlers): Promise<Account> => {
  const account = await built(handlers);
  const datasets = definition.datasets.map(dataset => ({
    ...dataset,
    files: dataset.files?.map(file => ({ ...file, key: renamed(file.key) })) ?? [],
  }));
  const seed = account.buckets.get(seedBucket);
  const next = JSON.stringify({ ...definition, version: '1.1.0', datasets });
  seed?.objects.set(`${seedPrefix}lab.json`, storedObject(next, 0));
  for (const [key, text] of Object.entries(contents))
    if (key.startsWith('tbl_')) seed?.objects.set(`${seedPrefix}${renamed(key)}`, storedObject(text, 0));
  return account;
};

/** With files of somebody's in the tables' folders, too. */
const builtWithFilesInTheWay = async (handlers: Handlers): Promise<Account> => {
  const account = await built(handlers);
  for (const { put } of inTheWay) put(account);
  return account;
};

/** Everything that can be adopted, with a thing of somebody's under its name. */
const adoptable = strangers.filter(([, { kind, afterwards }]) => kinds[kind].adoptable && !afterwards);

export const scenarios = {
  'first rebuild': { account: async () => withSeed(definition), input: {} },
  unchanged: { account: built, input: {} },
  repair: {
    async account(handlers) {
      const account = await built(handlers);
      const simulation = new Simulation(account);
      await simulation.while(async () => {
        for (const { drifts } of driftingKinds(newClients()))
          for (const { make } of Object.values(drifts)) await make();
      }, true);
      return account;
    },
    input: { repair: true },
  },
  'set aside': { account: builtWithFilesInTheWay, input: { setAside: true } },
  'newer seed': { account: builtBefore, input: {} },
  adopt: {
    async account() {
      const account = withSeed(definition);
      const simulation = new Simulation(account);
      await simulation.while(async () => {
        const clients = newClients();
        for (const [, { make }] of adoptable) await make(clients);
      }, true);
      return account;
    },
    input: { adopt: [...new Set(adoptable.map(([, { id }]) => id))] },
  },
  'job run': { account: built, input: { runJob: true } },
  'multi-part copy': { account: async () => withSeed(withHugeFile), input: {} },
  'look before destroy': { account: builtWithFilesInTheWay, input: { action: 'destroy' } },
  destroy: { account: builtWithFilesInTheWay, input: { action: 'destroy', confirm: lab.name } },
} satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;

export const scenarioNames: readonly ScenarioName[] = [
  'first rebuild',
  'unchanged',
  'repair',
  'set aside',
  'newer seed',
  'adopt',
  'job run',
  'multi-part copy',
  'look before destroy',
  'destroy',
];
