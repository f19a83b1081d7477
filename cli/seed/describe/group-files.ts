import { plainName } from '../header-line.ts';
import { baseName, isPartitionKey } from './legal-names.ts';
import type { DelimitedFile, Sniffed } from './sniff-file.ts';
import type { FoundFile } from './walk-folder.ts';

export type DataFile = Extract<Sniffed, { kind: 'delimited' | 'jsonl' | 'json' | 'parquet' }>;

export interface SniffedFile extends FoundFile {
  readonly sniffed: DataFile;
}

/** Files of one shape, which are a table. */
export interface FileGroup {
  /** What the table is called after: a folder or a file, without its parents. */
  readonly calledAfter: string;
  /** The folder of all its files, with its last slash; empty at the top. */
  readonly folder: string;
  /** Whether it has all files of the folder. */
  readonly isFolder: boolean;
  readonly partitionKeys: readonly string[];
  readonly files: readonly [SniffedFile, ...SniffedFile[]];
}

const foldersOf = (key: string): readonly string[] => key.split('/').slice(0, -1);

/** Folders that name a table: those before `year=2026` and before numbers such as `2026/01`. */
const tableFolders = (key: string): readonly string[] => {
  const folders = foldersOf(key);
  const partition = folders.findIndex(folder => /^[^=]+=./.test(folder));
  const before = partition < 0 ? [...folders] : folders.slice(0, partition);
  while (before.length > 1 && !/\p{L}/u.test(before.at(-1) ?? '')) before.pop();
  return before;
};

const partitionKeysOf = (key: string): readonly string[] =>
  foldersOf(key)
    .map(folder => /^([^=]+)=./.exec(folder)?.[1]?.toLowerCase())
    .filter(name => name !== undefined)
    .filter(isPartitionKey);

const pathOf = (folders: readonly string[]): string => folders.map(folder => `${folder}/`).join('');

/** Rows need not have all keys; most of them belong to the same table if they share most keys. */
const overlap = (one: readonly string[], other: readonly string[]): boolean => {
  const names = new Set(one);
  const shared = other.filter(name => names.has(name)).length;
  return shared * 2 >= Math.min(one.length, other.length);
};

const sameHeader = (one: DelimitedFile, other: DelimitedFile): boolean => {
  if (one.header !== other.header || one.fields.length !== other.fields.length) return false;
  return (
    !one.header || one.fields.every((name, index) => plainName(name) === plainName(other.fields[index] ?? ''))
  );
};

/** Names at the top of what a file's rows have. */
const namesIn = (file: DataFile): readonly string[] => {
  if (file.kind === 'parquet') return file.footer.columns.map(({ element }) => element.name);
  return file.kind === 'delimited' ? file.fields : file.keys;
};

/** Whether a file is UTF-16; what is plain ASCII is also UTF-8 and windows-1252. */
const isWide = (file: DataFile): boolean =>
  file.kind !== 'parquet' && file.encoding?.startsWith('utf-16') === true;

const isAlike = (one: DataFile, other: DataFile): boolean => {
  if (isWide(one) !== isWide(other)) return false;
  if (one.kind === 'delimited' && other.kind === 'delimited')
    return one.delimiter === other.delimiter && one.skipLines === other.skipLines && sameHeader(one, other);
  if (one.kind !== other.kind) return false;
  return overlap(namesIn(one), namesIn(other));
};

const byShape = (files: readonly SniffedFile[]): readonly [SniffedFile, ...SniffedFile[]][] => {
  const shapes: [SniffedFile, ...SniffedFile[]][] = [];
  for (const file of files) {
    const keys = partitionKeysOf(file.key).join('/');
    const shape = shapes.find(
      ([first]) => partitionKeysOf(first.key).join('/') === keys && isAlike(first.sniffed, file.sniffed),
    );
    if (shape === undefined) shapes.push([file]);
    else shape.push(file);
  }
  return shapes;
};

/** `sales` of `sales_2025.csv` and `sales-2026.csv`. */
const withoutNumbers = (key: string): string =>
  baseName(key)
    .replaceAll(/[\W_]*\d+(?![\d\p{L}])[\W_]*/gu, ' ')
    .trim();

/** Files whose names differ in numbers only. */
const byName = (files: readonly SniffedFile[]): readonly [string, [SniffedFile, ...SniffedFile[]]][] => {
  const named = new Map<string, [SniffedFile, ...SniffedFile[]]>();
  for (const file of files) {
    const name = withoutNumbers(file.key) || baseName(file.key);
    const others = named.get(name);
    if (others === undefined) named.set(name, [file]);
    else others.push(file);
  }
  return [...named];
};

/** All files by the folder that names their table. */
const byFolder = (files: readonly SniffedFile[]): ReadonlyMap<string, SniffedFile[]> => {
  const folders = new Map<string, SniffedFile[]>();
  for (const file of files) {
    const folder = pathOf(tableFolders(file.key));
    const others = folders.get(folder);
    if (others === undefined) folders.set(folder, [file]);
    else others.push(file);
  }
  return folders;
};

const asFolder = (folder: string, files: FileGroup['files']): FileGroup => ({
  calledAfter: foldersOf(folder).at(-1) ?? '',
  folder,
  isFolder: true,
  partitionKeys: partitionKeysOf(files[0].key),
  files,
});

const asFiles = (folder: string, files: readonly SniffedFile[]): readonly FileGroup[] =>
  byShape(files).flatMap(shape =>
    byName(shape).map(([name, group]) => ({
      calledAfter: group.length === 1 ? baseName(group[0].key) : name,
      folder,
      isFolder: false,
      partitionKeys: partitionKeysOf(group[0].key),
      files: group,
    })),
  );

/**
 * Groups files into tables. A folder whose files have one shape is a table, with all below it. At the top, and in a
 * folder whose files differ, each file is one, together with those of its shape whose names differ in numbers only.
 */
export const groupFiles = (files: readonly SniffedFile[]): readonly FileGroup[] => {
  const folders = byFolder(files);
  const groups: FileGroup[] = [];
  const done = new Set<SniffedFile>();
  for (const [folder, own] of [...folders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (own.some(file => done.has(file))) continue;
    const [all, another] = byShape(files.filter(({ key }) => key.startsWith(folder)));
    if (folder !== '' && all !== undefined && another === undefined) {
      groups.push(asFolder(folder, all));
      for (const file of all) done.add(file);
      continue;
    }
    const [only, more] = byShape(own);
    if (folder !== '' && only !== undefined && more === undefined) groups.push(asFolder(folder, only));
    else groups.push(...asFiles(folder, own));
  }
  return groups;
};
