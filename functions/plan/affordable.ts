import type { LabDefinition } from '../../lab/definition.ts';
import { TooExpensive } from '../../lab/errors.ts';
import { atMost } from '../../lab/money.ts';
import { type CostPart, mostDollarsADay } from '../../lab/most-dollars.ts';
import type { Lab } from '../../lab/names.ts';

/** What the dearest part is, and what would lower it. */
const wordsOf = (part: CostPart): readonly [what: string, remedy: string] => {
  switch (part.of) {
    case 'job':
      return [
        `job ${part.job.name} up to ${atMost(part.dollars)} of it, with ${part.job.workers} ${part.job.workerType} workers for ` +
          `${part.minutes} minutes in ${part.starts === 1 ? 'one run' : `${part.starts} runs`}`,
        'give it fewer workers, a shorter timeoutMinutes or a rarer schedule in lab.json',
      ];
    case 'rebuilds':
      return [
        `${part.rebuilds} rebuilds up to ${atMost(part.dollars)} of it`,
        'choose a rarer ScheduleExpression',
      ];
    case 'smoke tests':
      return [
        `smoke tests up to ${atMost(part.dollars)} of it, with ${part.queries} queries of up to ${part.bytes} bytes each`,
        'write fewer of them, or choose a rarer ScheduleExpression',
      ];
    case 'data':
      return [
        `${part.files} files with ${part.bytes} bytes up to ${atMost(part.dollars)} of it`,
        'name fewer Datasets, or make fewer, larger files',
      ];
  }
};

/**
 * The most dollars that the lab can cost in a day.
 * @param files of the datasets, in so many batches
 * @throws TooExpensive if the stack allows less
 */
export const affordable = (
  definition: Pick<LabDefinition, 'datasets' | 'tables' | 'jobs' | 'smokeTests'>,
  settings: {
    readonly lab: Pick<Lab, 'region'>;
    readonly schedule: string;
    readonly runJob: boolean;
    readonly maxDollarsPerDay: number;
  },
  files: number,
  batches: number,
): number => {
  const { lab, schedule, runJob, maxDollarsPerDay } = settings;
  const { dollars, parts } = mostDollarsADay(definition, {
    region: lab.region,
    schedule,
    runJob,
    files,
    batches,
  });
  const [dearest] = parts;
  if (dollars <= maxDollarsPerDay || dearest === undefined) return dollars;
  const [what, remedy] = wordsOf(dearest);
  throw new TooExpensive(
    `the lab could cost up to ${atMost(dollars)} a day, more than the stack's MaxDollarsPerDay of ${maxDollarsPerDay}: ${what}. ` +
      `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}, or raise that parameter`,
  );
};
