import { createHash } from 'node:crypto';
import { bucketName, databaseName, jobName, workgroupName, zones } from '../../lab/names.ts';
import { lab } from '../statemachine/lab-handlers.ts';
import type { Handlers } from '../statemachine/rebuild-engine.ts';
import { type Account, nextId } from './aws/account.ts';
import { storedObject } from './aws/s3.ts';
import { isExplained } from './cell.ts';
import { differences, essenceOf } from './essence.ts';
import { type Fault, type FaultName, faults } from './faults.ts';
import { runLab, type ToldRun } from './runs.ts';
import { type Call, Simulation } from './simulation.ts';
import { putBack, withUnfinishedUploads } from './theirs.ts';

/** What somebody put into the account, and whether it is still there. */
interface Kept {
  readonly what: string;
  readonly isThere: (account: Account) => boolean;
}

type Dice = () => number;

const pick = <Value>(dice: Dice, values: readonly Value[]): Value => {
  const value = values[Math.floor(dice() * values.length)];
  if (value === undefined) throw new Error('there is nothing to pick from');
  return value;
};

const zoneBuckets = zones.map(zone => bucketName(lab, zone));
const databases = zones.map(zone => databaseName(lab, zone));

/** Whether this text is in the account as the content of an object, wherever a repair may have moved it to. */
const hasContent = ({ buckets }: Account, text: string): boolean =>
  [...buckets.values()].some(({ objects }) =>
    [...objects.values()].some(({ content }) => Buffer.from(content).toString() === text),
  );

/**
 * What somebody does at once, and what must not be lost of it. Only things for which AWS has a condition, or which a run
 * never writes: what happens in the milliseconds for which there is none is in expectations.ts.
 * @param text no other act has it
 */
type Act = (account: Account, dice: Dice, text: string) => Kept | undefined;

const acts: Readonly<Record<string, Act>> = {
  'puts a file of their own': ({ buckets }, dice, text) => {
    const bucket = buckets.get(pick(dice, zoneBuckets));
    if (bucket === undefined) return undefined;
    bucket.objects.set(`mine/${text}.txt`, storedObject(text, 0));
    return { what: text, isThere: account => hasContent(account, text) };
  },
  'puts a file into the folder of a table': ({ buckets }, dice, text) => {
    const bucket = buckets.get(bucketName(lab, 'sor'));
    if (bucket === undefined) return undefined;
    bucket.objects.set(`tbl_cities/${pick(dice, ['', 'z/'])}${text}.csv`, storedObject(text, 0));
    return { what: text, isThere: account => hasContent(account, text) };
  },
  'adds a saved query': (account, _dice, text) => {
    const group = account.workgroups.get(workgroupName(lab));
    if (group === undefined) return undefined;
    const NamedQueryId = nextId(account);
    group.queries.set(NamedQueryId, { NamedQueryId, Name: text, Database: 'x', QueryString: 'select 1' });
    return {
      what: text,
      isThere: ({ workgroups }) =>
        workgroups.get(workgroupName(lab))?.queries.get(NamedQueryId)?.Name === text,
    };
  },
  'deletes a file of the lab': ({ buckets }, dice) => {
    const objects = buckets.get(pick(dice, zoneBuckets))?.objects;
    const key = [...(objects?.keys() ?? [])].find(each => each.startsWith('tbl_'));
    if (key !== undefined) objects?.delete(key);
    return undefined;
  },
  'deletes a table': ({ databases: all }, dice) => {
    const tables = all.get(pick(dice, databases))?.tables;
    const name = [...(tables?.keys() ?? [])].find(each => each.startsWith('tbl_'));
    if (name !== undefined) tables?.delete(name);
    return undefined;
  },
  'deletes the job': ({ jobs }) => {
    jobs.delete(jobName(lab, 'visit'));
    return undefined;
  },
  'deletes the schedule': ({ triggers }) => {
    triggers.delete(jobName(lab, 'visit'));
    return undefined;
  },
  'deletes the role': ({ roles }) => {
    roles.clear();
    return undefined;
  },
  'deletes the dashboard': ({ dashboards }) => {
    dashboards.clear();
    return undefined;
  },
};

