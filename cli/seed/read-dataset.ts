import { measureBytes } from '../../lab/crc32.ts';
import type { Dataset } from '../../lab/definition.ts';
import { FileMismatch } from '../../lab/errors.ts';
import { placed } from '../../lab/parse.ts';
import { datasetFiles, type SourceDataset } from './dataset-files.ts';
import { type Place, refusal } from './folder-files.ts';
import { contentOf, fileInspector } from './inspect-file.ts';
import { JsonColumns } from './json-columns.ts';
import { checkGiven, measureFile } from './measure-file.ts';
import type { SeedFile } from './seed-folder.ts';

/** If a dataset has more files than this, its list goes into a manifest beside lab.json. */
const maxListedFiles = 100;

/** Rows of the whole dataset: counted, or from lab.json if they can't be counted. */
const rowsOf = (dataset: SourceDataset, counts: readonly (number | undefined)[], at: Place): number => {
  const countable = counts.filter(count => count !== undefined);
  if (countable.length < counts.length || dataset.format === 'parquet') {
    if (dataset.rows === undefined)
      throw refusal(
        [...at, 'rows'],
        'rows of Parquet files aren\'t counted here. Add "rows", the total of all files',
      );
    return dataset.rows;
  }
  const rows = countable.reduce((sum, count) => sum + count, 0);
  if (dataset.rows !== undefined && dataset.rows !== rows)
    throw new FileMismatch(
      placed(
        'lab.json',
        [...at, 'rows'],
        `table ${dataset.table} has "rows": ${dataset.rows}, but its files have ${rows}. Correct it, or leave it out`,
        0,
      ),
    );
  return rows;
};

export interface ReadDataset {
  readonly dataset: Dataset;
  readonly files: readonly SeedFile[];
  /** What Athena can read, but its author may not have meant. */
  readonly warnings: readonly string[];
}

/** Measures and checks each file of a dataset in turn. */
export const readDataset = async (root: string, source: SourceDataset, at: Place): Promise<ReadDataset> => {
  const files: SeedFile[] = [];
  const counts: (number | undefined)[] = [];
  const jsonColumns = new JsonColumns(source);
  for (const { key, path, given } of await datasetFiles(root, source, at)) {
    const inspector = fileInspector(key, source, jsonColumns);
    const { rows, ...measured } = await measureFile(path, inspector, contentOf(key, source));
    checkGiven(key, given, measured);
    counts.push(rows);
    files.push({ key, ...measured, path });
  }
  const { files: _files, manifest: givenManifest, bytes: _bytes, ...table } = source;
  const rows = rowsOf(source, counts, at);
  const stored = files.map(({ key, bytes, crc32 }) => ({ key, bytes, crc32 }));
  const warnings = jsonColumns.warnings().map(warning => `Table ${source.table}: ${warning}.`);
  if (givenManifest === undefined && files.length <= maxListedFiles)
    return { dataset: { ...table, rows, files: stored }, files, warnings };

  const manifest = givenManifest ?? `manifests/${source.zone}.${source.table}.jsonl`;
  const body = stored.map(file => `${JSON.stringify(file)}\n`).join('');
  return {
    dataset: { ...table, rows, manifest, bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0) },
    files: [...files, { key: manifest, body, ...measureBytes(Buffer.from(body)) }],
    warnings,
  };
};
