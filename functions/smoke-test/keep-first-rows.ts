import type { AthenaClient } from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import { allOf } from '../../lab/in-parallel.ts';
import { jsonOf } from '../../lab/json-of.ts';
import { assetKeys, type Lab, workgroupName } from '../../lab/names.ts';
import type { Proof } from '../../lab/outcomes.ts';
import { type FirstRows, firstRowsIn } from '../../page/first-rows.ts';
import { readAsset, writeAsset } from '../../reconcile/assets.ts';
import type { CouldNot } from '../frame/could-not.ts';
import { firstRowsOf, firstRowsQuery, keyOf, type Shown } from './first-rows-query.ts';
import { query } from './query.ts';

/** A table whose first rows a page shows. */
export interface ShownTable {
  readonly table: Shown;
  /** Since its first rows were asked for. `absent`: this run has not built it. */
  readonly is: 'changed' | 'unchanged' | 'absent';
}

/** Asks for the first rows of tables. One that can't be read fails the query for all of them. */
type Ask = (tables: readonly Shown[]) => Promise<FirstRows>;

const askTogether =
  (athena: AthenaClient, lab: Lab, signal: AbortSignal): Ask =>
  async tables => {
    if (tables.length === 0) return {};
    const { actual, error } = await query(athena, workgroupName(lab), firstRowsQuery(lab, tables), signal);
    if (error !== undefined) throw new Error(error);
    return firstRowsOf(tables, actual);
  };

/**
 * Asks again when one of several tables can't be read: once for the tables that could be counted, and once for those that
 * nobody has counted, which may not be readable.
 */
const askApart = async (
  ask: Ask,
  tables: readonly Shown[],
  counts: Promise<readonly Proof[]>,
  couldNot: (error: unknown) => void,
): Promise<FirstRows> => {
  const errors = new Map((await counts).map(({ table, error }) => [table, error]));
  const readable = tables.filter(table => errors.has(keyOf(table)) && errors.get(keyOf(table)) === undefined);
  const unknown = tables.filter(table => !errors.has(keyOf(table)));
  const answers = await allOf(
    [readable, unknown].map(some =>
      ask(some).catch((error): FirstRows => {
        couldNot(error);
        return {};
      }),
    ),
  );
  return Object.fromEntries(answers.flatMap(some => Object.entries(some)));
};

/**
 * Keeps the first rows of tables for the page, with one query for all that have changed, beside the proofs. It never throws,
 * and it waits only so long, because no proof depends on it.
 *
 * @param counts what the counts of tables will say: it is needed only if the query fails
 * @param couldNot is called with each failure
 * @param patience milliseconds that a run waits for Athena
 */
export const keepFirstRows = async (
  athena: AthenaClient,
  s3: S3Client,
  lab: Lab,
  tables: readonly ShownTable[],
  counts: Promise<readonly Proof[]>,
  couldNot: CouldNot,
  patience = 30_000,
): Promise<void> => {
  const signal = AbortSignal.timeout(patience);
  const failed = (error: unknown): void =>
    couldNot(
      'first rows of tables are not on the page',
      signal.aborted ? new Error(`Athena has not answered within ${patience / 1000} seconds`) : error,
    );
  try {
    const seen = await readAsset(s3, lab, assetKeys.firstRows);
    const known = firstRowsIn(jsonOf(seen?.text));
    const asked = tables.flatMap(({ table, is }) =>
      is === 'changed' || (is === 'unchanged' && !Object.hasOwn(known, keyOf(table))) ? [table] : [],
    );
    const ask = askTogether(athena, lab, signal);
    const found = await ask(asked).catch(error => {
      if (signal.aborted) throw error;
      return askApart(ask, asked, counts, failed);
    });
    if (Object.keys(found).length === 0) return;
    const shown = new Set(tables.map(({ table }) => keyOf(table)));
    const kept = Object.entries({ ...known, ...found }).filter(([key]) => shown.has(key));
    await writeAsset(s3, lab, assetKeys.firstRows, Object.fromEntries(kept), seen);
  } catch (error) {
    failed(error);
  }
};
