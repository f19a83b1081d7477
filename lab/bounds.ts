import * as z from 'zod/mini';

/*
 * How much a definition may have. Where AWS sets the limit, its source stands beside it, here or in texts.ts. Elsewhere it
 * is far more than labs have, and small enough that what a run passes from step to step fits into a payload of 256 KiB,
 * with as much of everything as is allowed: test/faults/payload.ts, and lab/payload.ts for all of it together.
 */

/** Bytes of `lab.json`: a function with 256 MB reads it in 115 MB. A hundred thousand files with checksums have less. */
export const mostDefinitionBytes = 20_000_000;

/** Tables with files and without, together. */
export const mostTables = 300;
/** A longer list of files goes into a manifest. */
export const mostFiles = 100_000;
export const mostColumns = 10_000;
/** https://docs.aws.amazon.com/glue/latest/webapi/API_BatchUpdatePartitionRequestEntry.html */
export const mostPartitionKeys = 100;
export const mostJobs = 50;
/** Files beside the scripts, of all jobs together. */
export const mostJobFiles = 200;
export const mostArguments = 100;
export const mostSmokeTests = 100;
/** Rows of an answer; the header is another: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html */
export const mostRows = 999;
export const mostCells = 1_000;
export const mostQueries = 100;

const entries = (length: number, most: number): string =>
  `has ${length} entries, and a lab can have at most ${most}`;

/** A list with an end. */
export const list = <Item extends z.ZodMiniType>(item: Item, most: number) =>
  z
    .array(item)
    .check(
      z.maxLength(most, { error: ({ input }) => entries(Array.isArray(input) ? input.length : 0, most) }),
    );

/** What is wrong with the number of keys of an object; undefined if nothing is. */
export const tooManyKeys = (value: object, most: number): string | undefined => {
  const { length } = Object.keys(value);
  return length > most ? entries(length, most) : undefined;
};
