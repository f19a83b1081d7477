import { fileNameOf, jobFiles, type NamedFile } from './job-files.ts';

/*
 * What a run's steps hand over to its report has to fit into one payload of 256 KiB, even if every change is left out:
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 * Bytes were measured with `npm run test:payload` and rounded up, for a lab with the longest name.
 */
const payload = 256 * 1024;
/** The run itself, its title, and what an ordinary input has. */
const fixed = 8_000;

/** The most bytes of outcomes and proofs without details: 300 tables with names of ordinary length. */
export const mostBareBytes = 236_000;

/** Steps that each may have as many bytes of details, and the proofs, which may have twice as many. */
const shares = 8;

/** A definition as far as it decides how much a run has to tell. */
interface Told {
  readonly datasets: readonly {
    readonly table: string;
    readonly partitionKeys: readonly unknown[];
    readonly rows?: number | undefined;
  }[];
  readonly tables: readonly { readonly table: string }[];
  readonly jobs: readonly {
    readonly files?: readonly NamedFile[] | undefined;
    readonly pythonFiles?: readonly NamedFile[] | undefined;
    readonly policy?: readonly unknown[] | undefined;
  }[];
  readonly queries: readonly { readonly name: string }[];
  readonly smokeTests: readonly { readonly name: string }[];
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
const sum = <Item>(items: readonly Item[], bytes: (item: Item) => number): number =>
  items.reduce((all, item) => all + bytes(item), 0);

/** Bytes of what a run has to tell of a lab, without details. */
export const bareBytes = ({ datasets, tables, jobs, queries, smokeTests }: Told): number =>
  sum(
    datasets,
    ({ table, partitionKeys, rows = 0 }) =>
      690 + 5 * table.length + 2 * `${rows}`.length + (partitionKeys.length === 0 ? 0 : 180 + table.length),
  ) +
  sum(tables, ({ table }) => 150 + table.length) +
  sum(
    jobs,
    job =>
      1_100 +
      sum<NamedFile>(jobFiles<NamedFile>(job), file => 170 + bytesOf(fileNameOf(file))) +
      sum(job.policy ?? [], statement => bytesOf(JSON.stringify(statement)) + 1),
  ) +
  sum(queries, ({ name }) => 150 + bytesOf(name)) +
  sum(smokeTests, ({ name }) => 700 + bytesOf(name));

/** Bytes that each step may have for details, if there are so many for what is bare. */
export const detailBytes = (definition: Told): number =>
  Math.max(0, Math.floor((payload - fixed - bareBytes(definition)) / shares));
