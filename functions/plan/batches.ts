import type { S3Client } from '@aws-sdk/client-s3';
import { compareKeys, datasetPrefix, inKeyOrder, mostBatches } from '../../lab/datasets.ts';
import type { Dataset, StoredFile } from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import type { Batch, DefinitionReference, Part } from '../../lab/run.ts';
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
/** A dataset with no more than this is copied together with others: most of what it takes is to begin. */
const small = { files: 100, bytes: 1024 ** 3 };
/** As many as the state machine copies at once. */
const smallBatches = 4;

/** A dataset in parts. */
interface CutDataset {
  readonly parts: readonly Part[];
  readonly files: number;
  readonly bytes: number;
}

/** Cuts a list of files, sorted by key, into parts that each are a batch's. */
export const cutFiles = (dataset: string, files: readonly Pick<StoredFile, 'bytes'>[]): Part[] => {
  const parts: Part[] = [];
  let from = 0;
  let bytes = 0;
  files.forEach((file, index) => {
    if (index > from && (index - from >= mostFiles || bytes + file.bytes > mostBytes)) {
      parts.push({ dataset, from, to: index });
      from = index;
      bytes = 0;
    }
    bytes += file.bytes;
  });
  return [...parts, { dataset, from, to: files.length }];
};

/**
 * Cuts a manifest into ranges of bytes, adds up its files, and notices whether they are sorted by key. A line belongs to
 * the range in which it begins.
 *
 * @param declared bytes of all files, as the definition says
 * @param limit number of batches that the lines, and the bytes of the files, may have each
 */
export const cutManifest = async (
  dataset: string,
  manifest: Manifest,
  declared: number,
  limit: number,
): Promise<CutDataset> => {
  const most = {
    lines: Math.max(manifestRange, Math.ceil(manifest.bytes / limit)),
    bytes: Math.max(mostBytes, Math.ceil(declared / limit)),
  };
  const parts: Part[] = [];
  let from = 0;
  let sum = 0;
  let files = 0;
  let bytes = 0;
  let before: string | undefined;
  let isSorted = true;
  const cut = (to: number): void => {
    parts.push({ dataset, from, to, manifest: manifest.etag });
    from = to;
    sum = 0;
  };
  for await (const { file, at } of manifest.files) {
    if (at > from && (at - from >= most.lines || sum + file.bytes > most.bytes)) cut(at);
    sum += file.bytes;
    bytes += file.bytes;
    files += 1;
    isSorted &&= before === undefined || compareKeys(before, file.key) < 0;
    before = file.key;
  }
  cut(manifest.bytes);
  return { parts: isSorted ? parts.map(part => ({ ...part, inOrder: true })) : parts, files, bytes };
};

/** One batch for each part of a large dataset, and a few for all small datasets. */
const gather = (datasets: readonly CutDataset[]): Batch[] => {
  const { together = [], alone = [] } = Object.groupBy(datasets, ({ parts, files, bytes }) =>
    parts.length === 1 && files <= small.files && bytes <= small.bytes ? 'together' : 'alone',
  );
  const shared = Array.from({ length: Math.min(smallBatches, together.length) }, (_, first) => ({
    parts: together.filter((_dataset, index) => index % smallBatches === first).flatMap(({ parts }) => parts),
  }));
  return [...alone.flatMap(({ parts }) => parts.map(part => ({ parts: [part] }))), ...shared];
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
  const cut = async (dataset: Dataset): Promise<CutDataset> => {
    const name = `${dataset.zone}.${dataset.table}`;
    if (dataset.manifest === undefined || reference.from === 'sample') {
      const files = inKeyOrder(dataset.files ?? []);
      const sum = files.reduce((all, file) => all + file.bytes, 0);
      return { parts: cutFiles(name, files), files: files.length, bytes: sum };
    }
    const seed = parseSeedUri(reference.uri);
    const manifest = await openManifest(s3, seed, dataset.manifest, datasetPrefix(dataset));
    const { bytes: declared = 0 } = dataset;
    const found = await cutManifest(name, manifest, declared, limit);
    if (found.bytes !== declared)
      throw new InvalidDefinition(
        `the files that ${dataset.manifest} lists have ${found.bytes} bytes in all, but lab.json says ${declared}. ` +
          'Publish the seed again',
      );
    return found;
  };
  const all = await inParallel(manifestsAtOnce, datasets, cut);
  return { batches: gather(all), files: all.reduce((sum, { files }) => sum + files, 0) };
};
