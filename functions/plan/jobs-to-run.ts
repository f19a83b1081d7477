import type { LabDefinition } from '../../lab/definition.ts';
import type { RunInput } from '../../lab/run.ts';

/**
 * Names of the jobs that a run is to run, in the definition's order: later ones may read what earlier ones write.
 *
 * @param byDefault what the stack's parameter says; the input overrides it both ways
 */
export const jobsToRun = (
  { action, runJob }: Pick<RunInput, 'action' | 'runJob'>,
  byDefault: boolean,
  { jobs }: Pick<LabDefinition, 'jobs'>,
): readonly string[] => (action === 'rebuild' && (runJob ?? byDefault) ? jobs.map(({ name }) => name) : []);
