import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Place } from '../../reconcile/place.ts';

/** Bytes of a manifest that are read at a time: about 8,000 lines. */
const piece = 1024 * 1024;
const newline = 0x0a;

/**
 * The lines of a manifest, without blank ones. Reads a piece at a time, so that memory does not grow with the manifest,
 * and no answer of S3 has to wait while its lines are worked through.
 *
 * @throws what S3 answers
 */
export async function* manifestLines(s3: S3Client, { bucket, key }: Place): AsyncGenerator<string> {
  const object = { Bucket: bucket, Key: key };
  const { ContentLength = 0, ETag } = await s3.send(new HeadObjectCommand(object));
  let rest = Buffer.alloc(0);
  for (let from = 0; from < ContentLength; from += piece) {
    const Range = `bytes=${from}-${Math.min(ContentLength, from + piece) - 1}`;
    const { Body } = await s3.send(new GetObjectCommand({ ...object, Range, IfMatch: ETag }));
    const read = Buffer.concat([rest, (await Body?.transformToByteArray()) ?? Buffer.alloc(0)]);
    const end = read.lastIndexOf(newline) + 1;
    yield* linesOf(read.subarray(0, end));
    rest = read.subarray(end);
  }
  yield* linesOf(rest);
}

const linesOf = (bytes: Buffer): readonly string[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter(line => line.trim() !== '');
