import type { S3Client } from '@aws-sdk/client-s3';
import type { DatasetFile, DatasetFiles } from '../../lab/datasets.ts';
import type { LabDefinition, TableDefinition } from '../../lab/definition.ts';
import { bucketName, type Zone } from '../../lab/names.ts';
import type { Run } from '../../lab/run.ts';
import { type Content, type Ownership, oneByOne } from '../../reconcile/bucket-contents.ts';
import { isLabsObject } from '../../reconcile/object.ts';
import { type FindFiles, findFiles } from './find-files.ts';
import { namesJobRun } from './job-run.ts';

/** A definition as far as it says which objects are the lab's. */
export interface Owned extends Pick<LabDefinition, 'jobs'> {
  readonly datasets: readonly DatasetFiles[];
  readonly tables: readonly Pick<TableDefinition, 'zone' | 'table'>[];
}

/** The empty objects with which Hadoop marks folders. */
const folderMark = '_$folder$';

/**
 * Decides which objects of a zone's bucket are the lab's: those with the mark, even from an earlier definition; those
 * that are exactly as the definition says, no matter who wrote them; and what runs of jobs wrote to the tables that
 * the lab has for them. Any other content is somebody's, wherever it lies.
 *
 * @param written tables of the lab, in all zones, that jobs write to
 */
export const labObjects = (
  s3: S3Client,
  run: Run,
  definition: Owned,
  written: readonly Pick<TableDefinition, 'zone' | 'table'>[],
  zone: Zone,
): Ownership => {
  const bucket = bucketName(run.lab, zone);
  const tables = written.filter(each => each.zone === zone).map(({ table }) => table);
  const isOutput = (key: string, bytes = 0): boolean =>
    tables.some(table => key.startsWith(`${table}/`) || key === `${table}${folderMark}`) &&
    (namesJobRun(key) || (bytes === 0 && key.endsWith(folderMark)));
  const finders: readonly { readonly folder: string; readonly find: FindFiles }[] = definition.datasets
    .filter(each => each.zone === zone)
    .map(dataset => ({ folder: `${dataset.table}/`, find: findFiles(s3, run, dataset) }));

  const wantedAmong = async (contents: readonly Content[]): Promise<ReadonlyMap<string, DatasetFile>> => {
    const wanted = new Map<string, DatasetFile>();
    for (const { folder, find } of finders) {
      const keys = contents.map(({ key }) => key).filter(key => key.startsWith(folder));
      if (keys.length > 0) for (const [key, file] of await find(keys)) wanted.set(key, file);
    }
    return wanted;
  };

  return {
    async objects(contents) {
      const wanted = await wantedAmong(contents);
      return oneByOne(async ({ key, bytes, etag, version }) => {
        if (isOutput(key, bytes)) return true;
        const file = wanted.get(key);
        // Equal ETags mean equal content, so a listing is enough.
        if (file?.etag !== undefined && file.etag === etag && file.bytes === bytes) return true;
        return isLabsObject(s3, run.lab, { bucket, key }, async () => file, version);
      })(contents);
    },
    upload: key => isOutput(key, 1),
  };
};
