import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Everything that the template is made from, relative to the checkout; the lockfile stands for the packages. */
export const templateSources: readonly string[] = [
  'infra',
  'lab',
  'reconcile',
  'functions',
  'page',
  'statemachine',
  'data',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cdk.json',
];

/** Python writes this folder next to a script when it runs. */
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

/** The kept file; undefined if there is none, or if a full disk or a power cut left it incomplete. */
const readWhole = async (file: string): Promise<string | undefined> => {
  try {
    const text = await readFile(file, 'utf8');
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
};

/** Writes one file of a folder atomically, and deletes all other files in the folder. */
const keepOnly = async (folder: string, name: string, text: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const other of await readdir(folder)) await rm(join(folder, other), { force: true });
  const half = join(folder, `${name}.${process.pid}`);
  await writeFile(half, text);
  await rename(half, join(folder, name));
};

export interface KeptTemplateOptions {
  /** The checkout that the sources are in. */
  readonly root: string;
  /** A folder for the template only. */
  readonly folder: string;
  /** Makes the template. */
  readonly build: () => Promise<string>;
}

/**
 * The template for the current sources: the kept one, or a new one, which replaces the one kept for earlier sources.
 * @throws the errors of `build`
 */
export const keptTemplate = async ({ root, folder, build }: KeptTemplateOptions): Promise<string> => {
  const hash = await hashOf(root);
  const name = `${hash}.json`;
  const kept = await readWhole(join(folder, name));
  if (kept !== undefined) return kept;
  const built = await build();
  // If somebody has saved a file meanwhile, the template may mix old and new sources: it is not kept. If it can't be
  // written, the next start takes as long as this one.
  if ((await hashOf(root)) === hash) await keepOnly(folder, name, built).catch(() => {});
  return built;
};
