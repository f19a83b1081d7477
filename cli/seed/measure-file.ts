import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import { formatCrc32 } from '../../lab/crc32.ts';

/** Looks at a file's bytes as they pass by. Throws UnreadableFile at the first thing that Athena can't read. */
export interface Inspector {
  take(chunk: Buffer): void;
  /** The file is over. Returns its rows; undefined where they can't be counted. */
  end(): number | undefined;
}

export interface Measured {
  readonly bytes: number;
  readonly crc32: string;
  readonly rows: number | undefined;
}

/** One pass over a file. Memory does not grow with its size. */
export const measureFile = async (path: string, inspector: Inspector): Promise<Measured> => {
  let bytes = 0;
  let checksum = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1024 * 1024 });
  for await (const chunk of chunks) {
    bytes += chunk.length;
    checksum = crc32(chunk, checksum);
    inspector.take(chunk);
  }
  return { bytes, crc32: formatCrc32(checksum), rows: inspector.end() };
};
