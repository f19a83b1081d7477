/**
 * Argument that tells of a job run which execution started it; a job's script ignores what it does not know. Whoever
 * starts a job for a rebuild gives it, so that the run is stopped when the rebuild is.
 */
export const jobRunArgument = '--daybreak-run';

/** States of a run that works and costs no more: https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html */
export const endedStates: readonly (string | undefined)[] = [
  'STOPPED',
  'SUCCEEDED',
  'FAILED',
  'ERROR',
  'TIMEOUT',
  'EXPIRED',
];

/** The table that a job says it fills, as the definition has it; undefined when there is none. */
export const tableOfOutput = <Table extends { readonly zone: string; readonly table: string }>(
  { tables }: { readonly tables: readonly Table[] },
  { output }: { readonly output?: { readonly table: string } | undefined },
): Table | undefined => tables.find(({ zone, table }) => `${zone}.${table}` === output?.table);
