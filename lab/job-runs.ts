/**
 * Argument of a job run with the execution that started it; scripts ignore arguments that they do not know. Every job
 * run that belongs to a rebuild needs it, so that the run is stopped when the rebuild is.
 */
export const jobRunArgument = '--daybreak-run';

/** Most minutes of a run in a rebuild, even if the definition allows more: a rebuild itself has three hours. */
export const mostRebuildMinutes = 120;

/** States of a run that has ended and no longer costs anything: https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html */
export const endedStates: readonly (string | undefined)[] = [
  'STOPPED',
  'SUCCEEDED',
  'FAILED',
  'ERROR',
  'TIMEOUT',
  'EXPIRED',
];

/** The definition of the table that a job fills; undefined when the job names none, or one that is not defined. */
export const tableOfOutput = <Table extends { readonly zone: string; readonly table: string }>(
  { tables }: { readonly tables: readonly Table[] },
  { output }: { readonly output?: { readonly table: string } | undefined },
): Table | undefined => tables.find(({ zone, table }) => `${zone}.${table}` === output?.table);
