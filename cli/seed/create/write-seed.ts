import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { definitionText } from '../../../data/olist-sample/definition.ts';
import type { NewFile, NewSeed } from './new-seed.ts';

/** What has been written. */
export interface Written {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Writes a seed into an empty folder: its files, and then `lab.json`, so that a folder without one is not complete.
 * Memory holds no more than a piece of a file.
 * @param onFile is told after each file
 */
export const writeSeed = async (
  folder: string,
  seed: NewSeed,
  signal: AbortSignal,
  onFile: (written: Written) => void,
): Promise<Written> => {
  let written: Written = { files: 0, bytes: 0 };
  const write = async (key: string, content: ReturnType<NewFile['chunks']>): Promise<void> => {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: 'wx', signal });
    written = { files: written.files + 1, bytes: written.bytes + (await stat(path)).size };
    onFile(written);
  };
  for (const { key, chunks } of seed.files) await write(key, chunks());
  await write('lab.json', [definitionText(seed.definition())]);
  return written;
};
