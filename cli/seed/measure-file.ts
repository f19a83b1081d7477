import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { formatCrc32 } from '../../lab/crc32.ts';
import type { StoredFile } from '../../lab/definition.ts';
import { WrongFile } from './problem.ts';

/**
 * Checks a file's bytes as they stream past. Tells the file's FileProblems what Athena can't read, and throws
 * UnreadableFile where it cannot go on.
 */
export interface Inspector {
  take(chunk: Buffer): void | Promise<void>;
  /** Called at the end of the file. Returns its row count. */
  end(): number;
}

/** Called with the key of a file and the number of bytes that were read of it since the last call. */
export type OnRead = (file: string, bytes: number) => void;

export interface Measurement {
  readonly bytes: number;
  readonly crc32: string;
  readonly rows: number;
  /** The ETag that S3 gives to the file, if it is uploaded in one call and not encrypted with a KMS key: its MD5. */
  readonly etag?: string;
}

/** Bytes. Larger files may be uploaded in parts, and then have another ETag. */
const largestWhole = 16 * 1024 * 1024;

/** Bytes. Of small files only what they have: allocating more takes most of the time where there are many. */
const mostAtOnce = 1024 * 1024;

/** A file of the folder. */
interface FileOnDisk {
  /** Key in the seed. */
  readonly key: string;
  readonly path: string;
}

/**
 * One pass over a file. Memory does not grow with its size.
 * @param content what is in the file, for the inspector, where that is not its own bytes
 * @throws WrongFile it was written to meanwhile
 */
export const measureFile = async (
  { key, path }: FileOnDisk,
  inspector: Inspector,
  content: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = chunks => chunks,
  onRead: OnRead = () => {},
): Promise<Measurement> => {
  let bytes = 0;
  let checksum = 0;
  const before = await stat(path);
  const md5 = before.size > largestWhole ? undefined : createHash('md5');
  const measured = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      onRead(key, chunk.length);
      checksum = crc32(chunk, checksum);
      md5?.update(chunk);
      yield chunk;
    }
  };
  const chunks = measured(createReadStream(path, { highWaterMark: Math.min(mostAtOnce, before.size + 1) }));
  for await (const chunk of content(chunks)) await inspector.take(chunk);
  const rows = inspector.end();
  const { size, mtimeMs } = await stat(path);
  if (size !== bytes || mtimeMs !== before.mtimeMs)
    throw new WrongFile({
      file: key,
      message: 'it was written to while it was read. Try again once nothing writes to it',
    });
  const etag = md5 === undefined ? {} : { etag: `"${md5.digest('hex')}"` };
  return { bytes, crc32: formatCrc32(checksum), rows, ...etag };
};

/** Size and checksum of a file whose content is not looked at. */
export const measureAny = async (
  file: FileOnDisk,
  onRead?: OnRead,
): Promise<Pick<Measurement, 'bytes' | 'crc32'>> => {
  const { bytes, crc32: checksum } = await measureFile(
    file,
    { take: () => undefined, end: () => 0 },
    undefined,
    onRead,
  );
  return { bytes, crc32: checksum };
};

/**
 * Compares the sizes and checksums in lab.json with the file.
 * @throws WrongFile with both values
 */
export const checkGiven = (
  key: string,
  given: Partial<StoredFile>,
  measured: Omit<StoredFile, 'key'>,
): void => {
  for (const property of ['bytes', 'crc32'] as const)
    if (given[property] !== undefined && given[property] !== measured[property])
      throw new WrongFile({
        file: key,
        message: `lab.json gives ${property} ${given[property]}, the file has ${measured[property]}. Correct lab.json, or put the right file there`,
      });
};
