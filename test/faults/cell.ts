import * as errors from '../../lab/errors.ts';
import { isRecord, jsonOf } from '../../lab/json-of.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Handlers } from '../statemachine/rebuild-engine.ts';
import type { Account } from './aws/account.ts';
import { appearing, marksIn, namesIn, vanishing } from './between.ts';
import { differences, essenceOf } from './essence.ts';
import { type FaultName, faults, kindOf } from './faults.ts';
import { runLab, type ToldRun } from './runs.ts';
import { type ScenarioName, scenarios } from './scenarios.ts';
import { type Call, Simulation } from './simulation.ts';
import { labBuckets, putBack, theirsIn, withUnfinishedUploads } from './theirs.ts';

export const occurrences = ['first', 'middle', 'every'] as const;
export type Occurrence = (typeof occurrences)[number];

/** A run under one fault; its four parts are its coordinate. */
export interface Cell {
  readonly scenario: ScenarioName;
  /** `ensure-storage S3.CreateBucket` */
  readonly place: string;
  readonly fault: FaultName;
  readonly occurrence: Occurrence;
}

export const coordinateOf = ({ scenario, place, fault, occurrence }: Cell): string =>
  [scenario, place, fault, occurrence].join(' / ');

/** What a run without faults does. */
export interface Recorded {
  readonly before: Account;
  readonly run: Told;
  readonly calls: readonly Call[];
  /** What there is when it has been followed by another one. */
  readonly after: ReadonlyMap<string, string>;
}

/** How a run ended: what can be compared. */
interface Told {
  readonly ended: 'succeeded' | 'failed';
  readonly outcomes: string;
  readonly error: string;
  readonly cause: string;
}

const outcomesOf = (run: ToldRun, account: Account, name: string): string => {
  const report = [...account.buckets.values()].flatMap(
    ({ objects }) => objects.get(`runs/${name}/report.json`)?.content ?? [],
  );
  const document = jsonOf(report[0] && Buffer.from(report[0]).toString());
  const told: { outcomes?: readonly Outcome[] } = isRecord(document) ? document : {};
  const list = told.outcomes ?? run.short?.details ?? [];
  const lines = list.map(({ resource, outcome, notes }) =>
    [resource, outcome, ...notes.map(note => note.replace(/displaced\/\S+/, 'displaced/'))].join(' '),
  );
  return JSON.stringify([lines.sort(), run.short?.outcomes, run.short?.proofs]);
};

const told = (run: ToldRun, account: Account, name: string): Told => ({
  ended: run.status,
  outcomes: outcomesOf(run, account, name),
  error: run.short?.error || run.error,
  cause: run.short?.cause || run.cause,
});

const isDestroy = (scenario: ScenarioName): boolean => scenario === 'destroy';

/** @param warming see VirtualTime */
export const record = async (
  scenario: ScenarioName,
  handlers: Handlers,
  warming: boolean,
): Promise<Recorded> => {
  const { account: prepare, input } = scenarios[scenario];
  const before = await prepare(handlers);
  const simulation = new Simulation(structuredClone(before));
  const run = await simulation.while(() => runLab(simulation, handlers, input, 'faulty'), warming);
  const first = told(run, simulation.account, 'faulty');
  const again = new Simulation(simulation.account);
  await again.while(() => runLab(again, handlers, input, 'clean'), warming);
  return { before, run: first, calls: simulation.calls, after: essenceOf(again.account) };
};

/** Which calls of a place a fault meets. */
const meets = (occurrence: Occurrence, count: number): ((call: Call) => boolean) => {
  const middle = Math.ceil(count / 2);
  return call => occurrence === 'every' || call.occurrence === (occurrence === 'first' ? 1 : middle);
};

/** All cells of a recorded scenario. Where a place has one call, the first is every one. */
export const cellsOf = (scenario: ScenarioName, { calls }: Recorded, names: readonly FaultName[]): Cell[] => {
  const places = Map.groupBy(calls, ({ place }) => place);
  return [...places].flatMap(([place, [call, ...more]]) =>
    names
      .filter(name => {
        const { of }: { readonly of?: (call: Call) => boolean } = faults[name];
        return call !== undefined && (of === undefined || of(call));
      })
      .flatMap(fault =>
        occurrences
          .filter(each => (each === 'first' ? true : more.length > (each === 'middle' ? 1 : 0)))
          .map(occurrence => ({ scenario, place, fault, occurrence })),
      ),
  );
};

export type Result = 'same' | 'succeeds' | 'fails';

export interface Finding {
  readonly result: Result;
  readonly error: string;
  readonly cause: string;
  /** What must never be, in sentences; empty if all is well. */
  readonly violations: readonly string[];
}

const ownErrors: ReadonlySet<string> = new Set(Object.keys(errors));

type Cause = Pick<Told, 'error' | 'cause'>;

/** Whether a failure says in our own words what is wrong, and with what. S3 has an error of the same name as ours. */
const isOurs = ({ error, cause }: Cause): boolean =>
  ownErrors.has(error) && (error !== 'ServiceUnavailable' || cause.includes('this account'));

