import type { LabDefinition } from '../../lab/definition.ts';
import { InvalidInput } from '../../lab/errors.ts';
import { tableOfOutput } from '../../lab/job-runs.ts';
import type { JobToRun, RunInput } from '../../lab/run.ts';

/**
 * The jobs that a run is to run, in the definition's order: later ones may read what earlier ones write. With what their
 * step has to know of them, so that it needs no definition, and may read no seed.
 *
 * @param byDefault what the stack's parameter says; the input overrides it both ways
 * @throws InvalidInput when there are none although the input asks for them
 */
export const jobsToRun = (
  { action, runJob }: Pick<RunInput, 'action' | 'runJob'>,
  byDefault: boolean,
  definition: Pick<LabDefinition, 'jobs' | 'tables'>,
): readonly JobToRun[] => {
  if (action !== 'rebuild' || !(runJob ?? byDefault)) return [];
  if (runJob === true && definition.jobs.length === 0)
    throw new InvalidInput('the input, at runJob: the lab definition has no jobs to run');
  return definition.jobs.map(job => {
    const { name, workerType, workers, timeoutMinutes } = job;
    const filled = tableOfOutput(definition, job);
    const table =
      filled === undefined
        ? undefined
        : { zone: filled.zone, table: filled.table, partitionKeys: filled.partitionKeys };
    return { name, workerType, workers, timeoutMinutes, table };
  });
};
