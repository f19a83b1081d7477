import { setTimeout as sleep } from 'node:timers/promises';
import type { AthenaClient } from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import { jsonOf } from '../../lab/json-of.ts';
import { assetKeys, type Lab, workgroupName } from '../../lab/names.ts';
import { firstRowsIn } from '../../page/first-rows.ts';
import { readAsset, writeAsset } from '../../reconcile/assets.ts';
import type { CouldNot } from '../frame/could-not.ts';
import { firstRowsOf, firstRowsQuery, keyOf, type Shown } from './first-rows-query.ts';
import { query } from './query.ts';

/** A table, and whether it is as it was when its first rows were asked for. */
export interface ShownTable {
  readonly table: Shown;
  readonly unchanged: boolean;
}

const keep = async (
  athena: AthenaClient,
  s3: S3Client,
  lab: Lab,
  tables: readonly ShownTable[],
): Promise<void> => {
  const seen = await readAsset(s3, lab, assetKeys.firstRows);
  const known = firstRowsIn(jsonOf(seen?.text));
  const asked = tables.flatMap(({ table, unchanged }) =>
    unchanged && Object.hasOwn(known, keyOf(table)) ? [] : [table],
  );
  if (asked.length === 0) return;
  const { actual, error } = await query(athena, workgroupName(lab), firstRowsQuery(lab, asked));
  if (error !== undefined) throw new Error(error);
  // Also those of tables that this run was not asked to build.
  await writeAsset(s3, lab, assetKeys.firstRows, { ...known, ...firstRowsOf(asked, actual) }, seen);
};

/**
 * Keeps the first rows of tables for the page: one query for all that have changed. It never throws, and does not wait for
 * ever: a page that is less than it could be must not cost a proof.
 *
 * @param couldNot is called with a failure
 * @param patience milliseconds that a run waits
 */
export const keepFirstRows = async (
  athena: AthenaClient,
  s3: S3Client,
  lab: Lab,
  tables: readonly ShownTable[],
  couldNot: CouldNot,
  patience = 30_000,
): Promise<void> => {
  const late = new AbortController();
  try {
    await Promise.race([
      keep(athena, s3, lab, tables),
      sleep(patience, undefined, { signal: late.signal }).then(() => {
        throw new Error(`Athena has not answered within ${patience / 1000} seconds`);
      }),
    ]);
  } catch (error) {
    couldNot('the first rows of tables are not on the page', error);
  } finally {
    late.abort();
  }
};
