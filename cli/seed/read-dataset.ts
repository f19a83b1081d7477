import { measureBytes } from '../../lab/crc32.ts';
import type { Dataset, TableDefinition } from '../../lab/definition.ts';
import { pathOf } from '../../lab/parse.ts';
import type { SourceDataset } from '../../lab/source-definition.ts';
import { datasetFiles, type SourceFile } from './dataset-files.ts';
import { FileProblems } from './file-problems.ts';
import { type Place, refusal } from './folder-files.ts';
import { contentOf, fileInspectors } from './inspect-file.ts';
import { JsonColumns } from './json-columns.ts';
import { checkGiven, type Measurement, measureFile, type OnRead } from './measure-file.ts';
import { nativeTable } from './native-table.ts';
import { WrongFile } from './problem.ts';
import type { Problems } from './problems.ts';
import type { SeedFile } from './seed-folder.ts';
import { TableHeaders } from './table-headers.ts';

/** If a dataset has more files than this, its list goes into a manifest beside lab.json. */
const maxListedFiles = 100;

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

/** Measures and checks each file that is published as it is; goes on after what is wrong with one of them. */
const readNative = async (
  root: string,
  source: SourceDataset,
  table: TableDefinition,
  at: Place,
  problems: Problems,
  onRead: OnRead,
): Promise<ReadDataset> => {
  const files: SeedFile[] = [];
  const shared = { jsonColumns: new JsonColumns(table), headers: new TableHeaders() };
  let rows = 0;
  const { files: listed, warnings: leftOut } = await datasetFiles(root, source, at, problems);
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

/**
 * Reads a dataset's files; undefined if nothing of it could be read.
 * @param problems collects what is wrong; what is returned can be published only if there is nothing
 */
export const readDataset = (
  root: string,
  source: SourceDataset,
  at: Place,
  problems: Problems,
  onRead: OnRead,
): Promise<ReadDataset | undefined> =>
  problems.limited(
    own => {
      const table = nativeTable(source);
      if (table === undefined)
        throw refusal(at, "Athena can't read this table's files as lab.json describes them");
      return readNative(root, source, table, at, own, onRead);
    },
    more => refusal(at, `table ${source.table} has ${more} more problems. Mend those above first`),
  );
