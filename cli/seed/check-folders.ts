import { joinSeeds, type NamedSeed } from './join-seeds.ts';
import type { OnRead } from './measure-file.ts';
import type { Problem } from './problem.ts';
import { Problems } from './problems.ts';
import { type ReadFolder, readFolder } from './read-folder.ts';
import { isSample, readSample } from './read-sample.ts';
import { tablesOfSeeds } from './read-seeds.ts';

/** What was found in one of several folders. */
export interface CheckedFolder extends Pick<ReadFolder, 'tables' | 'warnings'> {
  readonly folder: string;
  readonly problems: readonly Problem[];
}

/** Folders that were checked, each on top of those before it. */
export interface CheckedFolders {
  readonly folders: readonly CheckedFolder[];
  /** What is wrong with them together: something that two of them have. */
  readonly clashes: readonly Problem[];
  /** Folders that build on one with problems: nobody can tell yet what they may name. */
  readonly unchecked: readonly string[];
}

/** The built-in sample, whose data is made when it is needed. */
const checkSample = async (): Promise<ReadFolder> => {
  const seed = await readSample();
  const tables = seed.definition.datasets.map(({ zone, table, format, rows, files = [] }) => ({
    zone,
    table,
    format,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    rows,
  }));
  return { tables, problems: new Problems(), warnings: [], seed };
};

const clashesOf = async (seeds: readonly NamedSeed[]): Promise<readonly Problem[]> => {
  const problems = new Problems();
  await problems.during(() => joinSeeds(seeds));
  // Each pair of seeds has its line.
  return problems.list.flatMap(problem =>
    problem.message.split('\n').map(message => ({ ...problem, message })),
  );
};

/**
 * Finds all that is wrong with folders, each on top of those before it, as publishing takes them. The folders after
 * one with problems are not read.
 * @throws InvalidDefinition there is no such folder
 */
export const checkFolders = async (names: readonly string[], onRead: OnRead): Promise<CheckedFolders> => {
  const folders: CheckedFolder[] = [];
  const seeds: NamedSeed[] = [];
  for (const folder of names) {
    const { seed, problems, tables, warnings } = (await isSample(folder))
      ? await checkSample()
      : await readFolder(folder, { onRead, below: tablesOfSeeds(seeds) });
    folders.push({ folder, tables, problems: problems.list, warnings });
    if (seed === undefined) return { folders, clashes: [], unchecked: names.slice(folders.length) };
    seeds.push({ ...seed, name: folder });
  }
  return { folders, clashes: await clashesOf(seeds), unchecked: [] };
};
