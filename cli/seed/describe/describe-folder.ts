import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidDefinition } from '../../../lab/errors.ts';
import { inParallel } from '../../../lab/in-parallel.ts';
import type { LabSource } from '../../../lab/source-definition.ts';
import { Database } from '../duckdb/database.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { describeTable, type TableDescription } from './describe-table.ts';
import type { Addition } from './edit-definition.ts';
import { type FileGroup, groupFiles, type SniffedFile } from './group-files.ts';
import { jobFiles, type KnownTable, sortKnown, withoutFiles } from './known-tables.ts';
import { nameTables } from './name-tables.ts';
import { type Sniffed, sniffFile } from './sniff-file.ts';
import type { DatasetDraft, MovedFile } from './table-draft.ts';
import { type FoundFiles, isLeftOut, type SkippedFile, walkFolder } from './walk-folder.ts';
import { whyConverted } from './why-converted.ts';

/** A table that a folder's files make. */
export interface DescribedTable {
  readonly dataset: DatasetDraft;
  readonly rows: number;
  /** Why publishing converts it to Parquet, in a few words each; nothing if Athena reads its files as they are. */
  readonly converted: readonly string[];
}

export interface FolderDescription {
  /** Those that lab.json does not have. */
  readonly tables: readonly DescribedTable[];
  /** What to add to those that it has. */
  readonly additions: readonly Addition[];
  readonly skipped: readonly SkippedFile[];
  /** Whole sentences: guesses that another reading would contradict, and what is odd. */
  readonly notes: readonly string[];
}

/** What lab.json says already. */
export type Known = Pick<LabSource, 'datasets' | 'tables' | 'jobs'>;

/** Files that are read at once to see what they are. */
const atOnce = 8;

interface Sorted {
  readonly files: readonly SniffedFile[];
  readonly skipped: readonly SkippedFile[];
  readonly empty: ReadonlySet<string>;
}

const isData = (sniffed: Sniffed): sniffed is SniffedFile['sniffed'] =>
  sniffed.kind !== 'empty' && sniffed.kind !== 'other';

const sortFiles = async ({ files: found, skipped: before }: FoundFiles): Promise<Sorted> => {
  const sniffed = await inParallel(atOnce, found, async file => ({
    ...file,
    sniffed: await sniffFile(file),
  }));
  const files: SniffedFile[] = [];
  const skipped = [...before];
  const empty = new Set<string>();
  for (const { sniffed: what, ...file } of sniffed) {
    if (isData(what)) files.push({ ...file, sniffed: what });
    else skipped.push({ key: file.key, why: what.kind === 'other' ? what.why : 'is empty' });
    if (what.kind === 'empty') empty.add(file.key);
  }
  return { files, skipped: skipped.sort((a, b) => (a.key < b.key ? -1 : 1)), empty };
};

/** Where a dataset's files are: its folder, or their names where the folder has others. */
const placeOf = (
  table: string,
  { folder, isFolder, files: [first, ...more] }: FileGroup,
  { files, skipped, empty }: Sorted,
): Pick<DatasetDraft, 'prefix' | 'files'> => {
  const keys = [first, ...more].map(({ key }) => key);
  if (folder === '') return { files: keys.map((key): MovedFile => ({ key: `${table}/${key}`, from: key })) };
  const prefix = folder === `${table}/` ? {} : { prefix: folder };
  // A file without a line has no header either.
  const hasHeader = first.sniffed.kind === 'delimited' && first.sniffed.header;
  const own = new Set(keys);
  const isInWay = ({ key }: { readonly key: string }): boolean =>
    key.startsWith(folder) &&
    !own.has(key) &&
    !isLeftOut(key.slice(folder.length)) &&
    (hasHeader || !empty.has(key));
  const isAlone = isFolder && !files.some(isInWay) && !skipped.some(isInWay);
  return isAlone ? prefix : { ...prefix, files: keys };
};

const datasetOf = (
  table: string,
  { written, columns, partitionKeys }: TableDescription,
  place: Pick<DatasetDraft, 'prefix' | 'files'>,
): DatasetDraft => ({
  table,
  zone: 'sor',
  ...written,
  columns,
  ...(partitionKeys.length === 0 ? {} : { partitionKeys }),
  ...place,
});

