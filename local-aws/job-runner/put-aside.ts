import {
  type GlueClient,
  paginateGetDatabases,
  paginateGetPartitions,
  paginateGetTables,
  type Table,
} from '@aws-sdk/client-glue';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';

/** MiniStack's Athena, like AWS's, skips folders with such a name. */
const aside = '_superseded/';

/**
 * MiniStack's Athena reads every folder under a table's location, even if no partition points to it; AWS's reads only
 * what the catalog points to. So that both give the same answer, folders `run=…` under a partition's folder that no
 * partition points to are moved to `_superseded/` in the table's folder, keeping their names. Nothing is deleted.
 *
 * @param couldNot called for each table that could not be checked, such as one whose bucket is gone
 */
export const putAsideUnpublished = async (
  glue: GlueClient,
  s3: S3Client,
  couldNot: (error: unknown) => void,
): Promise<void> => {
  for await (const { DatabaseList = [] } of paginateGetDatabases({ client: glue }, {}))
    for (const { Name: DatabaseName } of DatabaseList)
      for await (const { TableList = [] } of paginateGetTables({ client: glue }, { DatabaseName }))
        for (const table of TableList) await putAsideIn(glue, s3, table).catch(couldNot);
};

const putAsideIn = async (glue: GlueClient, s3: S3Client, table: Table): Promise<void> => {
  const keys = (table.PartitionKeys ?? []).map(({ Name = '' }) => Name);
  const [, Bucket, prefix] = /^s3:\/\/([^/]+)\/(.+?)\/*$/.exec(table.StorageDescriptor?.Location ?? '') ?? [];
  if (keys.length === 0 || Bucket === undefined || prefix === undefined) return;
  const runs = await runFolders(s3, Bucket, `${prefix}/`, keys);
  if (runs.size === 0) return;
  const published = await locations(glue, table);
  for (const [folder, objects] of runs) {
    const address = `s3://${Bucket}/${folder}`;
    if (published.some(location => location.startsWith(address) || address.startsWith(location))) continue;
    for (const Key of objects)
      await move(s3, Bucket, Key, `${prefix}/${aside}${Key.slice(prefix.length + 1)}`);
  }
};

/** The objects of each folder `<key>=<value>/…/run=<id>/`, by folder. */
const runFolders = async (
  s3: S3Client,
  Bucket: string,
  Prefix: string,
  keys: readonly string[],
): Promise<Map<string, string[]>> => {
  const names = [...keys, 'run'];
  const found = new Map<string, string[]>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix }))
    for (const { Key = '' } of Contents) {
      const folders = Key.slice(Prefix.length).split('/').slice(0, -1);
      if (!names.every((name, at) => folders[at]?.startsWith(`${name}=`))) continue;
      const folder = `${Prefix}${folders.slice(0, names.length).join('/')}/`;
      found.set(folder, [...(found.get(folder) ?? []), Key]);
    }
  return found;
};

const locations = async (glue: GlueClient, { DatabaseName, Name }: Table): Promise<string[]> => {
  const found: string[] = [];
  const table = { DatabaseName, TableName: Name };
  for await (const { Partitions = [] } of paginateGetPartitions({ client: glue }, table))
    for (const { StorageDescriptor } of Partitions)
      if (StorageDescriptor?.Location) found.push(StorageDescriptor.Location.replace(/\/*$/, '/'));
  return found;
};

const move = async (s3: S3Client, Bucket: string, from: string, to: string): Promise<void> => {
  const CopySource = `${Bucket}/${from.split('/').map(encodeURIComponent).join('/')}`;
  await s3.send(new CopyObjectCommand({ Bucket, Key: to, CopySource }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: from }));
};
