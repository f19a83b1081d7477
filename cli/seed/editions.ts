import { measureBytes } from '../../lab/crc32.ts';
import { type DatasetFile, datasetPrefix } from '../../lab/datasets.ts';
import type { Dataset, Job, StoredFile } from '../../lab/definition.ts';
import type { SeedFile, SeedFolder } from './seed-folder.ts';

/*
 * While a seed is published again, labs go on reading the lab.json that is there. So what that one names is never
 * overwritten with other content: the new content goes to another place, an edition, which only the new lab.json names.
 * In a lab nothing moves, because its files are called by the part of their keys after the prefix.
 */

/** What the live lab.json names, manifests included, by key. */
export type LiveFiles = ReadonlyMap<string, StoredFile>;

/** Folder of an edition; the first one is the seed itself. */
const folderOf = (edition: number): string => (edition === 1 ? '' : `editions/${edition}/`);

const newestIn = (live: LiveFiles): number => {
  let newest = 1;
  for (const key of live.keys()) newest = Math.max(newest, Number(/^editions\/(\d+)\//.exec(key)?.[1] ?? 1));
  return newest;
};

const isSame = (a: StoredFile, b: StoredFile): boolean => a.bytes === b.bytes && a.crc32 === b.crc32;

/**
 * The folder for files that stay together: of an edition in which the live lab.json names none of them with other
 * content, and of those the one that has most of them.
 */
const folderFor = (files: readonly StoredFile[], live: LiveFiles, newest: number): string => {
  let best = { folder: folderOf(newest + 1), there: 0 };
  for (let edition = newest; edition >= 1; edition -= 1) {
    const folder = folderOf(edition);
    const named = files.flatMap(file => {
      const there = live.get(folder + file.key);
      return there === undefined ? [] : [isSame(file, there)];
    });
    if (!named.includes(false) && named.length >= best.there) best = { folder, there: named.length };
  }
  return best.folder;
};

const stored = ({ key, bytes, crc32 }: StoredFile): StoredFile => ({ key, bytes, crc32 });

const movedTo = <File extends StoredFile>(folder: string, file: File): File => ({
  ...file,
  key: folder + file.key,
});

/** A manifest that lists these files. */
export const manifestOf = (key: string, files: readonly DatasetFile[]): SeedFile => {
  // A rebuild copies this version of a file, and no other, without looking at it first.
  const lines = files.map(({ key, bytes, crc32, etag }) => ({ key, bytes, crc32, etag }));
  const body = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  return { key, body, ...measureBytes(Buffer.from(body)) };
};

const keysIn = (manifest: SeedFile | undefined): readonly string[] =>
  manifest !== undefined && 'body' in manifest
    ? manifest.body.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line).key]))
    : [];

type Publishable = Pick<SeedFolder, 'definition' | 'files'>;

/**
 * Chooses where each file goes, so that no file that the live lab.json names is overwritten.
 * @returns the same seed, with other keys and prefixes where the live lab.json has other content
 */
export const besideLive = ({ definition, files }: Publishable, live: LiveFiles): Publishable => {
  const byKey = new Map(files.map(file => [file.key, file]));
  const newest = newestIn(live);
  const placed = new Map<string, SeedFile>();
  const moved = new Set<string>();
  const place = (file: SeedFile, folder: string): SeedFile => {
    const there = movedTo(folder, file);
    moved.add(file.key);
    placed.set(there.key, there);
    return there;
  };
  const found = (keys: readonly string[]): readonly SeedFile[] => keys.flatMap(key => byKey.get(key) ?? []);

  const placeDataset = (dataset: Dataset): Dataset => {
    const manifest = dataset.manifest === undefined ? undefined : byKey.get(dataset.manifest);
    const its = found(dataset.files?.map(({ key }) => key) ?? keysIn(manifest));
    const folder = folderFor(its, live, newest);
    const there = its.map(file => place(file, folder));
    const prefix = folder === '' ? dataset.prefix : folder + datasetPrefix(dataset);
    if (manifest === undefined) return { ...dataset, prefix, files: there.map(stored) };
    const list = manifestOf(manifest.key, there);
    moved.add(manifest.key);
    return { ...dataset, prefix, manifest: place(list, folderFor([list], live, newest)).key };
  };
  const placeFile = (file: StoredFile): StoredFile =>
    found([file.key]).map(each => stored(place(each, folderFor([each], live, newest))))[0] ?? file;
  const placeJob = (job: Job): Job => ({
    ...job,
    script: placeFile(job.script),
    ...(job.files === undefined ? {} : { files: job.files.map(placeFile) }),
    ...(job.pythonFiles === undefined ? {} : { pythonFiles: job.pythonFiles.map(placeFile) }),
  });

  const chosen = {
    ...definition,
    datasets: definition.datasets.map(placeDataset),
    jobs: definition.jobs.map(placeJob),
  };
  // What no lab reads, such as the originals of converted files, must not be in the way either.
  for (const file of files) if (!moved.has(file.key)) place(file, folderFor([file], live, newest));
  return { definition: chosen, files: [...placed.values()] };
};
