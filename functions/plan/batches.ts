import type { S3Client } from '@aws-sdk/client-s3';
import { datasetPrefix } from '../../lab/datasets.ts';
import type { Dataset, StoredFile } from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import type { Batch, DefinitionReference } from '../../lab/run.ts';
import { parseSeedUri } from '../../lab/seed-uri.ts';
import { type Manifest, openManifest } from '../seed/files.ts';

/**
 * What one function copies in a minute or two: 32 files at a time, each at about 100 MB a second. What takes longer is
 * handed over to another one.
 */
const mostFiles = 500;
const mostBytes = 100 * 1024 ** 3;
/** Bytes of a manifest: about 2,000 lines. */
const manifestRange = 256 * 1024;
/**
 * Batches of all manifests together, by their lines and by the bytes of their files: their results stay far below a
 * payload's 256 KiB. Larger seeds have larger batches instead.
 */
const mostBatches = 125;

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

/**
 * Cuts a manifest into ranges of bytes, and adds up its files. A line belongs to the range in which it begins.
 *
 * @param declared bytes of all files, as the definition says
 * @param limit number of batches that the lines, and the bytes of the files, may have each
 */
export const cutManifest = async (
  dataset: string,
  manifest: Manifest,
  declared: number,
  limit: number,
): Promise<{ readonly batches: readonly Batch[]; readonly files: number; readonly bytes: number }> => {
  const most = {
    lines: Math.max(manifestRange, Math.ceil(manifest.bytes / limit)),
    bytes: Math.max(mostBytes, Math.ceil(declared / limit)),
  };
  const batches: Batch[] = [];
  let from = 0;
  let sum = 0;
  let all = 0;
  let files = 0;
  const cut = (to: number): void => {
    batches.push({ dataset, from, to, manifest: manifest.etag });
    from = to;
    sum = 0;
  };
  for await (const { file, at } of manifest.files) {
    if (at > from && (at - from >= most.lines || sum + file.bytes > most.bytes)) cut(at);
    sum += file.bytes;
    all += file.bytes;
    files += 1;
  }
  cut(manifest.bytes);
  return { batches, files, bytes: all };
};

/** Manifests that are read at a time. */
const manifestsAtOnce = 8;

/**
 * The batches that the Map copies, references into the definition and never lists of files, and how many files they
 * have in all. Manifests are read to their ends, so that a bad line, or a total that is wrong, stops the run before
 * anything is made.
 *
 * @throws SeedUnavailable when a manifest is missing; InvalidDefinition that quotes the line or both totals
 */
export const batchesOf = async (
  s3: S3Client,
  reference: DefinitionReference,
  datasets: readonly Dataset[],
): Promise<{ readonly batches: readonly Batch[]; readonly files: number }> => {
  const limit = Math.ceil(mostBatches / Math.max(1, datasets.length));
  const cut = async (
    dataset: Dataset,
  ): Promise<{ readonly batches: readonly Batch[]; readonly files: number }> => {
    const name = `${dataset.zone}.${dataset.table}`;
    if (dataset.manifest === undefined || reference.from === 'sample')
      return { batches: cutFiles(name, dataset.files ?? []), files: dataset.files?.length ?? 0 };
    const seed = parseSeedUri(reference.uri);
    const manifest = await openManifest(s3, seed, dataset.manifest, datasetPrefix(dataset));
    const { bytes: declared = 0 } = dataset;
    const { batches, files, bytes } = await cutManifest(name, manifest, declared, limit);
    if (bytes !== declared)
      throw new InvalidDefinition(
        `the files that ${dataset.manifest} lists have ${bytes} bytes in all, but lab.json says ${declared}. ` +
          'Publish the seed again',
      );
    return { batches, files };
  };
  const all = await inParallel(manifestsAtOnce, datasets, cut);
  return {
    batches: all.flatMap(({ batches }) => batches),
    files: all.reduce((sum, { files }) => sum + files, 0),
  };
};
