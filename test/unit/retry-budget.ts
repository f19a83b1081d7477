import * as z from 'zod/mini';
import { secondsToCopy } from '../../functions/copy-data/function.ts';
import { statesOf } from '../../statemachine/check.ts';

/** A client's patience in seconds, and its own attempts if they are not the function's. */
export interface Client {
  readonly name: string;
  readonly seconds: number;
  readonly attempts?: number | undefined;
}

/** A function as it is deployed. */
export interface DeployedFunction {
  readonly name: string;
  /** `${PlanFunction}`, if a state calls it. */
  readonly placeholder?: string | undefined;
  readonly seconds: number;
  readonly attempts: number;
  readonly clients: readonly Client[];
}

/** All that a run may wait for. */
export interface Budget {
  readonly functions: readonly DeployedFunction[];
  /** The state machine's definition. */
  readonly definition: unknown;
}

/**
 * Seconds that a function has besides its slowest call, in which a role may be new (`reconcile/new-role.ts`). API Gateway
 * waits for 30 seconds in all: who asks while the endpoint's role is new has to ask again.
 */
const besides = (name: string): number => (name === 'api' ? 10 : 20);

/** The most that the SDK waits in all, in seconds; both of its generations are in use, and this is the slower one. */
const waits = (attempts: number, base: number): number =>
  Array.from({ length: attempts - 1 }, (_, retry) => Math.min(20, base * 2 ** retry)).reduce(
    (sum, wait) => sum + wait,
    0,
  );

/** How long one call can take: each attempt is silent until the client gives up, or AWS throttles each within a second. */
export const longestCall = ({ seconds, attempts }: { readonly seconds: number; readonly attempts: number }) =>
  Math.max(attempts * seconds + waits(attempts, 0.1), attempts + waits(attempts, 1));

/** What may take longer than the layer around it, and why that is right. */
const excluded = {
  /** A copy of 5 GB may be silent for minutes. Lambda ends the function, and the state machine goes on where it was. */
  calls: ['copy-data'],
  /** They wait for a job's run, which has two hours of its own (`functions/run-jobs/glue-run.ts`). */
  retries: ['JobStillRunning', 'JobBusy'],
};

const machineSchema = z.object({ TimeoutSeconds: z.number(), States: z.record(z.string(), z.unknown()) });

type States = ReturnType<typeof statesOf>;
type Retrier = NonNullable<States[number][1]['Retry']>[number];

/** Seconds between attempts, at most. */
const delaysOf = ({ IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds = Infinity }: Retrier) =>
  Array.from({ length: MaxAttempts }, (_, retry) =>
    Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** retry),
  ).reduce((sum, delay) => sum + delay, 0);

const isTimeout = (error: string): boolean => /timeout|timedout/i.test(error);

/**
 * Seconds of a task with all of its retries. An attempt that times out takes as long as it may; one that answers with the
 * same error again does so with its first call.
 */
const longestTask = (seconds: number, answer: number, retriers: readonly Retrier[]): number =>
  retriers
    .filter(({ ErrorEquals }) => !ErrorEquals.some(error => excluded.retries.includes(error)))
    .reduce(
      (sum, retrier) =>
        sum +
        delaysOf(retrier) +
        retrier.MaxAttempts * (retrier.ErrorEquals.some(isTimeout) ? seconds : answer),
      seconds,
    );

/** Where an inner layer may take longer than the one around it, in sentences; empty if all nest. */
export const findingsIn = ({ functions, definition }: Budget): readonly string[] => {
  const machine = z.parse(machineSchema, definition);
  const findings: string[] = [];
  const tasks = new Map<string, number>();
  for (const { name, seconds, attempts, clients } of functions)
    for (const client of clients) {
      const call = longestCall({ attempts, ...client });
      if (!excluded.calls.includes(name) && call + besides(name) >= seconds)
        findings.push(
          `a call of ${name} with ${client.name} may take ${Math.round(call)} s; the function has ${seconds} s`,
        );
      // A copy that begins just before the hand-over, with one more attempt.
      if (excluded.calls.includes(name) && secondsToCopy + 2 * client.seconds >= seconds)
        findings.push(`${name} hands over too late to try the last copies again`);
    }
  for (const [name, { Resource, TimeoutSeconds = Infinity, Retry = [] }] of statesOf(definition)) {
    const called = functions.find(({ placeholder }) => placeholder === Resource);
    if (called === undefined) continue;
    if (called.seconds >= TimeoutSeconds)
      findings.push(`${called.name} may take ${called.seconds} s; its state ${name} has ${TimeoutSeconds} s`);
    const answer = Math.max(0, ...called.clients.map(({ seconds }) => seconds));
    tasks.set(name, longestTask(TimeoutSeconds, answer, Retry));
  }
  // From Plan to Report, along the longest branch. Jobs are run besides; batches of a copy share the rest of the time.
  const way = ['Plan', 'EnsureStorage', 'SmokeTest', 'Report'];
  const branches = [['CopyBatch'], ['EnsureCatalog'], ['EnsureWorkgroup'], ['EnsureRole', 'EnsureJob']];
  const sum = (names: readonly string[]) =>
    names.reduce((total, name) => total + (tasks.get(name) ?? Number.NaN), 0);
  for (const branch of [...branches, ['Destroy'], ['RunJob']]) {
    const run = branch[0] === 'Destroy' ? ['Plan', ...branch, 'Report'] : [...way, ...branch];
    const total = sum(run);
    if (!(total < machine.TimeoutSeconds))
      findings.push(
        `${run.join(', ')} may take ${Math.round(total)} s; the execution has ${machine.TimeoutSeconds} s`,
      );
  }
  return findings;
};
