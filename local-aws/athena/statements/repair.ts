import type { Table } from '@aws-sdk/client-glue';
import { ListObjectsV2Command, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { MetastoreCheckContext } from 'dt-sql-parser/dist/lib/hive/HiveSqlParser.js';
import { inParallel } from '../../../lab/in-parallel.ts';
import { unescapedValue } from '../../../lab/partition.ts';
import { errorTypes } from '../refusal.ts';
import { createPartitions } from './alter-partitions.ts';
import { findTable, isIceberg, isView, partitionKeysOf, partitionsOf } from './catalog.ts';
import { lines, type StatementContext, type Work } from './context.ts';
import { parseLocation, type S3Location } from './location.ts';
import { newPartition, partitionName } from './partitions.ts';
import { malformed, notForIceberg, notSupported, taskFailed } from './refusals.ts';
import { type TableName, tableNameOf } from './tree.ts';

const listingsAtOnce = 8;

/**
 * MSCK REPAIR TABLE: adds a partition for each folder `key=value` under the table's location that the catalog lacks, and
 * deletes none: https://docs.aws.amazon.com/athena/latest/ug/msck-repair-table.html. Its answers are those of Hive's
 * DDLTask.msck; those about tables were measured.
 */
export const repairTable = (tree: MetastoreCheckContext, context: StatementContext): Work => {
  const tableName = tree.tableName();
  if (tree._opt || tree._parts) throw notSupported('MSCK REPAIR TABLE … ADD, DROP or SYNC PARTITIONS');
  if (tableName === null || !tree._repair) throw malformed('MSCK needs REPAIR TABLE and a name');
  const name = tableNameOf(tableName, context);
  return { run: async () => lines([], await repaired(name, context)) };
};

const repaired = async (name: TableName, context: StatementContext): Promise<readonly string[]> => {
  const table = await findTable(context.glue, name);
  if (table === undefined) return [`Tables not in metastore:\t${name.table}`];
  if (isView(table))
    throw taskFailed('Can not create a Path from an empty string', { type: errorTypes.invalidArgument });
  if (isIceberg(table)) throw notForIceberg();
  const place = parseLocation(table.StorageDescriptor?.Location ?? '');
  if (place === undefined || !(await hasObjects(context.s3, place)))
    return [`Tables missing on filesystem:\t${name.table}`];
  const keys = partitionKeysOf(table);
  return keys.length === 0 ? [] : repairedPartitions(name, table, place, context);
};

interface Folder {
  /** As it is called in S3, without a slash at its end. */
  readonly path: string;
  readonly values: string[];
}

const repairedPartitions = async (
  name: TableName,
  table: Table,
  place: S3Location,
  context: StatementContext,
): Promise<readonly string[]> => {
  const keys = partitionKeysOf(table);
  const folders = await partitionFolders(context.s3, place, keys);
  const registered = await partitionsOf(context.glue, name);
  const known = new Set(registered.map(({ Values = [] }) => JSON.stringify(Values)));
  const found = new Set(folders.map(({ values }) => JSON.stringify(values)));
  const missing = folders.filter(({ values }) => !known.has(JSON.stringify(values)));
  const gone = registered.filter(({ Values = [] }) => !found.has(JSON.stringify(Values)));
  // A folder with a colon in its name is listed and not added, without a word: the page names that fault.
  const added = missing.filter(({ path }) => !path.slice(place.prefix.length).includes(':'));
  await createPartitions(
    context,
    name,
    added.map(({ path, values }) => newPartition(table, values, `s3://${place.bucket}/${path}`)),
  );
  const listed = (values: readonly string[]) => `${name.table}:${partitionName(keys, values)}`;
  return [
    ...row(
      'Partitions not in metastore:',
      missing.map(({ values }) => listed(values)),
    ),
    ...row(
      'Partitions missing from filesystem:',
      gone.map(({ Values = [] }) => listed(Values)),
    ),
    ...added.map(({ values }) => `Repair: Added partition to metastore ${listed(values)}`),
  ];
};

const row = (title: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [[title, ...names].join('\t')];

const hasObjects = async (s3: S3Client, { bucket, prefix }: S3Location): Promise<boolean> => {
  try {
    const Prefix = prefix === '' ? '' : `${prefix}/`;
    const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, MaxKeys: 1 }));
    return KeyCount > 0;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return false;
    throw error;
  }
};

/** The folders `key=value/key=value/…`, one level for each key, in alphabetical order. Others are passed over. */
const partitionFolders = async (
  s3: S3Client,
  { bucket, prefix }: S3Location,
  keys: readonly string[],
): Promise<readonly Folder[]> => {
  let level: readonly Folder[] = [{ path: prefix, values: [] }];
  for (const key of keys) {
    const below = await inParallel(listingsAtOnce, level, async ({ path, values }) =>
      (await foldersIn(s3, bucket, path))
        .filter(folder => folder.startsWith(`${key}=`) && folder.length > key.length + 1)
        .map(folder => ({
          path: path === '' ? folder : `${path}/${folder}`,
          values: [...values, unescapedValue(folder.slice(key.length + 1))],
        })),
    );
    level = below.flat();
  }
  return level;
};

const foldersIn = async (s3: S3Client, Bucket: string, path: string): Promise<readonly string[]> => {
  const Prefix = path === '' ? '' : `${path}/`;
  const folders: string[] = [];
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket, Prefix, Delimiter: '/' },
  ))
    folders.push(...CommonPrefixes.map(({ Prefix: found = '' }) => found.slice(Prefix.length, -1)));
  return folders;
};
