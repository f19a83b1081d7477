import { readFile, realpath } from 'node:fs/promises';
import { parseLabDefinition } from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { type LabSource, parseLabSource } from '../../lab/source-definition.ts';
import { sqlProblems } from './check-sql.ts';
import { fileIn, refusal } from './folder-files.ts';
import { checkPartitionKeys } from './partition-folders.ts';
import { Problems } from './problems.ts';
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
const eachOnce = (files: readonly SeedFile[], problems: Problems): readonly SeedFile[] => {
  const byKey = new Map<string, SeedFile>();
  for (const file of files) {
    const other = byKey.get(file.key);
    if (file.key === definitionKey || (other !== undefined && other.crc32 !== file.crc32))
      problems.add(refusal([], `'${file.key}' would be written twice, with different content. Rename it`));
    byKey.set(file.key, file);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
};

const readSource = async (root: string): Promise<LabSource> => {
  const text = (await readFile(await fileIn(root, definitionKey, []), 'utf8')).replace(/^\uFEFF/, '');
  refuseForeignTypes(text, definitionKey);
  const { $schema: _forEditors, ...source } = parseLabSource(text);
  return source;
};

/**
 * Reads a folder's `lab.json` and all the files it names, and checks that Athena can read them. Memory stays small
 * whatever the files' sizes.
 *
 * @throws InvalidDefinition lab.json contradicts itself, names a file that does not exist, or has SQL that Athena would
 *   refuse
 * @throws UnreadableFile Athena can't read a file as lab.json describes it; names the line
 * @throws FileMismatch a size, checksum or row count in lab.json is wrong
 * @throws SeveralProblems more than one of these
 */
export const readSeedFolder = async (directory: string): Promise<SeedFolder> => {
  const root = await rootOf(directory);
  const source = await readSource(root);
  const problems = new Problems();
  problems.add(...(await sqlProblems(source)));

  const files: SeedFile[] = [];
  const datasets = [];
  const warnings: string[] = [];
  for (const [index, dataset] of source.datasets.entries()) {
    const read = await readDataset(root, dataset, ['datasets', index], problems);
    if (read === undefined) continue;
    datasets.push(read.dataset);
    files.push(...read.files);
    warnings.push(...read.warnings);
  }
  for (const [index, table] of source.tables.entries())
    await problems.during(() => checkPartitionKeys(table, ['tables', index]));
  const jobs = [];
  for (const [index, job] of source.jobs.entries()) {
    const read = await readJob(root, job, ['jobs', index], problems);
    if (read === undefined) continue;
    jobs.push(read.job);
    files.push(...read.files);
  }
  const each = eachOnce(files, problems);
  problems.throwAny();
  // Parsed once more, so that we never publish what a rebuild would refuse.
  const definition = parseLabDefinition(JSON.stringify({ ...source, datasets, jobs }));
  return { definition, files: each, warnings };
};
