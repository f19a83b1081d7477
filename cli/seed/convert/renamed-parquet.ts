import { datasetPrefix } from '../../../lab/datasets.ts';
import type { SourceDataset } from '../../../lab/source-definition.ts';
import type { SourceFile } from '../dataset-files.ts';
import { Database, sqlName, sqlText } from '../duckdb/database.ts';
import { checkGiven, measureFile, type OnRead } from '../measure-file.ts';
import { parquetRows } from '../parquet/parquet-rows.ts';
import type { Problems } from '../problems.ts';
import type { ConvertedFiles } from './convert-table.ts';
import type { Workspace } from './workspace.ts';

/**
 * Writes Parquet files anew with the columns' names; each stays a file of its own. Types are held against the footers
 * first, so that DuckDB only widens them.
 *
 * @param problems collects what is wrong with the files; if there is anything, what is returned is of no use
 */
export const renameColumns = async (
  source: SourceDataset,
  files: readonly SourceFile[],
  problems: Problems,
  onRead: OnRead,
  workspace: Workspace,
): Promise<ConvertedFiles> => {
  const inFile = source.columns.map(({ name, from, type }) => ({ name: from ?? name, type }));
  const rows = await parquetRows(files, { columns: inFile }, problems);
  const database = await Database.open();
  const converted: { key: string; path: string }[] = [];
  let bytes = 0;
  try {
    for (const file of files) {
      const read = { take: () => undefined, end: () => rows.get(file.key) ?? 0 };
      const measured = await problems.during(async () => {
        const measurement = await measureFile(file, read, undefined, onRead);
        checkGiven(file.key, file.given, measurement);
        return measurement;
      });
      bytes += measured?.bytes ?? 0;
      if (measured === undefined || problems.errors.length > 0) continue;
      const path = workspace.newPath('.parquet');
      const relation = `read_parquet(${sqlText(file.path.replaceAll(/[[\]*?]/g, '[$&]'))}, hive_partitioning = false)`;
      const present = new Set(
        (await database.rows(`describe select * from ${relation}`)).map(row =>
          String(row.column_name).toLowerCase(),
        ),
      );
      const columns = source.columns.flatMap(({ name, from = name }) =>
        present.has(from.toLowerCase()) ? [`${sqlName(from)} as ${sqlName(name)}`] : [],
      );
      await database.run(
        `copy (select ${columns.join(', ')} from ${relation}) to ${sqlText(path)} (format parquet, compression zstd)`,
      );
      const folder = datasetPrefix(source);
      const key = `${folder}${file.key.slice(folder.length).replace(/(\.parquet)?$/i, '.parquet')}`;
      converted.push({ key, path });
    }
  } finally {
    await database.close();
  }
  return { files: converted, rows: [...rows.values()].reduce((sum, each) => sum + each, 0), bytes };
};
