import { readFile } from 'node:fs/promises';
import { datasetPrefix, isSafeKey, parseManifestLine } from '../../lab/datasets.ts';
import type { StoredFile } from '../../lab/definition.ts';
import type { SourceDataset } from '../../lab/source-definition.ts';
import { fileIn, isHiddenBelow, keysBelow, type Place, refusal } from './folder-files.ts';
import { checkPartitionKeys, partitionCheck } from './partition-folders.ts';
import type { Problems } from './problems.ts';

/** A file of a dataset, with what lab.json says about it. */
export interface SourceFile {
  readonly key: string;
  readonly path: string;
  readonly given: Partial<StoredFile>;
  readonly at: Place;
}

type ListedFile = Omit<SourceFile, 'path'>;

const fromManifest = async (root: string, manifest: string, at: Place): Promise<readonly ListedFile[]> => {
  const text = await readFile(await fileIn(root, manifest, [...at, 'manifest']), 'utf8');
  const lines = text.split('\n').filter(line => line.trim() !== '');
  return lines.map(line => {
    const given = parseManifestLine(line, manifest);
    return { key: given.key, given, at: [...at, 'manifest'] };
  });
};

const named = async (root: string, dataset: SourceDataset, at: Place): Promise<readonly ListedFile[]> => {
  if (dataset.files !== undefined)
    return dataset.files.map((file, index) => {
      const given = typeof file === 'string' ? { key: file } : file;
      return { key: given.key, given, at: [...at, 'files', index] };
    });
  if (dataset.manifest !== undefined) return fromManifest(root, dataset.manifest, at);
  const prefix = datasetPrefix(dataset);
  const keys = await keysBelow(root, prefix, [...at, 'prefix']);
  if (keys.length === 0)
    throw refusal(at, `there are no files under ${prefix}. Put some there, or name them in "files"`);
  return keys.map(key => ({ key, given: {}, at: [...at, 'prefix'] }));
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
 */
export const datasetFiles = async (
  root: string,
  dataset: SourceDataset,
  at: Place,
  problems: Problems,
): Promise<readonly SourceFile[]> => {
  checkPartitionKeys(dataset, at);
  const checkPartition = partitionCheck(dataset);
  const found: SourceFile[] = [];
  for (const file of await named(root, dataset, at)) {
    const path = await problems.during(() => {
      checkPlace(dataset, file);
      checkPartition(file.key, file.at);
      return fileIn(root, file.key, file.at);
    });
    if (path !== undefined) found.push({ ...file, path });
  }
  return found;
};
