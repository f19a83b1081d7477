import type { LabDefinition } from '../../lab/definition.ts';
import { InvalidInput } from '../../lab/errors.ts';
import { tableOfOutput } from '../../lab/job-runs.ts';
import type { JobToRun, RunInput } from '../../lab/run.ts';

/**
 * The jobs to run, in the definition's order: later ones may read what earlier ones write. They carry all that their
 * step needs, so that it needs neither the definition nor permission to read the seed.
 *
 * @param byDefault the stack's parameter; the input overrides it either way
 * @throws InvalidInput when the input asks for jobs but the definition has none
 */
export const jobsToRun = (
  { action, runJob }: Pick<RunInput, 'action' | 'runJob'>,
  byDefault: boolean,
  definition: Pick<LabDefinition, 'jobs' | 'tables'>,
): readonly JobToRun[] => {
  if (action !== 'rebuild' || !(runJob ?? byDefault)) return [];
  if (runJob === true && definition.jobs.length === 0)
    throw new InvalidInput('the input, at runJob: the lab definition has no jobs to run. Leave it out');
  return definition.jobs.map(job => {
    const { name, workerType, workers, timeoutMinutes } = job;
    const filled = tableOfOutput(definition, job);
    const table =
      filled === undefined
        ? undefined
        : { zone: filled.zone, table: filled.table, isPartitioned: filled.partitionKeys.length > 0 };
    return { name, workerType, workers, timeoutMinutes, table };
  });
};
