import type { SourceDataset } from '../../../lab/source-definition.ts';
import { sqlName } from '../duckdb/database.ts';
import { type TypedValue, typedValue, type Writing } from '../duckdb/typed-values.ts';

export type SourceColumn = SourceDataset['columns'][number];

/** A column of the Parquet file, as SQL over a relation of text. */
export interface ConvertedColumn {
  readonly name: string;
  /** NULL where there is no value, or the text is not of the type. */
  readonly value: string;
  /** The two below are undefined where every text is of the type. */
  readonly isNull: string | undefined;
  readonly isValid: string | undefined;
  /** What a message shows of a value. */
  readonly text: string;
}

/** How the values of a column are written, as the dataset and the column say. */
export const writingOf = (
  { nulls, decimal, thousands, dateFormat }: SourceDataset,
  column: SourceColumn,
): Writing => ({ nulls, decimal, thousands, dateFormat: column.dateFormat ?? dateFormat });

/**
 * Instants in UTC, as Spark and Athena write them: of a time without zone, Spark makes another type.
 * Text and NULL stay.
 */
const stored = (type: string, { value }: TypedValue): string =>
  type === 'timestamp' ? `cast(${value} as timestamptz)` : value;

/** The columns of a dataset whose relation has each of them as text, by its name. */
export const convertedColumns = (dataset: SourceDataset): readonly ConvertedColumn[] =>
  dataset.columns.map(column => {
    const { name, type } = column;
    const text = sqlName(name);
    const typed = typedValue(text, type, writingOf(dataset, column));
    const isFree = type === 'string';
    return {
      name,
      value: stored(type, typed),
      isNull: isFree ? undefined : typed.isNull,
      isValid: isFree ? undefined : typed.isValid,
      text,
    };
  });
