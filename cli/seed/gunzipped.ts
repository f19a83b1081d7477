import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UnreadableFile } from './unreadable-file.ts';

const isOfZlib = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && /^Z_/.test(String(error.code));

/**
 * What is in a gzip file.
 * @throws UnreadableFile if it is damaged or cut off
 */
export const gunzipped = (file: string) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const gunzip = createGunzip({ chunkSize: 1024 * 1024 });
    // Its failure reaches whoever reads, too.
    pipeline(chunks, gunzip).catch(() => {});
    try {
      yield* gunzip;
    } catch (error) {
      if (!isOfZlib(error)) throw error;
      throw new UnreadableFile(
        file,
        undefined,
        'this is not a whole gzip file, although its name ends in .gz. Copy it again, or rename it if it is not compressed',
      );
    }
  };
