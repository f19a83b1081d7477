import type { S3Client } from '@aws-sdk/client-s3';
import {
  type DatasetFile,
  type DatasetFiles,
  datasetPrefix,
  inKeyOrder,
  parseManifestLine,
} from '../../lab/datasets.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import type { DefinitionReference } from '../../lab/run.ts';
import { parseSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { getSeedObject } from './definition.ts';

const newline = 0x0a;

/** A line, and the byte at which it begins. */
interface Line {
  readonly text: string;
  readonly at: number;
}

/** Lines that begin at or after `from` and before `to`, in bytes; the stream begins at byte `from - 1`, or at 0. */
export async function* linesBeginningIn(
  chunks: AsyncIterable<Uint8Array>,
  from: number,
  to: number,
): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let pending: Uint8Array[] = [];
  // A line that began before the range belongs to the part before: skip to the first newline.
  let skipping = from > 0;
  let position = Math.max(0, from - 1);
  let at = position;
  const take = (): Line => ({ text: decoder.decode(Buffer.concat(pending)), at });
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      pending.push(chunk.subarray(start, end));
      if (!skipping) yield take();
      skipping = false;
      pending = [];
      start = end + 1;
      at = position + start;
      if (at >= to) return;
    }
    pending.push(chunk.subarray(start));
    position += chunk.length;
  }
  const last = take();
  if (!skipping && last.text !== '' && at < to) yield last;
}

/** A file of a manifest, and the byte at which its line begins. */
export interface ManifestFile {
  readonly file: DatasetFile;
  readonly at: number;
}

/** A range of a manifest that is being read. */
export interface Manifest {
  /** From the range's beginning to the end of the manifest. */
  readonly bytes: number;
  readonly etag: string;
  readonly files: AsyncIterable<ManifestFile>;
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** ETag of the version to read; default: the newest. */
  readonly manifest?: string;
}

const everything: Range = { from: 0, to: Number.MAX_SAFE_INTEGER };

/**
 * Opens a range of a manifest: the lines that begin in it.
 *
 * @throws SeedUnavailable; SeedChanged if it was replaced; while it is read, InvalidDefinition that quotes the line
 */
export const openManifest = async (
  s3: S3Client,
  seed: SeedUri,
  manifest: string,
  prefix: string,
  { from, to, manifest: etag }: Range = everything,
): Promise<Manifest> => {
  const { Body, ContentLength, ETag } = await getSeedObject(s3, seed, manifest, {
    ...(etag === undefined ? {} : { etag }),
    // S3 refuses any range of an empty object.
    ...(from === 0 ? {} : { range: `bytes=${from - 1}-` }),
  });
  const files = async function* (): AsyncGenerator<ManifestFile> {
    const body = Body?.transformToWebStream();
    if (body === undefined) return;
    for await (const { text, at } of linesBeginningIn(body, from, to)) {
      if (text.trim() === '') continue;
      const file = parseManifestLine(text, manifest);
      if (!file.key.startsWith(prefix))
        throw new InvalidDefinition(
          `${manifest} names ${file.key}, which is outside the dataset's prefix '${prefix}'. Publish the seed again`,
        );
      yield { file, at };
    }
  };
  return { bytes: ContentLength ?? 0, etag: ETag ?? '', files: files() };
};

/** The files of a part, and the first one of the next part. */
interface PartFiles {
  readonly files: readonly DatasetFile[];
  readonly next: DatasetFile | undefined;
}

/** Reads one part: a slice of the definition's list, sorted by key, or a range of the manifest. */
export const readPart = async (
  s3: S3Client,
  reference: DefinitionReference,
  dataset: DatasetFiles,
  part: Range,
): Promise<PartFiles> => {
  if (dataset.manifest === undefined) {
    const all = inKeyOrder(dataset.files ?? []);
    return { files: all.slice(part.from, part.to), next: all[part.to] };
  }
  const files: DatasetFile[] = [];
  // The next part begins at the byte at which this one ends.
  for await (const { file, at } of await manifestOf(s3, reference, dataset, dataset.manifest, {
    ...part,
    to: part.to + 1,
  })) {
    if (at >= part.to) return { files, next: file };
    files.push(file);
  }
  return { files, next: undefined };
};

const manifestOf = async (
  s3: S3Client,
  reference: DefinitionReference,
  dataset: DatasetFiles,
  manifest: string,
  range?: Range,
): Promise<AsyncIterable<ManifestFile>> => {
  if (reference.from === 'sample') throw new InvalidDefinition('the built-in sample has no manifests');
  const seed = parseSeedUri(reference.uri);
  return (await openManifest(s3, seed, manifest, datasetPrefix(dataset), range)).files;
};

/** All files of a dataset. */
export async function* filesOf(
  s3: S3Client,
  reference: DefinitionReference,
  dataset: DatasetFiles,
): AsyncGenerator<DatasetFile> {
  if (dataset.manifest === undefined) yield* dataset.files ?? [];
  else for await (const { file } of await manifestOf(s3, reference, dataset, dataset.manifest)) yield file;
}
