import { type Database, sqlName, sqlText } from '../duckdb/database.ts';
import type { ConvertedColumn } from './converted-column.ts';

/** DuckDB's default. */
const usualGroupRows = 122_880;
/** A row group of longer rows has fewer of them, so that memory stays small. */
const groupBytes = 64_000_000;
/** The least that DuckDB writes as a group. */
const leastGroupRows = 2_048;

/** Raised by a query that meets a value which is not of its column's type. */
const badValue = 'daybreak: a value is not of its type';

/** In a relation of staged rows: which file a row comes from, and its line there. */
export const placeColumns = ['#file', '#line'] as const;

/** A row with values that are not of their columns' types. */
export interface BadRow {
  /** Number of the file. */
  readonly file: number;
  readonly line: number;
  /** The values, by the columns' indexes. */
  readonly values: readonly (readonly [column: number, text: string])[];
}

const groupRows = (rows: number, bytes: number): number =>
  Math.max(leastGroupRows, Math.min(usualGroupRows, Math.round(groupBytes / (bytes / Math.max(rows, 1)))));

/** Writes relations of text as Parquet files with the columns' types. */
export class ParquetWriter {
  readonly #database: Database;
  readonly #columns: readonly ConvertedColumn[];

  constructor(database: Database, columns: readonly ConvertedColumn[]) {
    this.#database = database;
    this.#columns = columns;
  }

  /**
   * The same rows make the same bytes.
   * @param relation SQL
   * @param size rows of the relation, and about how many bytes they have
   * @returns whether all values were of their columns' types; if not, the file is of no use
   */
  async write(
    relation: string,
    path: string,
    { rows, bytes }: { readonly rows: number; readonly bytes: number },
  ): Promise<boolean> {
    const values = this.#columns.map(({ name, value, isNull }) => {
      const orFail =
        isNull === undefined
          ? value
          : `case when not ${isNull} then coalesce(${value}, error('${badValue}')) end`;
      return `${orFail} as ${sqlName(name)}`;
    });
    const options = `format parquet, compression zstd, row_group_size ${groupRows(rows, bytes)}`;
    try {
      await this.#database.run(
        `copy (select ${values.join(', ')} from ${relation}) to ${sqlText(path)} (${options})`,
      );
    } catch (error) {
      if (String(error).includes(badValue)) return false;
      throw error;
    }
    return true;
  }

  /** The rows of a relation that could not be written. */
  async *badRows(relation: string): AsyncGenerator<BadRow> {
    const checked = this.#columns.flatMap(({ isValid, text }, index) =>
      isValid === undefined ? [] : [{ isValid, text, index }],
    );
    const [file, line] = placeColumns.map(sqlName);
    const texts = checked.map(
      ({ isValid, text, index }) => `case when not ${isValid} then left(${text}, 100) end as "${index}"`,
    );
    const where = checked.map(({ isValid }) => `not ${isValid}`).join(' or ');
    const sql = `select ${[`${file} as file`, `${line} as line`, ...texts].join(', ')} from ${relation} where ${where}`;
    for await (const row of this.#database.eachRow(sql))
      yield {
        file: Number(row.file),
        line: Number(row.line),
        values: checked.flatMap(({ index }) => {
          const text = row[index];
          return typeof text === 'string' ? [[index, text] as const] : [];
        }),
      };
  }
}
