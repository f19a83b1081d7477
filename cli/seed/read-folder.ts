import { type LabDefinition, parseLabDefinition } from '../../lab/definition.ts';
import { sqlProblems } from './check-sql.ts';
import { workspaceOfCommand } from './convert/workspace.ts';
import { costAdvice } from './cost-advice.ts';
import { definitionKey, refusal, rootOf } from './folder-files.ts';
import { checkPartitionKeys } from './partition-folders.ts';
import { policyAdvice } from './policy-advice.ts';
import { Problems } from './problems.ts';
import { type ReadOptions, readDataset } from './read-dataset.ts';
import { readJob } from './read-job.ts';
import { type ReadSource, readSource } from './read-source.ts';
import type { SeedFile, SeedFolder } from './seed-folder.ts';

/** What was found of a table with files. */
export interface ReadTable {
  readonly zone: string;
  readonly table: string;
  readonly format: string;
  readonly files: number;
  /** Bytes that could be read. */
  readonly bytes: number;
  /** Undefined if something is wrong with the table. */
  readonly rows: number | undefined;
}

/** The tables of the seeds that a folder builds on: its SQL and its jobs may name them. */
export type TablesBelow = Pick<LabDefinition, 'datasets' | 'tables'>;

/** How a folder is read. */
export interface FolderOptions extends Partial<ReadOptions> {
  readonly below?: TablesBelow;
}

/** A folder that was read, whatever is wrong with it. */
export interface ReadFolder {
  readonly tables: readonly ReadTable[];
  readonly problems: Problems;
  /** Whole sentences: what Athena can read, but the folder's author may not have meant, and what a stack has to allow. */
  readonly warnings: readonly string[];
  /** What can be published; undefined if there are problems. */
  readonly seed: SeedFolder | undefined;
}

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

const readTables = async (
  root: string,
  { datasets }: Pick<ReadSource, 'datasets'>,
  problems: Problems,
  options: ReadOptions,
) => {
  const tables: ReadTable[] = [];
  const found = [];
  for (const [source, at] of datasets) {
    const before = problems.errors.length;
    const read = await readDataset(root, source, at, problems, options);
    const { zone, table, format } = source;
    const { files, bytes } = read?.found ?? { files: 0, bytes: 0 };
    const rows = problems.errors.length === before ? read?.dataset.rows : undefined;
    tables.push({ zone, table, format, files, bytes, rows });
    if (read !== undefined) found.push(read);
  }
  return { tables, found };
};

const readJobs = async (root: string, { jobs }: Pick<ReadSource, 'jobs'>, problems: Problems) => {
  const found = [];
  for (const [source, at] of jobs) {
    const read = await readJob(root, source, at, problems);
    if (read !== undefined) found.push(read);
  }
  return found;
};

/**
 * Reads a folder's `lab.json`, or describes the folder where there is none, and all its files, and checks that Athena
 * can read them. Memory stays small whatever the files' sizes.
 *
 * @throws InvalidDefinition there is no such folder
 */
export const readFolder = async (
  directory: string,
  {
    below = { datasets: [], tables: [] },
    onRead = () => {},
    workspace = workspaceOfCommand,
    keepRaw = false,
  }: FolderOptions = {},
): Promise<ReadFolder> => {
  const root = await rootOf(directory);
  const problems = new Problems();
  const source = await readSource(root, problems, below.tables);
  if (source === undefined) return { tables: [], problems, warnings: [], seed: undefined };
  const { whole } = source;
  if (whole !== undefined) problems.add(...(await sqlProblems(whole, below)));
  const { tables, found } = await readTables(root, source, problems, { onRead, workspace, keepRaw });
  for (const [table, at] of source.tables) await problems.during(() => checkPartitionKeys(table, at));
  const jobs = await readJobs(root, source, problems);
  const files = eachOnce(
    [...found, ...jobs].flatMap(read => read.files),
    problems,
  );
  const warnings = [
    ...source.notes,
    ...found.flatMap(read => read.warnings),
    ...policyAdvice(jobs.map(({ job }) => job)),
  ];
  if (whole === undefined || problems.errors.length > 0)
    return { tables, problems, warnings, seed: undefined };
  const datasets = found.map(({ dataset }) => dataset);
  // Parsed once more, so that we never publish what a rebuild would refuse.
  const text = JSON.stringify({ ...whole, datasets, jobs: jobs.map(({ job }) => job) });
  const definition = await problems.during(() => parseLabDefinition(text, definitionKey, below.tables));
  if (definition === undefined) return { tables, problems, warnings, seed: undefined };
  const inAll = tables.reduce((sum, table) => sum + table.files, 0);
  const all = [...warnings, ...costAdvice(definition, inAll)];
  return { tables, problems, warnings: all, seed: { definition, files, warnings: all } };
};
