import { measureBytes } from '../../lab/crc32.ts';
import type { Dataset, TableDefinition } from '../../lab/definition.ts';
import { pathOf } from '../../lab/parse.ts';
import type { SourceDataset } from '../../lab/source-definition.ts';
import { convertFiles } from './convert/convert-files.ts';
import { convertedTable } from './convert/converted-table.ts';
import { NeedsConversion } from './convert/needs-conversion.ts';
import { whyConverted } from './convert/why-converted.ts';
import type { Workspace } from './convert/workspace.ts';
import { datasetFiles, type SourceFile } from './dataset-files.ts';
import { FileProblems } from './file-problems.ts';
import { type Place, refusal } from './folder-files.ts';
import { contentOf, fileInspectors } from './inspect-file.ts';
import { JsonColumns } from './json-columns.ts';
import { checkGiven, type Measurement, measureAny, measureFile, type OnRead } from './measure-file.ts';
import { nativeTable } from './native-table.ts';
import { parquetRows } from './parquet/parquet-rows.ts';
import { WrongFile } from './problem.ts';
import type { Problems } from './problems.ts';
import type { SeedFile } from './seed-folder.ts';
import { TableHeaders } from './table-headers.ts';

/** If a dataset has more files than this, its list goes into a manifest beside lab.json. */
const maxListedFiles = 100;

/** Where the originals of converted files are in the seed. No table looks for its files there. */
const rawPrefix = 'raw/';

/** Compares the rows of the whole dataset with those in lab.json. */
const checkRows = (dataset: SourceDataset, rows: number, at: Place, problems: Problems): void => {
  if (dataset.rows !== undefined && dataset.rows !== rows)
    problems.add(
      new WrongFile({
        file: 'lab.json',
        place: pathOf([...at, 'rows']),
        message: `table ${dataset.table} has "rows": ${dataset.rows}, but its files have ${rows}. Correct it, or leave it out`,
      }),
    );
};

export interface ReadDataset {
  readonly dataset: Dataset;
  readonly files: readonly SeedFile[];
  /** What the folder has of it: files, and bytes that could be read. */
  readonly found: { readonly files: number; readonly bytes: number };
  /** What Athena can read, but its author may not have meant. */
  readonly warnings: readonly string[];
}

/** Measures and checks one file. What is wrong with its lines comes before why it could not be read to its end. */
const readOne = async (
  file: SourceFile,
  table: TableDefinition,
  inspectorOf: Awaited<ReturnType<typeof fileInspectors>>,
  problems: Problems,
  onRead: OnRead,
): Promise<Measurement> => {
  const { key, given } = file;
  const found = new FileProblems(key);
  try {
    const measurement = await measureFile(file, inspectorOf(found), contentOf(key, table), onRead);
    checkGiven(key, given, measurement);
    return measurement;
  } finally {
    problems.add(...found.errors());
  }
};

/** The dataset with its files, or with a manifest of them. */
const described = (
  { prefix, manifest: givenManifest }: SourceDataset,
  table: TableDefinition,
  rows: number,
  files: readonly SeedFile[],
): Pick<ReadDataset, 'dataset' | 'files'> => {
  const stored = files.map(({ key, bytes, crc32 }) => ({ key, bytes, crc32 }));
  if (givenManifest === undefined && files.length <= maxListedFiles)
    return { dataset: { ...table, prefix, rows, files: stored }, files };

  const manifest = givenManifest ?? `manifests/${table.zone}.${table.table}.jsonl`;
  // A rebuild copies this version of a file, and no other, without looking at it first.
  const lines = files.map(({ key, bytes, crc32, etag }) => ({ key, bytes, crc32, etag }));
  const body = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  return {
    dataset: { ...table, prefix, rows, manifest, bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0) },
    files: [...files, { key: manifest, body, ...measureBytes(Buffer.from(body)) }],
  };
};

/** How files are read. */
export interface ReadOptions {
  /** Is called as files are read. */
  readonly onRead: OnRead;
  /** Where files are that have to be converted. */
  readonly workspace: Workspace;
  /** Whether the originals of converted files are published, too. */
  readonly keepRaw: boolean;
}

