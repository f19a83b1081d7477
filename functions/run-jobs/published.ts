import { type GlueClient, type JobRun, paginateGetPartitions } from '@aws-sdk/client-glue';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { bucketName, databaseName, type Lab } from '../../lab/names.ts';
import type { JobToRun } from '../../lab/run.ts';

type FilledTable = NonNullable<JobToRun['table']>;

/** The partitions that a run wrote: their folders have the run's id in their names. */
const partitionsOf = async (
  glue: GlueClient,
  lab: Lab,
  { zone, table }: FilledTable,
  id: string,
): Promise<readonly (readonly string[])[]> => {
  const found: (readonly string[])[] = [];
  const pages = paginateGetPartitions(
    { client: glue },
    { DatabaseName: databaseName(lab, zone), TableName: table, ExcludeColumnSchema: true },
  );
  for await (const { Partitions = [] } of pages)
    for (const { Values = [], StorageDescriptor } of Partitions)
      if (StorageDescriptor?.Location?.includes(id)) found.push(Values);
  return found;
};

/** Whether a table's folder has a file written since the run began. S3's times are in whole seconds. */
const hasNewFile = async (
  s3: S3Client,
  lab: Lab,
  { zone, table }: FilledTable,
  { StartedOn = new Date(0) }: JobRun,
): Promise<boolean> => {
  const since = Math.floor(StartedOn.getTime() / 1000) * 1000;
  const pages = paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucketName(lab, zone), Prefix: `${table}/`, ExpectedBucketOwner: lab.account },
  );
  for await (const { Contents = [] } of pages)
    if (Contents.some(({ Size = 0, LastModified }) => Size > 0 && (LastModified?.getTime() ?? 0) >= since))
      return true;
  return false;
};

/**
 * What a job's run has written to its table: the values of the partitions that it published. For a table without
 * partitions the list is empty.
 *
 * @returns undefined if the run wrote nothing
 */
export const publishedBy = async (
  { glue, s3 }: { readonly glue: GlueClient; readonly s3: S3Client },
  lab: Lab,
  table: FilledTable,
  run: JobRun & { readonly Id: string },
): Promise<readonly (readonly string[])[] | undefined> => {
  if (!table.isPartitioned) return (await hasNewFile(s3, lab, table, run)) ? [] : undefined;
  const partitions = await partitionsOf(glue, lab, table, run.Id);
  return partitions.length === 0 ? undefined : partitions;
};