/** Describes tables one after the other. */
class Describer {
  readonly notes: string[] = [];
  readonly skipped: SkippedFile[] = [];
  readonly #database: Database;
  readonly #scratch: string;

  constructor(database: Database, scratch: string) {
    this.#database = database;
    this.#scratch = scratch;
  }

  /** @returns undefined for files that are damaged, which are skipped */
  async describe(table: string, group: FileGroup): Promise<TableDescription | undefined> {
    try {
      const description = await describeTable(this.#database, group, this.#scratch);
      this.notes.push(...description.notes.map(note => `${table}: ${note}.`));
      return description;
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      this.skipped.push(
        ...group.files.map(({ key }) => ({ key, why: `can't be read: ${error.problem.message}` })),
      );
      return undefined;
    }
  }
}

const additionsTo = async (
  known: readonly KnownTable[],
  describer: Describer,
): Promise<readonly Addition[]> => {
  const additions: Addition[] = [];
  for (const { dataset, index, missing, wider, unnamed } of known) {
    const { table, columns, files = [] } = dataset;
    if (missing.length > 0)
      additions.push({ list: ['datasets', index, 'files'], length: files.length, items: missing });
    const all = wider && (await describer.describe(table, wider))?.columns;
    if (all !== undefined)
      additions.push({
        list: ['datasets', index, 'columns'],
        length: columns.length,
        items: all.slice(columns.length),
      });
    if (unnamed.length > 0)
      describer.notes.push(`${table}: its files also have ${unnamed.map(name => `'${name}'`).join(', ')}.`);
  }
  return additions;
};

/**
 * Reads all files of a folder, and describes the tables that they make.
 * @param root the folder, without symbolic links
 * @param known what lab.json says of it already
 * @throws InvalidDefinition if there is no data
 */
export const describeFolder = async (
  root: string,
  known: Known = { datasets: [], tables: [], jobs: [] },
  say: (text: string) => void = () => {},
): Promise<FolderDescription> => {
  const found = await walkFolder(root);
  const sorted = await sortFiles(found);
  if (sorted.files.length === 0 && known.datasets.length === 0)
    throw new InvalidDefinition(
      `There is no data in ${root}: no file of csv, tsv, JSON or Parquet. Put some there, in a folder for each table`,
    );
  const { known: tablesBefore, fresh } = sortKnown(known.datasets, groupFiles(sorted.files));
  const taken = new Set(
    [...known.datasets, ...known.tables].filter(({ zone }) => zone === 'sor').map(({ table }) => table),
  );
  const names = nameTables(fresh, taken);
  const scratch = await mkdtemp(join(tmpdir(), 'daybreak-describe-'));
  const database = await Database.open();
  try {
    // Otherwise rows are kept until those before them have been read.
    await database.run('set preserve_insertion_order = false');
    const describer = new Describer(database, scratch);
    const additions = await additionsTo(tablesBefore, describer);
    const tables: DescribedTable[] = [];
    for (const [index, group] of fresh.entries()) {
      const table = names[index] ?? '';
      say(`${table}, ${index + 1} of ${fresh.length}`);
      const description = await describer.describe(table, group);
      if (description === undefined) continue;
      const dataset = datasetOf(table, description, placeOf(table, group, sorted));
      tables.push({ dataset, rows: description.rows, converted: whyConverted(dataset, description) });
    }
    const keys = [...sorted.files, ...sorted.skipped].map(({ key }) => key);
    const gone = withoutFiles(known.datasets, keys).map(
      ({ table }) => `${table}: its files are gone. Bring them back, or remove it from lab.json.`,
    );
    const ofJobs = jobFiles(known);
    const skipped = [...sorted.skipped, ...describer.skipped].filter(({ key }) => !ofJobs.has(key));
    return { tables, additions, skipped, notes: [...describer.notes, ...gone] };
  } finally {
    await database.close();
    await rm(scratch, { recursive: true, force: true });
  }
};
