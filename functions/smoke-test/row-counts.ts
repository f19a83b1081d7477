import type { AthenaClient } from '@aws-sdk/client-athena';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { Dataset } from '../../lab/definition.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { bucketName, databaseName, type Lab, workgroupName } from '../../lab/names.ts';
import type { Outcome, Proof } from '../../lab/outcomes.ts';
import { rowsProof } from '../../lab/proven.ts';
import type { ProofTimes } from '../../lab/run.ts';
import { asCells, sameAnswer } from './answers.ts';
import { query } from './query.ts';

const foldersAtOnce = 4;

/** A dataset, and what there is to know of it before anything is counted. */
interface KnownTable {
  readonly dataset: Dataset;
  /** ISO 8601; undefined: it has to be counted. */
  readonly provenAt: string | undefined;
  readonly note: string | undefined;
}

const nameOf = ({ zone, table }: Dataset): string => `${zone}.${table}`;

/** Pages of a thousand objects, a second for about twenty of them: to list more takes longer than to count again. */
const mostPages = 1_000;

/** Bytes in a table's folder; undefined where that has too many objects to look at all of them. */
const bytesInFolder = async (
  s3: S3Client,
  lab: Lab,
  { zone, table }: Dataset,
): Promise<number | undefined> => {
  let bytes = 0;
  let read = 0;
  const pages = paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucketName(lab, zone), Prefix: `${table}/`, ExpectedBucketOwner: lab.account },
  );
  for await (const { Contents = [] } of pages) {
    for (const { Size = 0 } of Contents) bytes += Size;
    read += 1;
    if (read === mostPages) return undefined;
  }
  return bytes;
};

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
const know = async (
  s3: S3Client,
  lab: Lab,
  dataset: Dataset,
  outcomes: ReadonlyMap<string, Outcome>,
  proven: ProofTimes,
): Promise<KnownTable> => {
  const toCount: KnownTable = { dataset, provenAt: undefined, note: undefined };
  const files = outcomes.get(kinds.dataset.id(dataset));
  if (files?.copied === undefined || files.outcome === 'kept') return toCount;
  const bytes = await bytesInFolder(s3, lab, dataset);
  // Less, when somebody has just taken a file away.
  if (bytes === undefined || bytes < files.copied.bytes) return toCount;
  const more = bytes - files.copied.bytes;
  if (more > 0) {
    const folder = `s3://${bucketName(lab, dataset.zone)}/${dataset.table}/`;
    const note = `${folder} holds ${more} bytes in files that the definition does not name: kept, and counted`;
    return { ...toCount, note };
  }
  const isUnchanged = partsOf(lab, dataset).every(id => {
    const part = outcomes.get(id);
    // The notes name anything extra, such as a partition.
    return part?.outcome === 'unchanged' && part.notes.length === 0;
  });
  const provenAt = isUnchanged ? proven[nameOf(dataset)] : undefined;
  const note =
    provenAt === undefined ? undefined : `unchanged since it was counted, ${provenAt.slice(0, 16)}Z`;
  return { dataset, provenAt, note };
};

const countQuery = (lab: Lab, datasets: readonly Dataset[]): string =>
  datasets
    .map(
      ({ zone, table }) =>
        `SELECT '${zone}.${table}' AS name, count(*) AS n FROM "${databaseName(lab, zone)}"."${table}"`,
    )
    .join('\nUNION ALL\n');

/**
 * Counts the rows of every table in one query, except of those that have not changed since they were proven.
 *
 * @param outcomes of this run, by resource
 * @param proven what the last report has proven of the very same definition
 * @throws QueryFailed
 */
export const countRows = async (
  athena: AthenaClient,
  s3: S3Client,
  lab: Lab,
  datasets: readonly Dataset[],
  outcomes: ReadonlyMap<string, Outcome>,
  proven: ProofTimes,
): Promise<Proof[]> => {
  const known = await inParallel(foldersAtOnce, datasets, each => know(s3, lab, each, outcomes, proven));
  const toCount = known.filter(({ provenAt }) => provenAt === undefined).map(({ dataset }) => dataset);
  const rows = toCount.length === 0 ? [] : await query(athena, workgroupName(lab), countQuery(lab, toCount));
  const counted = new Map(rows.map(([name, n]) => [name, n ?? null]));
  const now = new Date().toISOString();
  return known.map(({ dataset, provenAt, note }) => {
    const expected = asCells([[dataset.rows]]);
    const actual = provenAt === undefined ? [[counted.get(nameOf(dataset)) ?? null]] : expected;
    return {
      ...rowsProof(dataset),
      passed: sameAnswer([[dataset.rows]], actual),
      expected,
      actual,
      provenAt: provenAt ?? now,
      ...(note === undefined ? {} : { note }),
    };
  });
};