/** The same for a history without a destroy, which deletes a table with all that others have set in it. */
const actsOnTheLab: Readonly<Record<string, Act>> = {
  'overwrites a file of the lab': ({ buckets }, dice, text) => {
    const objects = buckets.get(pick(dice, zoneBuckets))?.objects;
    const key = [...(objects?.keys() ?? [])].find(each => each.startsWith('tbl_'));
    if (key === undefined) return undefined;
    objects?.set(key, storedObject(text, 0));
    return { what: text, isThere: account => hasContent(account, text) };
  },
  'sets a parameter of a table': ({ databases: all }, dice, text) => {
    const database = pick(dice, databases);
    const tables = all.get(database)?.tables;
    const name = [...(tables?.keys() ?? [])].find(each => each.startsWith('tbl_'));
    const found = tables?.get(name ?? '');
    if (name === undefined || found === undefined) return undefined;
    const table = { ...found.table, Parameters: { ...found.table.Parameters, [text]: text } };
    tables?.set(name, { ...found, table, version: found.version + 1 });
    return {
      what: text,
      isThere: ({ databases: now }) => now.get(database)?.tables.get(name)?.table.Parameters?.[text] === text,
    };
  },
};

/** Faults that pass, each of which an attempt may meet. */
const passing: readonly FaultName[] = [
  'throttled once',
  '500 once',
  '503 once',
  'reset before once',
  'reset after once',
  'error in 200 once',
  'hang once',
  'late once',
];

/** What a service may answer to every call for a while, so that runs fail in the middle of whatever they do. */
const outages: readonly FaultName[] = ['throttled always', '500 always', '503 always', 'reset after always'];

const services = ['S3', 'Glue', 'Athena', 'IAM'];

/** How a history went. */
export interface History {
  readonly seed: number;
  /** What happened, in order. */
  readonly told: readonly string[];
  readonly violations: readonly string[];
  /** A hash of every call with its time, and of what there is at the end: the same each time. */
  readonly digest: string;
}

const inputs = [
  {},
  { repair: true },
  { setAside: true },
  { runJob: true },
  { action: 'plan' },
  { action: 'destroy', confirm: lab.name },
] as const;

/**
 * One history: one or two runs at once, somebody who works in the account meanwhile, faults, and perhaps a run that is
 * killed; then one rebuild that repairs. Everything follows from the seed.
 *
 * @param starts accounts to begin with
 * @param inhabited an account with a lab in which somebody works
 * @param fresh what it has for good, and what the last rebuild has to make of any other
 */