/** What is read of a dataset. */
interface Reading extends ReadOptions {
  readonly source: SourceDataset;
  readonly listed: readonly SourceFile[];
  /** What was found beside its files. */
  readonly leftOut: readonly string[];
  readonly at: Place;
}

/** Measures and checks each file that is published as it is; goes on after what is wrong with one of them. */
const readNative = async (
  { source, listed, leftOut, at, onRead }: Reading,
  table: TableDefinition,
  problems: Problems,
): Promise<ReadDataset> => {
  const files: SeedFile[] = [];
  const shared = { jsonColumns: new JsonColumns(table), headers: new TableHeaders() };
  let rows = 0;
  const inspectorOf = await fileInspectors(listed, table, problems, shared);
  let unread = 0;
  for (const file of listed) {
    const measured = await problems.during(() => readOne(file, table, inspectorOf, problems, onRead));
    if (measured === undefined) unread += 1;
    else {
      const { rows: rowsOfFile, ...stored } = measured;
      rows += rowsOfFile;
      files.push({ key: file.key, ...stored, path: file.path });
    }
  }
  if (problems.errors.length === 0) checkRows(source, rows, at, problems);
  const warnings = [
    ...leftOut,
    ...shared.headers.warnings(),
    ...(unread > 0 ? [] : shared.jsonColumns.warnings()),
  ];
  return {
    ...described(source, table, rows, files),
    found: { files: listed.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) },
    warnings: warnings.map(warning => `Table ${source.table}: ${warning}.`),
  };
};

/** A file that is published without a look at its content. */
const unchecked = async (key: string, path: string, onRead?: OnRead): Promise<SeedFile> => {
  return { key, ...(await measureAny({ key, path }, onRead)), path };
};

/** Converts the files to Parquet, and reads what was written. */
const readConverted = async (
  { source, listed, leftOut, at, onRead, workspace, keepRaw }: Reading,
  problems: Problems,
  reason: string,
): Promise<ReadDataset> => {
  const table = convertedTable(source);
  const converted = await convertFiles(source, listed, problems, onRead, workspace);
  const found = { files: listed.length, bytes: converted.bytes };
  if (problems.errors.length > 0) return { ...described(source, table, 0, []), found, warnings: [] };
  const rows = await parquetRows(converted.files, table, problems);
  const written = [...rows.values()].reduce((sum, each) => sum + each, 0);
  if (written !== converted.rows)
    throw new Error(`table ${source.table} has ${converted.rows} rows, and ${written} were written`);
  checkRows(source, written, at, problems);
  const files: SeedFile[] = [];
  for (const { key, path } of converted.files) files.push(await unchecked(key, path));
  const originals: SeedFile[] = [];
  for (const { key, path } of keepRaw ? listed : [])
    originals.push(await unchecked(`${rawPrefix}${key}`, path, onRead));
  const warnings = [...leftOut, `published as Parquet: ${reason}`, ...converted.warnings];
  const { dataset, files: published } = described(source, table, written, files);
  return {
    dataset,
    files: [...published, ...originals],
    found,
    warnings: warnings.map(warning => `Table ${source.table}: ${warning}.`),
  };
};

/**
 * Reads a dataset's files; undefined if nothing of it could be read.
 * @param problems collects what is wrong; what is returned can be published only if there is nothing
 */
export const readDataset = async (
  root: string,
  source: SourceDataset,
  at: Place,
  problems: Problems,
  options: ReadOptions,
): Promise<ReadDataset | undefined> => {
  const read = (part: (reading: Reading, own: Problems) => Promise<ReadDataset>) =>
    problems.limited(
      async own => {
        const { files: listed, warnings: leftOut } = await datasetFiles(root, source, at, own);
        return part({ ...options, source, listed, leftOut, at }, own);
      },
      more => refusal(at, `table ${source.table} has ${more} more problems. Fix those above first`),
    );
  const table = nativeTable(source);
  if (table === undefined) return read((reading, own) => readConverted(reading, own, whyConverted(source)));
  try {
    return await read((reading, own) => readNative(reading, table, own));
  } catch (error) {
    if (!(error instanceof NeedsConversion)) throw error;
    return read((reading, own) => readConverted(reading, own, error.reason));
  }
};
