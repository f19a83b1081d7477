import { readFile } from 'node:fs/promises';
import { datasetPrefix, isSafeKey, parseManifestLine } from '../../lab/datasets.ts';
import type { StoredFile } from '../../lab/definition.ts';
import type { SourceDataset } from '../../lab/source-definition.ts';
import { count } from '../../lab/words/units.ts';
import { fileIn, isHiddenBelow, type KeysBelow, keysBelow, type Place, refusal } from './folder-files.ts';
import { checkPartitionKeys, partitionCheck } from './partition-folders.ts';
import type { Problems } from './problems.ts';

/** A file of a dataset, with what lab.json says about it. */
export interface SourceFile {
  readonly key: string;
  readonly path: string;
  readonly given: Partial<StoredFile>;
  /** Where it is in the folder. */
  readonly from: string;
  readonly at: Place;
}

type ListedFile = Omit<SourceFile, 'path'>;

/** Files that a dataset names, or that were found for it. */
interface Listed {
  readonly files: readonly ListedFile[];
  /** What was found, and left out. */
  readonly warnings: readonly string[];
}

/** So many files that were left out are named. */
const mostNamed = 5;

const inWords = (keys: readonly string[]): string => {
  const more = keys.length - mostNamed;
  return `${keys.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
};

const leftOut = ({ hidden, notData }: KeysBelow): readonly string[] => [
  ...(hidden.length === 0
    ? []
    : [`skipped ${inWords(hidden)}: Athena reads no names that begin with . or _`]),
  ...(notData.length === 0
    ? []
    : [`skipped ${inWords(notData)}: not data. If they are, name them in "files"`]),
];

const fromManifest = async (
  root: string,
  manifest: string,
  at: Place,
  problems: Problems,
): Promise<readonly ListedFile[]> => {
  const text = await readFile(await fileIn(root, manifest, at), 'utf8');
  const files: ListedFile[] = [];
  for (const line of text.split('\n').filter(each => each.trim() !== '')) {
    const given = await problems.during(() => parseManifestLine(line, manifest));
    if (given !== undefined) files.push({ key: given.key, from: given.key, given, at });
  }
  return files;
};

const found = async (root: string, prefix: string, at: Place): Promise<Listed> => {
  const below = await keysBelow(root, prefix, [...at, 'prefix']);
  if (below.keys.length === 0)
    throw refusal(at, `there are no files under ${prefix}. Put some there, or name them in "files"`);
  return {
    files: below.keys.map(key => ({ key, from: key, given: {}, at: [...at, 'prefix'] })),
    warnings: leftOut(below),
  };
};

const listed = async (
  root: string,
  dataset: SourceDataset,
  at: Place,
  problems: Problems,
): Promise<Listed> => {
  const { files, manifest } = dataset;
  if (files === undefined && manifest === undefined) return found(root, datasetPrefix(dataset), at);
  if (files === undefined && manifest !== undefined)
    return { files: await fromManifest(root, manifest, [...at, 'manifest'], problems), warnings: [] };
  const named = (files ?? []).map((file, index) => {
    const given: Exclude<typeof file, string> = typeof file === 'string' ? { key: file } : file;
    const { key, from = key } = given;
    return { key, from, given, at: [...at, 'files', index] };
  });
  return { files: named, warnings: [] };
};

const checkPlace = (dataset: SourceDataset, { key, at }: ListedFile): void => {
  const prefix = datasetPrefix(dataset);
  if (!isSafeKey(key))
    throw refusal(
      at,
      `'${key}' is not a valid key: rename the file, without backslashes or control characters`,
    );
  if (!key.startsWith(prefix)) throw refusal(at, `'${key}' is outside the dataset's prefix '${prefix}'`);
  if (isHiddenBelow(prefix, key))
    throw refusal(at, `Athena skips '${key}', because part of its path begins with . or _. Rename it`);
};

/**
 * The files of a dataset, in the order of lab.json or sorted by key. All of them exist.
 * @param problems collects why others cannot be files of it
 * @returns also what was found beside them, and left out
 */
export const datasetFiles = async (
  root: string,
  dataset: SourceDataset,
  at: Place,
  problems: Problems,
): Promise<{ readonly files: readonly SourceFile[]; readonly warnings: readonly string[] }> => {
  checkPartitionKeys(dataset, at);
  const checkPartition = partitionCheck(dataset);
  const files: SourceFile[] = [];
  const all = await listed(root, dataset, at, problems);
  for (const file of all.files) {
    const path = await problems.during(() => {
      checkPlace(dataset, file);
      checkPartition(file.key, file.at);
      return fileIn(root, file.from, file.at);
    });
    if (path !== undefined) files.push({ ...file, path });
  }
  return { files, warnings: all.warnings };
};
