import type { LabDefinition } from '../../lab/definition.ts';
import { TooExpensive } from '../../lab/errors.ts';
import { atMost } from '../../lab/money.ts';
import { type CostPart, mostDollarsADay } from '../../lab/most-dollars.ts';
import type { Lab } from '../../lab/names.ts';

/** What the dearest part is, and what would lower it. */
const wordsOf = (part: CostPart): readonly [what: string, remedy: string] => {
  switch (part.of) {
    case 'job': {
      const { name, workers, workerType } = part.job;
      const runs = part.starts === 1 ? 'one run' : `${part.starts} runs`;
      return [
        `job ${name}, with ${workers} ${workerType} workers for ${part.minutes} minutes in ${runs}`,
        'Give it fewer workers, a shorter timeoutMinutes or a rarer schedule in lab.json',
      ];
    }
    case 'rebuilds':
      return [`${part.rebuilds} rebuilds`, 'Choose a rarer ScheduleExpression'];
    case 'smoke tests':
      return [
        `smoke tests, with ${part.queries} queries of up to ${part.bytes} bytes`,
        'Write fewer of them, or choose a rarer ScheduleExpression',
      ];
    case 'data':
      return [
        `data, with ${part.files} files of ${part.bytes} bytes in all`,
        'Name fewer Datasets, or make fewer, larger files',
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
    `the lab could cost up to ${atMost(dollars)} a day, more than the stack's MaxDollarsPerDay of ${maxDollarsPerDay}. ` +
      `The most is for ${what}: ${atMost(dearest.dollars)}. ${remedy}, or raise that parameter`,
  );
};
