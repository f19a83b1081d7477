import type { S3Client } from '@aws-sdk/client-s3';
import type { DatasetFiles } from '../../lab/datasets.ts';
import type { LabDefinition, StoredFile, TableDefinition } from '../../lab/definition.ts';
import { SeedUnavailable } from '../../lab/errors.ts';
import { bucketName, type Zone } from '../../lab/names.ts';
import type { Run } from '../../lab/run.ts';
import type { OwnershipCheck } from '../../reconcile/bucket-contents.ts';
import { placeOf } from '../../reconcile/kinds/dataset.ts';
import { isLabsObject } from '../../reconcile/object.ts';
import { filesOf } from '../seed/files.ts';

/** A definition as far as it says which objects are the lab's. */
export interface Owned extends Pick<LabDefinition, 'jobs'> {
  readonly datasets: readonly DatasetFiles[];
  readonly tables: readonly Pick<TableDefinition, 'zone' | 'table'>[];
}

/** The files of a zone's datasets, by their keys in the bucket. The files of a missing manifest are not known. */
const filesByKey = async (
  s3: S3Client,
  run: Run,
  definition: Owned,
  zone: Zone,
): Promise<ReadonlyMap<string, StoredFile>> => {
  const files = new Map<string, StoredFile>();
  for (const dataset of definition.datasets.filter(each => each.zone === zone))
    try {
      for await (const file of filesOf(s3, run.definition, dataset))
        files.set(placeOf(run.lab, dataset, file).key, file);
    } catch (error) {
      if (!(error instanceof SeedUnavailable)) throw error;
    }
  return files;
};

/**
 * Decides which objects of a zone's bucket are the lab's: those with the mark, even from an earlier definition; those
 * that are exactly as the definition says; and those in the folders that jobs write to. Any other content in a file's
 * place is somebody else's.
 */
export const labObjects = (s3: S3Client, run: Run, definition: Owned, zone: Zone): OwnershipCheck => {
  if (run.deleteForeignObjects) return async () => true;
  const written = definition.tables.filter(each => each.zone === zone).map(({ table }) => `${table}/`);
  const bucket = bucketName(run.lab, zone);
  let files: ReturnType<typeof filesByKey> | undefined;
  // Manifests may be long; none is read if every object carries its mark.
  const fileAt = async (key: string): Promise<StoredFile | undefined> => {
    files ??= filesByKey(s3, run, definition, zone);
    return (await files).get(key);
  };
  return async (key, version) =>
    written.some(prefix => key.startsWith(prefix)) ||
    isLabsObject(s3, run.lab, { bucket, key }, fileAt, version);
};
