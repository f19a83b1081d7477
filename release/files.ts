import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes a file, and the folders that it needs. */
export const writeWithin = async (
  folder: string,
  name: string,
  content: string | Uint8Array,
): Promise<void> => {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};

/** What Python leaves beside its sources, and sources that are bundled. */
const leftOut = /[/\\]__pycache__\b|[.]ts$/;

/** Copies a file or a folder of the repository to the same place below another folder. */
export const copyInPlace = async (root: string, path: string, folder: string): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await cp(join(root, path), join(folder, path), {
    recursive: true,
    filter: source => !leftOut.test(source),
  });
};