export const runHistory = async (
  seed: number,
  handlers: Handlers,
  starts: readonly Account[],
  inhabited: Account,
  fresh: ReadonlyMap<string, string>,
): Promise<History> => {
  const told: string[] = [];
  const violations: string[] = [];
  const simulation = new Simulation(undefined, seed);
  const { time } = simulation;
  const dice = time.random;
  const account = Object.assign(simulation.account, structuredClone(pick(dice, starts)));
  account.listLag = pick(dice, [0, 60_000]);
  const slowest = pick(dice, [1, 10, 100]);
  simulation.latency = () => 5 * slowest ** dice();
  const risk = pick(dice, [0, 0.02, 0.1, 0.2]);
  const outage = dice() < 0.2 ? { fault: pick(dice, outages), service: pick(dice, services) } : undefined;
  const from = time.now + dice() * 4_000;
  const until = from + 10_000 + dice() * 300_000;
  const faultOf = (call: Call): FaultName | undefined => {
    if (outage?.service === call.service && time.now >= from && time.now < until) return outage.fault;
    return dice() < risk ? pick(dice, passing) : undefined;
  };
  simulation.decide = (call, attempt) => {
    const fault = faultOf(call);
    if (fault === undefined) return 'passed';
    const { effect, of }: { effect: Fault['effect']; of?: Fault['of'] } = faults[fault];
    if (of !== undefined && !of(call)) return 'passed';
    told.push(`${call.run} ${call.place} ${call.occurrence}, attempt ${attempt}: ${fault}`);
    return effect(call);
  };
  const runs = Array.from({ length: 1 + Math.floor(dice() * 2) }, (_, number) => ({
    name: `run-${number + 1}`,
    input: pick(dice, inputs),
    after: Math.floor(dice() * 2_000),
  }));
  const destroys = runs.some(({ input }) => 'action' in input);
  const possible = { ...acts, ...(destroys ? {} : actsOnTheLab) };
  let kept: Kept[] = [];
  const act = (number: number): void => {
    const [name, perform] = pick(dice, Object.entries(possible));
    const mine = perform(account, dice, `somebodys-${number}`);
    told.push(`somebody ${name}${mine === undefined ? '' : ` (${mine.what})`}`);
    // What they take away or overwrite themselves is not lost.
    kept = kept.filter(({ isThere }) => isThere(account));
    if (mine !== undefined) kept.push(mine);
  };
  const checkLost = (when: string): void => {
    for (const { what, isThere } of kept) if (!isThere(account)) violations.push(`${when}: ${what} is lost`);
  };

  const ended = await simulation.while(async () => {
    for (let number = 0; number < Math.floor(dice() * 6); number += 1)
      time.in(dice() * 4_000, () => act(number));
    if (dice() < 0.3) {
      const { name } = pick(dice, runs);
      time.in(dice() * 4_000, () => {
        told.push(`${name} is killed`);
        simulation.kill(name);
      });
    }
    const all = await Promise.all(
      runs.map(async ({ name, input, after }): Promise<ToldRun & { readonly name: string }> => {
        await time.sleep(after);
        told.push(`${name} starts: ${JSON.stringify(input)}`);
        const run = await runLab(simulation, handlers, input, name);
        told.push(`${name} ${run.status} ${run.short?.error || run.error} ${run.short?.cause || run.cause}`);
        return { ...run, name };
      }),
    );
    // Whatever has been begun happens: the acts of somebody, the calls of those that were killed.
    await time.sleep(60_000);
    return all;
  });
  for (const { place } of simulation.afterTheEnd)
    violations.push(`${place} was called after its step had ended`);
  for (const { name, status, short, error, cause } of ended)
    if (status === 'failed' && error !== 'Killed') {
      const first = { error: short?.error || error, cause: short?.cause || cause };
      if (!isExplained(first)) violations.push(`${name} names no call: ${first.error}: ${first.cause}`);
    }
  checkLost('after the runs');

  account.listLag = 0;
  kept = kept.filter(({ isThere }) => isThere(account));
  const last = new Simulation(account, seed);
  last.time.now = time.now;
  const clean = await last.while(() => runLab(last, handlers, { repair: true, setAside: true }, 'last'));
  if (clean.status !== 'succeeded')
    violations.push(`the last rebuild failed: ${clean.short?.cause || clean.cause}`);
  checkLost('after the last rebuild');
  for (const name of withUnfinishedUploads(account))
    violations.push(`an unfinished upload is left in ${name}`);
  putBack(account, inhabited);
  const theirs = /somebodys-\d/;
  violations.push(
    ...differences(withoutTheirs(fresh), withoutTheirs(essenceOf(account)))
      .filter(line => !theirs.test(line))
      .map(line => `after the last rebuild, ${line}`),
  );
  const calls = [simulation, last].flatMap(({ calls: made, times }) =>
    made.map(({ run, place, occurrence }, index) => `${times[index]} ${run} ${place} ${occurrence}`),
  );
  const end = JSON.stringify([calls, told, violations, [...essenceOf(account)]]);
  return { seed, told, violations, digest: createHash('sha256').update(end).digest('hex').slice(0, 16) };
};

/** Without what people have, which no rebuild makes. */
const withoutTheirs = (lines: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...lines].map(([name, line]) => [name, line.replace(/,?"somebodys-\d+":"somebodys-\d+"/g, '')] as const),
  );
