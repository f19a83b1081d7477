import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** All that the template is made from, below the checkout; packages by the lockfile that names them. */
export const templateSources: readonly string[] = [
  'infra',
  'lab',
  'reconcile',
  'functions',
  'statemachine',
  'data',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cdk.json',
];

/** What Python writes beside a script that somebody runs. */
const compiled = '__pycache__';

/** Paths of all files below a folder, in the same order on every machine. */
const filesBelow = async (
  folder: string,
  isWanted = (name: string): boolean => name !== compiled,
): Promise<readonly string[]> => {
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(({ name }) => isWanted(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const within = await Promise.all(
    entries.map(entry => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    }),
  );
  return within.flat();
};

const hashOf = async (root: string): Promise<string> => {
  const hash = createHash('sha256');
  for (const file of await filesBelow(root, name => templateSources.includes(name))) {
    const bytes = await readFile(file);
    hash.update(JSON.stringify([relative(root, file), bytes.length])).update(bytes);
  }
  return hash.digest('hex');
};

/** A file that a full disk or a lost power cut short is not JSON. */
const readWhole = async (file: string): Promise<string | undefined> => {
  try {
    const text = await readFile(file, 'utf8');
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
};

/** Writes one file of a folder whole or not at all, and takes away what else is in the folder. */
const keepOnly = async (folder: string, name: string, text: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const other of await readdir(folder)) await rm(join(folder, other), { force: true });
  const half = join(folder, `${name}.${process.pid}`);
  await writeFile(half, text);
  await rename(half, join(folder, name));
};

export interface Keeping {
  /** The checkout that the sources are in. */
  readonly root: string;
  /** Where the template is kept: a folder for nothing else. */
  readonly folder: string;
  /** Makes the template. */
  readonly build: () => Promise<string>;
}

/**
 * The template of these sources: as it was kept, or else built and kept under the sources' hash, in place of that of
 * earlier sources.
 * @throws what `build` throws
 */
export const keptTemplate = async ({ root, folder, build }: Keeping): Promise<string> => {
  const hash = await hashOf(root);
  const name = `${hash}.json`;
  const kept = await readWhole(join(folder, name));
  if (kept !== undefined) return kept;
  const built = await build();
  // Somebody who saves a file meanwhile gets what may be half of one and half of the other: it is not kept. Where
  // nothing can be kept, the next start takes as long as this one.
  if ((await hashOf(root)) === hash) await keepOnly(folder, name, built).catch(() => {});
  return built;
};
