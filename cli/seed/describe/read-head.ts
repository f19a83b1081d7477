import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { headBytes } from '../text-encoding.ts';

/** The beginning of a file, unpacked where it is compressed with gzip. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether it is the whole file. */
  readonly isWhole: boolean;
  readonly isGzip: boolean;
}

const gzipMagic = Buffer.from([0x1f, 0x8b]);

const firstBytes = async (path: string): Promise<Buffer> => {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

/** What the first bytes of a gzip file hold; nothing if it is damaged. */
const unpacked = (bytes: Buffer): Buffer => {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
};

export const readHead = async (path: string): Promise<Head> => {
  const stored = await firstBytes(path);
  const isGzip = stored.subarray(0, 2).equals(gzipMagic);
  const bytes = isGzip ? unpacked(stored) : stored;
  const isWhole = stored.length < headBytes && bytes.length < headBytes;
  return { bytes: bytes.subarray(0, headBytes), isWhole, isGzip };
};
