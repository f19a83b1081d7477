import type { SourceDataset } from '../../../lab/source-definition.ts';
import { sqlName } from '../duckdb/database.ts';
import { nestedValue, storedValue } from '../duckdb/nested-values.ts';
import { typedValue, type Writing } from '../duckdb/typed-values.ts';
import { typeTree } from '../type-tree.ts';

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

const nestedColumn = (dataset: SourceDataset, column: SourceColumn): ConvertedColumn => {
  const { name, type } = column;
  const { value, isValid } = nestedValue(sqlName(name), typeTree(type), writingOf(dataset, column));
  const orFail = `case when ${isValid} then ${value} end`;
  return {
    name,
    value: orFail,
    isNull: `${sqlName(name)} is null`,
    isValid,
    text: `to_json(${sqlName(name)})::varchar`,
  };
};

/** The columns of a dataset whose relation has each of them as text, by its name. */
export const convertedColumns = (dataset: SourceDataset): readonly ConvertedColumn[] =>
  dataset.columns.map(column => {
    const { name, type } = column;
    if (type.includes('<')) return nestedColumn(dataset, column);
    const text = sqlName(name);
    const typed = typedValue(text, type, writingOf(dataset, column));
    const isFree = type === 'string';
    return {
      name,
      value: storedValue(type, typed.value),
      isNull: isFree ? undefined : typed.isNull,
      isValid: isFree ? undefined : typed.isValid,
      text,
    };
  });
