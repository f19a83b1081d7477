import type { S3Client } from '@aws-sdk/client-s3';
import { type DatasetFiles, parseManifestLine } from '../../lab/datasets.ts';
import type { StoredFile } from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import type { Batch, DefinitionReference } from '../../lab/run.ts';
import { parseSeedUri } from '../../lab/seed-uri.ts';
import { getSeedObject } from './definition.ts';

const newline = 0x0a;

/** Lines that begin at or after `from` and before `to`, in bytes; the stream begins at byte `from - 1`, or at 0. */
export async function* linesBeginningIn(
  chunks: AsyncIterable<Uint8Array>,
  from: number,
  to: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending: Uint8Array[] = [];
  // A line that began before the range belongs to the batch before: skip to the first newline.
  let skipping = from > 0;
  let position = Math.max(0, from - 1);
  let lineStart = position;
  const take = (): string => decoder.decode(Buffer.concat(pending));
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      pending.push(chunk.subarray(start, end));
      if (!skipping) yield take();
      skipping = false;
      pending = [];
      start = end + 1;
      lineStart = position + start;
      if (lineStart >= to) return;
    }
    pending.push(chunk.subarray(start));
    position += chunk.length;
  }
  const last = take();
  if (!skipping && last !== '' && lineStart < to) yield last;
}

/** The files of one batch: a slice of the definition's list, or a range of the manifest. */
export async function* filesOf(
  s3: S3Client,
  reference: DefinitionReference,
  dataset: DatasetFiles,
  { from, to }: Pick<Batch, 'from' | 'to'> = { from: 0, to: Number.MAX_SAFE_INTEGER },
): AsyncGenerator<StoredFile> {
  if (dataset.manifest === undefined) {
    yield* (dataset.files ?? []).slice(from, to);
    return;
  }
  if (reference.from === 'sample') throw new InvalidDefinition('the built-in sample has no manifests');
  const seed = parseSeedUri(reference.uri);
  const object = await getSeedObject(s3, seed, dataset.manifest, {
    range: `bytes=${Math.max(0, from - 1)}-`,
  });
  const body = object.Body?.transformToWebStream();
  if (body === undefined) return;
  for await (const line of linesBeginningIn(body, from, to))
    if (line.trim() !== '') yield parseManifestLine(line, dataset.manifest);
}
