import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Dataset, StoredFile } from '../../lab/definition.ts';
import { SeedUnavailable } from '../../lab/errors.ts';
import type { Batch, DefinitionReference } from '../../lab/run.ts';
import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';
import { inWords, isDenied, isElsewhere, isMissing } from '../../reconcile/aws-errors.ts';
import { elsewhere } from '../../reconcile/seed-source.ts';

/**
 * What one function can copy with time to spare: S3 copies about 100 MB a second for each object, sixteen at a time.
 */
const mostFiles = 500;
const mostBytes = 100 * 1024 ** 3;
/** About 2,000 lines of a manifest. */
const manifestRange = 256 * 1024;
/** Most batches of all manifests together: their results stay far below a payload's 256 KiB. */
const mostBatches = 250;

/** Cuts a list of files into batches. */
export const cutFiles = (dataset: string, files: readonly Pick<StoredFile, 'bytes'>[]): Batch[] => {
  const batches: Batch[] = [];
  let from = 0;
  let bytes = 0;
  files.forEach((file, index) => {
    if (index > from && (index - from >= mostFiles || bytes + file.bytes > mostBytes)) {
      batches.push({ dataset, from, to: index });
      from = index;
      bytes = 0;
    }
    bytes += file.bytes;
  });
  return [...batches, { dataset, from, to: files.length }];
};

/** Cuts a manifest into ranges of bytes; a line belongs to the range in which it begins. */
export const cutManifest = (dataset: string, bytes: number, limit: number): Batch[] => {
  const range = Math.max(manifestRange, Math.ceil(bytes / limit));
  return Array.from({ length: Math.max(1, Math.ceil(bytes / range)) }, (_, i) => ({
    dataset,
    from: i * range,
    to: Math.min(bytes, (i + 1) * range),
  }));
};

/**
 * The batches that the Map copies: references into the definition, never lists of files.
 * @throws SeedUnavailable when a manifest is missing
 */
export const batchesOf = async (
  s3: S3Client,
  reference: DefinitionReference,
  datasets: readonly Dataset[],
): Promise<Batch[]> => {
  const batches: Batch[] = [];
  const limit = Math.ceil(mostBatches / Math.max(1, datasets.length));
  for (const dataset of datasets) {
    const name = `${dataset.zone}.${dataset.table}`;
    if (dataset.manifest === undefined || reference.from === 'sample') {
      batches.push(...cutFiles(name, dataset.files ?? []));
      continue;
    }
    const seed = parseSeedUri(reference.uri);
    try {
      const Key = `${seed.prefix}${dataset.manifest}`;
      const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: seed.bucket, Key }));
      batches.push(...cutManifest(name, ContentLength ?? 0, limit));
    } catch (error) {
      if (isMissing(error) || isDenied(error))
        throw new SeedUnavailable(
          `the manifest ${formatSeedUri(seed)}${dataset.manifest} is not there or may not be read. Publish the seed again`,
        );
      if (isElsewhere(error))
        throw new SeedUnavailable(elsewhere(`${formatSeedUri(seed)}${dataset.manifest}`));
      throw inWords(error, `HeadObject ${formatSeedUri(seed)}${dataset.manifest}`);
    }
  }
  return batches;
};
