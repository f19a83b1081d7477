import type { S3Client } from '@aws-sdk/client-s3';
import type { LabDefinition, StoredFile } from '../../lab/definition.ts';
import { fileNameOf, jobFiles } from '../../lab/job-files.ts';
import { isRecord, jsonOf } from '../../lab/json-of.ts';
import { assetKeys, bucketName, queryResults } from '../../lab/names.ts';
import type { Run } from '../../lab/run.ts';
import { readAsset } from '../../reconcile/assets.ts';
import type { OwnershipCheck } from '../../reconcile/bucket-contents.ts';
import { isLabsObject } from '../../reconcile/object.ts';

/** The definition's files in the assets bucket, by key. */
const jobFilesByKey = (definition: Pick<LabDefinition, 'jobs'>): ReadonlyMap<string, StoredFile> =>
  new Map(
    definition.jobs.flatMap(job => [
      [assetKeys.jobScript(job.name), job.script] as const,
      ...jobFiles(job).map(file => [assetKeys.jobFile(job.name, fileNameOf(file)), file] as const),
    ]),
  );

/** Whether a document was written by a run before reports had a mark: a report of this lab, or its last result. */
const isReport = (text: string | undefined, lab: string): boolean => {
  const document = jsonOf(text);
  const about: { readonly lab?: unknown; readonly result?: unknown } = isRecord(document) ? document : {};
  return (about.lab ?? lab) === lab && (about.result === 'succeeded' || about.result === 'failed');
};

/**
 * Decides which objects of the assets bucket are the lab's: scripts, reports and objects saved by repairs, by their
 * mark; and what Glue keeps about runs of the lab's jobs.
 *
 * @param jobs names of all jobs that the lab has had
 */
export const assetObjects = (
  s3: S3Client,
  { lab, deleteForeignObjects }: Run,
  definition: Pick<LabDefinition, 'jobs'>,
  jobs: readonly string[],
): OwnershipCheck => {
  if (deleteForeignObjects) return async () => true;
  const bucket = bucketName(lab, 'assets');
  const files = jobFilesByKey(definition);
  return async (key, version) =>
    jobs.some(job => key.startsWith(assetKeys.sparkUi(job))) ||
    (await isLabsObject(s3, lab, { bucket, key }, async wanted => files.get(wanted), version)) ||
    (assetKeys.isReport(key) && isReport((await readAsset(s3, lab, key))?.text, lab.name));
};

/** Athena's names, by the query's id: results, their columns' types, and manifests of what a query wrote. */
const queryResult = new RegExp(
  `^${queryResults}(.+/)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-manifest)?[.](csv|txt)([.]metadata)?$`,
);

/**
 * Decides which objects of the bucket for query results are the lab's: what Athena wrote for queries of the workgroup,
 * by its names. The console puts some into folders with the query's name and date.
 * https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html
 */
export const athenaObjects =
  ({ deleteForeignObjects }: Run): OwnershipCheck =>
  async key =>
    deleteForeignObjects || queryResult.test(key);
