import type { TableDefinition } from '../lab/definition.ts';
import {
  lazySimpleSerDe,
  openCsvSerDe,
  openXJsonSerDe,
  parquetClasses,
  type TableClasses,
  textFormats,
} from '../lab/table-classes.ts';

/** How Hive, and therefore Athena and Glue, reads a table's files. */
export interface Storage extends TableClasses {
  readonly parameters: Readonly<Record<string, string>>;
  /** `classification` of the table: the format's name in the Glue console and in crawlers. */
  readonly classification: string;
  /** Whether the SerDe returns every column as text, whatever its type in the definition. */
  readonly textOnly: boolean;
}

const delimited = (separator: string, quoted: boolean): Storage =>
  quoted
    ? {
        ...textFormats,
        library: openCsvSerDe,
        parameters: { separatorChar: separator, quoteChar: '"', escapeChar: '\\' },
        classification: 'csv',
        // It can read quotes, but not dates or empty numbers:
        // https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
        textOnly: true,
      }
    : {
        ...textFormats,
        library: lazySimpleSerDe,
        parameters: {
          'field.delim': separator,
          'serialization.format': separator,
          'serialization.null.format': '',
        },
        classification: 'csv',
        textOnly: false,
      };

/**
 * The SerDe and formats for a definition's `format`. Both SerDes for text take any one character as delimiter:
 * https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html
 */
export const storageOf = ({
  format,
  quoted,
  delimiter,
}: Pick<TableDefinition, 'format' | 'quoted' | 'delimiter'>): Storage => {
  switch (format) {
    case 'csv':
      return delimited(delimiter ?? ',', quoted === true);
    case 'tsv':
      return delimited('\t', quoted === true);
    case 'jsonl':
      return {
        ...textFormats,
        library: openXJsonSerDe,
        parameters: { 'ignore.malformed.json': 'false' },
        classification: 'json',
        textOnly: false,
      };
    case 'parquet':
      return {
        ...parquetClasses,
        parameters: { 'serialization.format': '1' },
        classification: 'parquet',
        textOnly: false,
      };
  }
};
