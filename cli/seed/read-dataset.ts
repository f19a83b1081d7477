import { measureBytes } from '../../lab/crc32.ts';
import type { Dataset } from '../../lab/definition.ts';
import { FileMismatch } from '../../lab/errors.ts';
import { placed } from '../../lab/parse.ts';
import type { SourceDataset } from '../../lab/source-definition.ts';
import { datasetFiles } from './dataset-files.ts';
import { type Place, refusal } from './folder-files.ts';
import { contentOf, fileInspectors } from './inspect-file.ts';
import { JsonColumns } from './json-columns.ts';
import { checkGiven, measureFile } from './measure-file.ts';
import { nativeTable } from './native-table.ts';
import type { SeedFile } from './seed-folder.ts';

/** If a dataset has more files than this, its list goes into a manifest beside lab.json. */
const maxListedFiles = 100;

/** Compares the rows of the whole dataset with those in lab.json. */
const checkRows = (dataset: SourceDataset, rows: number, at: Place): void => {
  if (dataset.rows !== undefined && dataset.rows !== rows)
    throw new FileMismatch(
      placed(
        'lab.json',
        [...at, 'rows'],
        `table ${dataset.table} has "rows": ${dataset.rows}, but its files have ${rows}. Correct it, or leave it out`,
        0,
      ),
    );
};

export interface ReadDataset {
  readonly dataset: Dataset;
  readonly files: readonly SeedFile[];
  /** What Athena can read, but its author may not have meant. */
  readonly warnings: readonly string[];
}

/** Measures and checks each file of a dataset in turn. */
export const readDataset = async (root: string, source: SourceDataset, at: Place): Promise<ReadDataset> => {
  const table = nativeTable(source);
  if (table === undefined)
    throw refusal(at, "Athena can't read this table's files as lab.json describes them");
  const files: SeedFile[] = [];
  const jsonColumns = new JsonColumns(table);
  let rows = 0;
  const listed = await datasetFiles(root, source, at);
  const inspectorOf = await fileInspectors(listed, table, jsonColumns);
  for (const { key, path, given } of listed) {
    const measurement = await measureFile(path, inspectorOf(key), contentOf(key, table));
    const { rows: rowsOfFile, ...measured } = measurement;
    checkGiven(key, given, measured);
    rows += rowsOfFile;
    files.push({ key, ...measured, path });
  }
  checkRows(source, rows, at);
  const { prefix, manifest: givenManifest } = source;
  const stored = files.map(({ key, bytes, crc32 }) => ({ key, bytes, crc32 }));
  const warnings = jsonColumns.warnings().map(warning => `Table ${source.table}: ${warning}.`);
  if (givenManifest === undefined && files.length <= maxListedFiles)
    return { dataset: { ...table, prefix, rows, files: stored }, files, warnings };

  const manifest = givenManifest ?? `manifests/${source.zone}.${source.table}.jsonl`;
  const body = stored.map(file => `${JSON.stringify(file)}\n`).join('');
  return {
    dataset: { ...table, prefix, rows, manifest, bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0) },
    files: [...files, { key: manifest, body, ...measureBytes(Buffer.from(body)) }],
    warnings,
  };
};
