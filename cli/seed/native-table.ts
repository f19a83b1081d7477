import { type TableDefinition, tableDelimiters } from '../../lab/definition.ts';
import type { SourceDataset } from '../../lab/source-definition.ts';
import { isUtf8Label } from './convert/decoded.ts';

/** The keys of a table that Athena has no word for. */
const foreignKeys = [
  'nulls',
  'decimal',
  'thousands',
  'dateFormat',
  'sheet',
] as const satisfies readonly (keyof SourceDataset)[];

/** Whether the catalog can say that this separates fields. */
export const isNativeDelimiter = (delimiter: string | undefined): delimiter is TableDefinition['delimiter'] =>
  delimiter === undefined || tableDelimiters.some(each => each === delimiter);

/**
 * A table as the catalog can describe it, where Athena can read its files with their types as lab.json describes them;
 * undefined where they have to be converted. What their content adds, such as a line break in quotes, shows only when
 * they are read.
 */
export const nativeTable = (dataset: SourceDataset): TableDefinition | undefined => {
  const { format, delimiter, encoding, skipLines = 0, quoted } = dataset;
  if (format === 'json' || format === 'xlsx' || skipLines > 0) return undefined;
  if (encoding !== undefined && !isUtf8Label(encoding)) return undefined;
  // OpenCSVSerDe makes every column text.
  if (quoted === true && dataset.columns.some(({ type }) => type !== 'string')) return undefined;
  if (foreignKeys.some(key => dataset[key] !== undefined) || !isNativeDelimiter(delimiter)) return undefined;
  if (dataset.columns.some(({ from, dateFormat }) => from !== undefined || dateFormat !== undefined))
    return undefined;
  const { table, zone, description, header, columns, partitionKeys } = dataset;
  return { table, zone, description, format, header, quoted, delimiter, columns, partitionKeys };
};
