import type { S3Client } from '@aws-sdk/client-s3';
import { compareKeys, type DatasetFile, type DatasetFiles, datasetPrefix } from '../../lab/datasets.ts';
import { InvalidDefinition, SeedChanged, SeedUnavailable } from '../../lab/errors.ts';
import type { Run } from '../../lab/run.ts';
import { parseSeedUri } from '../../lab/seed-uri.ts';
import { placeOf } from '../../reconcile/kinds/dataset.ts';
import { openManifest } from '../seed/files.ts';

/** Finds a dataset's files by their keys in the bucket. Calls come in the order of a listing. */
export type FindFiles = (keys: readonly string[]) => Promise<ReadonlyMap<string, DatasetFile>>;

/** Lines of a manifest that are held in memory: a few megabytes. */
const mostLines = 20_000;

interface Part {
  readonly files: ReadonlyMap<string, DatasetFile>;
  /** Key of its last file. */
  readonly last: string;
  readonly etag: string;
  /** Byte at which the next part begins; undefined: there is none. */
  readonly next: number | undefined;
}

/**
 * Reads a manifest in parts beside a listing, so that one of any length takes the memory of one part. Publishing writes
 * manifests in the order of their keys; of a longer one in another order, not every file is found.
 *
 * What can't be read is not found: then the lab's objects are known by their marks alone.
 */
const inManifest = (s3: S3Client, run: Run, dataset: DatasetFiles, manifest: string): FindFiles => {
  const prefix = datasetPrefix(dataset);
  const read = async (from: number, etag?: string): Promise<Part | undefined> => {
    if (run.definition.from !== 'seed') return undefined;
    const files = new Map<string, DatasetFile>();
    const range = { from, to: Number.MAX_SAFE_INTEGER, ...(etag === undefined ? {} : { manifest: etag }) };
    let last = '';
    try {
      const opened = await openManifest(s3, parseSeedUri(run.definition.uri), manifest, prefix, range);
      for await (const { file, at } of opened.files) {
        if (files.size === mostLines) return { files, last, etag: opened.etag, next: at };
        last = placeOf(run.lab, dataset, file).key;
        files.set(last, file);
      }
      return { files, last, etag: opened.etag, next: undefined };
    } catch (error) {
      const isLost = [SeedUnavailable, SeedChanged, InvalidDefinition].some(each => error instanceof each);
      if (!isLost) throw error;
      return { files, last, etag: etag ?? '', next: undefined };
    }
  };
  let part: Part | undefined;
  return async keys => {
    const found = new Map<string, DatasetFile>();
    const furthest = keys.toSorted(compareKeys).at(-1) ?? '';
    part ??= await read(0);
    for (;;) {
      if (part === undefined) return found;
      for (const key of keys) {
        const file = part.files.get(key);
        if (file !== undefined) found.set(key, file);
      }
      if (part.next === undefined || compareKeys(part.last, furthest) >= 0) return found;
      part = await read(part.next, part.etag);
    }
  };
};

/** The files that the definition wants of a dataset. */
export const findFiles = (s3: S3Client, run: Run, dataset: DatasetFiles): FindFiles => {
  if (dataset.manifest !== undefined) return inManifest(s3, run, dataset, dataset.manifest);
  const files = new Map((dataset.files ?? []).map(file => [placeOf(run.lab, dataset, file).key, file]));
  return async () => files;
};
