import type { AthenaClient } from '@aws-sdk/client-athena';
import type { Dataset } from '../../lab/definition.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { databaseName, type Lab, workgroupName } from '../../lab/names.ts';
import type { Outcome, Proof } from '../../lab/outcomes.ts';
import { rowsProof } from '../../lab/proven.ts';
import type { ProofTimes } from '../../lab/run.ts';
import { asCells, sameAnswer } from './answers.ts';
import { countSelects } from './count-query.ts';
import { keyOf } from './first-rows-query.ts';
import { type Answer, queriesAtOnce, query } from './query.ts';

/** A dataset, and what there is to know of it before anything is counted. */
interface KnownTable {
  readonly dataset: Dataset;
  /** ISO 8601; undefined: it has to be counted. */
  readonly provenAt: string | undefined;
  readonly note: string | undefined;
}

/** What makes a table's rows: its files, its columns and how they are read, its partitions. */
const partsOf = (lab: Lab, { zone, table, partitionKeys }: Dataset): readonly string[] => [
  kinds.dataset.id({ zone, table }),
  kinds.table.id(databaseName(lab, zone), table),
  ...(partitionKeys.length === 0 ? [] : [kinds.partitions.id(databaseName(lab, zone), table)]),
];

/**
 * Whether a table still has the rows that were counted before: this run found all its parts as they should be, and no
 * extra files beside them.
 */
const know = (
  lab: Lab,
  dataset: Dataset,
  outcomes: ReadonlyMap<string, Outcome>,
  proven: ProofTimes,
): KnownTable => {
  const extra = outcomes.get(kinds.dataset.id(dataset))?.extra;
  if (extra === undefined) return { dataset, provenAt: undefined, note: undefined };
  if (extra.files > 0) {
    const note = `with what ${extra.files === 1 ? 'a file holds' : `${extra.files} files hold`} that the definition does not name`;
    return { dataset, provenAt: undefined, note };
  }
  const isUnchanged = partsOf(lab, dataset).every(id => {
    const part = outcomes.get(id);
    // The notes name anything extra, such as a partition.
    return part?.outcome === 'unchanged' && part.notes.length === 0;
  });
  const provenAt = isUnchanged ? proven[keyOf(dataset)] : undefined;
  const note =
    provenAt === undefined ? undefined : `unchanged since it was counted, ${provenAt.slice(0, 16)}Z`;
  return { dataset, provenAt, note };
};

/**
 * SELECTs in one query. Each is a stage of its own, and the engine allows 150 by default and warns from 50 on:
 * https://trino.io/docs/476/admin/properties-query-management.html#query-max-stage-count. A query may have 262,144
 * bytes: https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
 */
const mostSelects = 40;
const mostQueryBytes = 250_000;

/** A table to count, with its SELECTs. */
interface ToCount {
  readonly table: string;
  readonly selects: readonly string[];
}

const union = (tables: readonly ToCount[]): string =>
  tables.flatMap(({ selects }) => selects).join('\nUNION ALL\n');

/** Tables that are counted in one query, in as few queries as possible: each is billed for 10 MB at least. */
const queriesFor = (tables: readonly ToCount[]): ToCount[][] => {
  const queries: ToCount[][] = [];
  for (const table of tables) {
    const last = queries.at(-1) ?? [];
    const more = [...last, table];
    const fits =
      more.flatMap(({ selects }) => selects).length <= mostSelects &&
      Buffer.byteLength(union(more)) <= mostQueryBytes;
    if (last.length > 0 && fits) queries[queries.length - 1] = more;
    else queries.push([table]);
  }
  return queries;
};

type Ask = (sql: string) => Promise<Answer>;

/**
 * Counts tables in one query. One that Athena can't read fails the whole query, so each is then asked about alone: that
 * costs a failed query, which is free, and 10 MB for each table that can be read.
 */
const countTogether = async (
  ask: Ask,
  tables: readonly ToCount[],
): Promise<(readonly [table: string, answer: Answer])[]> => {
  const { actual, error } = await ask(union(tables));
  if (error !== undefined && tables.length > 1)
    return (await inParallel(queriesAtOnce, tables, one => countTogether(ask, [one]))).flat();
  const counted = new Map(actual.map(([name, n]) => [name, n ?? null]));
  return tables.map(({ table }) => [
    table,
    error === undefined ? { actual: [[counted.get(table) ?? null]] } : { actual: [], error },
  ]);
};

/** Whether a table is as it was when its rows were last counted; see `countRows`. */
export const isProven = (
  lab: Lab,
  dataset: Dataset,
  outcomes: ReadonlyMap<string, Outcome>,
  proven: ProofTimes,
): boolean => know(lab, dataset, outcomes, proven).provenAt !== undefined;

/**
 * Counts the rows of every table, and reads every column of it, except of those that have not changed since they were
 * proven.
 *
 * @param outcomes of this run, by resource
 * @param proven what the last report has proven of the very same definition
 */
export const countRows = async (
  athena: AthenaClient,
  lab: Lab,
  datasets: readonly Dataset[],
  outcomes: ReadonlyMap<string, Outcome>,
  proven: ProofTimes,
): Promise<Proof[]> => {
  const known = datasets.map(each => know(lab, each, outcomes, proven));
  const toCount = known
    .filter(({ provenAt }) => provenAt === undefined)
    .map(({ dataset }) => ({ table: keyOf(dataset), selects: countSelects(lab, dataset) }));
  const ask: Ask = sql => query(athena, workgroupName(lab), sql);
  const answers = await inParallel(queriesAtOnce, queriesFor(toCount), tables => countTogether(ask, tables));
  const counted = new Map(answers.flat());
  const now = new Date().toISOString();
  return known.map(({ dataset, provenAt, note }) => {
    const expected = asCells([[dataset.rows]]);
    const answer = counted.get(keyOf(dataset)) ?? { actual: expected };
    return {
      ...rowsProof(dataset),
      passed: sameAnswer([[dataset.rows]], answer.actual),
      expected,
      ...answer,
      provenAt: provenAt ?? now,
      ...(note === undefined ? {} : { note }),
    };
  });
};
