import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import { formatCrc32 } from '../../lab/crc32.ts';
import type { StoredFile } from '../../lab/definition.ts';
import { WrongFile } from './problem.ts';

/**
 * Checks a file's bytes as they stream past. Tells the file's FileProblems what Athena can't read, and throws
 * UnreadableFile where it cannot go on.
 */
export interface Inspector {
  take(chunk: Buffer): void;
  /** Called at the end of the file. Returns its row count. */
  end(): number;
}

/** Called with the key of a file and the number of bytes that were read of it since the last call. */
export type OnRead = (file: string, bytes: number) => void;

export interface Measurement {
  readonly bytes: number;
  readonly crc32: string;
  readonly rows: number;
}

/**
 * One pass over a file. Memory does not grow with its size.
 * @param content what is in the file, for the inspector, where that is not its own bytes
 * @param onBytes is called with the number of bytes that were read since the last call
 */
export const measureFile = async (
  path: string,
  inspector: Inspector,
  content: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = chunks => chunks,
  onBytes: (bytes: number) => void = () => {},
): Promise<Measurement> => {
  let bytes = 0;
  let checksum = 0;
  const measured = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      onBytes(chunk.length);
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  };
  const chunks = measured(createReadStream(path, { highWaterMark: 1024 * 1024 }));
  for await (const chunk of content(chunks)) inspector.take(chunk);
  return { bytes, crc32: formatCrc32(checksum), rows: inspector.end() };
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
