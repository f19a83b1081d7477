import { type GlueClient, type JobRun, paginateGetPartitions } from '@aws-sdk/client-glue';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { bucketName, databaseName, type Lab } from '../../lab/names.ts';
import type { JobToRun } from '../../lab/run.ts';

type Filled = NonNullable<JobToRun['table']>;

/** A run's folder is named after it: so it is the run's partitions that lie in one. */
const partitionsOf = async (
  glue: GlueClient,
  lab: Lab,
  { zone, table }: Filled,
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

/** Whether a table's folder has a file that was written since the run began. S3 counts in whole seconds. */
const hasNewFile = async (
  s3: S3Client,
  lab: Lab,
  { zone, table }: Filled,
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
 * What a job's run has written into its table: the partitions that it published, by their values. A table without
 * partitions has none to name, and is written or not.
 *
 * @returns undefined when it wrote nothing
 */
export const publishedBy = async (
  { glue, s3 }: { readonly glue: GlueClient; readonly s3: S3Client },
  lab: Lab,
  table: Filled,
  run: JobRun & { readonly Id: string },
): Promise<readonly (readonly string[])[] | undefined> => {
  if (table.partitionKeys.length === 0) return (await hasNewFile(s3, lab, table, run)) ? [] : undefined;
  const partitions = await partitionsOf(glue, lab, table, run.Id);
  return partitions.length === 0 ? undefined : partitions;
};
