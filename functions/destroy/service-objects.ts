import type { S3Client } from '@aws-sdk/client-s3';
import type { LabDefinition, StoredFile } from '../../lab/definition.ts';
import { fileNameOf, jobFiles } from '../../lab/job-files.ts';
import { isRecord, jsonOf } from '../../lab/json-of.ts';
import { assetKeys, bucketName, queryResults } from '../../lab/names.ts';
import type { Run } from '../../lab/run.ts';
import { readAsset } from '../../reconcile/assets.ts';
import { type Ownership, oneByOne } from '../../reconcile/bucket-contents.ts';
import { isLabsObject } from '../../reconcile/object.ts';
import { namesJobRun } from './job-run.ts';

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

/** Glue names them by the run, Spark by the application. */
const isSparkLog = (key: string): boolean => namesJobRun(key) || key.includes('/spark-application-');

/**
 * Decides which objects of the assets bucket are the lab's: scripts and reports, by their mark; and what Glue keeps
 * about runs of the lab's jobs. What repairs and adoptions saved has the mark of what is somebody's content, and stays.
 *
 * @param jobs names of all jobs that the lab has had
 */
export const assetObjects = (
  s3: S3Client,
  { lab }: Run,
  definition: Pick<LabDefinition, 'jobs'>,
  jobs: readonly string[],
): Ownership => {
  const bucket = bucketName(lab, 'assets');
  const files = jobFilesByKey(definition);
  const isLog = (key: string): boolean =>
    jobs.some(job => key.startsWith(assetKeys.sparkUi(job))) && isSparkLog(key);
  return {
    objects: oneByOne(
      async ({ key, version }) =>
        isLog(key) ||
        (await isLabsObject(s3, lab, { bucket, key }, async wanted => files.get(wanted), version)) ||
        (assetKeys.isReport(key) && isReport((await readAsset(s3, lab, key))?.text, lab.name)),
    ),
    upload: isLog,
  };
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
export const athenaObjects: Ownership = {
  objects: oneByOne(async ({ key }) => queryResult.test(key)),
  upload: key => queryResult.test(key),
};