/** Whether a failure names a call, and what that was about. */
export const isExplained = (first: Cause): boolean => isOurs(first) || /\([A-Z]\w+ \S/.test(first.cause);

/** Whether a person can tell from a failure which call of which thing it was. */
const isNamed = (first: Cause, { operation, input }: Call, fault: FaultName): boolean => {
  // What has changed may show in a later call.
  if (fault === 'appeared' || fault === 'vanished' || isOurs(first)) return isExplained(first);
  const names = JSON.stringify(input).match(/"[^"]{3,}"/g) ?? [];
  return first.cause.includes(operation) && names.some(name => first.cause.includes(name.slice(1, -1)));
};

const lost = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  when: string,
) =>
  Object.entries(before).flatMap(([name, value]) =>
    after[name] === value ? [] : [`${when}: ${name} of somebody's is ${after[name] ?? 'gone'}`],
  );

/** Puts back what somebody took from the seed, so that the next run has one. */
const restoreSeed = (account: Account, before: Account): void => {
  for (const [name, { objects }] of before.buckets)
    if (!labBuckets.has(name)) {
      const bucket = account.buckets.get(name);
      if (bucket === undefined)
        account.buckets.set(name, structuredClone(before.buckets.get(name)) ?? bucketLost());
      else for (const [key, object] of objects) if (!bucket.objects.has(key)) bucket.objects.set(key, object);
    }
};
const bucketLost = (): never => {
  throw new Error('the bucket was there a moment ago');
};

/** Runs one cell: a run under its fault, and a clean one after it. */
export const runCell = async (cell: Cell, recorded: Recorded, handlers: Handlers): Promise<Finding> => {
  const { input } = scenarios[cell.scenario];
  const destroying = isDestroy(cell.scenario);
  const account = structuredClone(recorded.before);
  const simulation = new Simulation(account);
  const { attempts, effect } = faults[cell.fault];
  const count = recorded.calls.filter(({ place }) => place === cell.place).length;
  const isMet = meets(cell.occurrence, count);
  let theirs = theirsIn(account, destroying);
  let marks = 0;
  const met: Call[] = [];
  simulation.decide = (call, attempt) => {
    if (call.place !== cell.place || !isMet(call) || attempt > attempts) return 'passed';
    if (!met.includes(call)) met.push(call);
    if (cell.fault === 'appeared') {
      const change = appearing[kindOf(call)];
      if (typeof change === 'function') change(account, namesIn(call));
      marks = marksIn(account);
    }
    if (cell.fault === 'vanished') {
      vanishing[call.service]?.(account, namesIn(call), call.operation);
      const left = theirsIn(account, destroying);
      theirs = Object.fromEntries(Object.entries(theirs).filter(([name]) => left[name] !== undefined));
    }
    return effect(call);
  };
  const run = await simulation.while(() => runLab(simulation, handlers, input, 'faulty'));
  const faulty = told(run, account, 'faulty');
  const violations: string[] = [];
  if (met.length === 0) violations.push('the fault met no call');
  if (cell.fault === 'appeared' && met.some(call => appearing[kindOf(call)] === undefined))
    violations.push('test/faults/between.ts does not say what may appear before this call');
  violations.push(...lost(theirs, theirsIn(account, destroying), 'the run'));
  if (marksIn(account) < marks) violations.push('the run lost what had appeared');
  for (const name of withUnfinishedUploads(account))
    violations.push(`an unfinished upload is left in ${name}`);
  if (cell.scenario === 'look before destroy' && !['appeared', 'vanished'].includes(cell.fault))
    violations.push(...differences(essenceOf(recorded.before), essenceOf(account)));
  for (const call of simulation.afterTheEnd)
    violations.push(`${call.place} was called after its step had ended`);
  if (faulty.ended === 'failed' && !met.some(call => isNamed(faulty, call, cell.fault)))
    violations.push(`the failure does not name its call and its resource: ${faulty.error}: ${faulty.cause}`);
  const result =
    faulty.ended === recorded.run.ended
      ? faulty.outcomes === recorded.run.outcomes
        ? 'same'
        : 'succeeds'
      : 'fails';

  restoreSeed(account, recorded.before);
  theirs = theirsIn(account, destroying);
  const next = new Simulation(account);
  next.time.now = simulation.time.now;
  const clean = await next.while(() => runLab(next, handlers, input, 'clean'));
  violations.push(...lost(theirs, theirsIn(account, destroying), 'the next run'));
  if (marksIn(account) < marks) violations.push('the next run lost what had appeared');
  if (cell.fault !== 'appeared') {
    if (clean.status !== 'succeeded')
      violations.push(`the next run failed: ${told(clean, account, 'clean').cause}`);
    if (cell.fault === 'vanished') putBack(account, recorded.before);
    violations.push(
      ...differences(recorded.after, essenceOf(account)).map(each => `after the next run, ${each}`),
    );
  }
  return { result, error: faulty.error, cause: faulty.cause, violations };
};
