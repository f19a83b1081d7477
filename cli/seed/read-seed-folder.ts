import { readFile, realpath } from 'node:fs/promises';
import { type LabDefinition, parseLabDefinition } from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { parseLabSource } from '../../lab/source-definition.ts';
import { refuseSql, sqlIn } from './check-sql.ts';
import { fileIn } from './folder-files.ts';
import { checkPartitionKeys } from './partition-folders.ts';
import { readDataset } from './read-dataset.ts';
import { readJob } from './read-job.ts';
import type { SeedFile, SeedFolder } from './seed-folder.ts';
import { refuseForeignTypes } from './type-advice.ts';

const definitionKey = 'lab.json';

const rootOf = async (directory: string): Promise<string> => {
  try {
    return await realpath(directory);
  } catch {
    throw new InvalidDefinition(`There is no folder '${directory}'. Give the folder that has your lab.json`);
  }
};

/** Two datasets may share a file, but one key can't have two contents. */
const eachOnce = (files: readonly SeedFile[]): readonly SeedFile[] => {
  const byKey = new Map<string, SeedFile>();
  for (const file of files) {
    const other = byKey.get(file.key);
    if (file.key === definitionKey || (other !== undefined && other.crc32 !== file.crc32))
      throw new InvalidDefinition(
        `lab.json: '${file.key}' would be written twice, with different content. Rename it`,
      );
    byKey.set(file.key, file);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
};

/** The tables of the seeds that a folder builds on: its SQL and its jobs may name them. */
export type TablesBelow = Pick<LabDefinition, 'datasets' | 'tables'>;

/**
 * Reads a folder's `lab.json` and all the files it names, and checks that Athena can read them. Memory stays small
 * whatever the files' sizes.
 *
 * @throws InvalidDefinition lab.json contradicts itself, names a file that does not exist, or has SQL that Athena would
 *   refuse
 * @throws UnreadableFile Athena can't read a file as lab.json describes it; names the line
 * @throws FileMismatch a size, checksum or row count in lab.json is wrong
 */
export const readSeedFolder = async (
  directory: string,
  below: TablesBelow = { datasets: [], tables: [] },
): Promise<SeedFolder> => {
  const root = await rootOf(directory);
  const text = (await readFile(await fileIn(root, definitionKey, []), 'utf8')).replace(/^\uFEFF/, '');
  refuseForeignTypes(text, definitionKey);
  const { $schema: _forEditors, ...source } = parseLabSource(text, definitionKey, below.tables);
  const tables = {
    datasets: [...below.datasets, ...source.datasets],
    tables: [...below.tables, ...source.tables],
  };
  await refuseSql(sqlIn(source), tables, definitionKey);

  const files: SeedFile[] = [];
  const datasets = [];
  const warnings: string[] = [];
  for (const [index, dataset] of source.datasets.entries()) {
    const read = await readDataset(root, dataset, ['datasets', index]);
    datasets.push(read.dataset);
    files.push(...read.files);
    warnings.push(...read.warnings);
  }
  for (const [index, table] of source.tables.entries()) checkPartitionKeys(table, ['tables', index]);
  const jobs = [];
  for (const [index, job] of source.jobs.entries()) {
    const read = await readJob(root, job, ['jobs', index]);
    jobs.push(read.job);
    files.push(...read.files);
  }
  // Parsed once more, so that we never publish what a rebuild would refuse.
  const definition = parseLabDefinition(
    JSON.stringify({ ...source, datasets, jobs }),
    definitionKey,
    below.tables,
  );
  return { definition, files: eachOnce(files), warnings };
};
