import type { TableDefinition } from '../lab/definition.ts';

/** How Hive, and therefore Athena and Glue, reads a table's files. */
export interface Storage {
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly library: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** `classification` of the table: the format's name in the Glue console and in crawlers. */
  readonly classification: string;
  /** Whether the SerDe returns every column as text, whatever its type in the definition. */
  readonly textOnly: boolean;
}

const text = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
} as const;

const delimited = (separator: string, quoted: boolean): Storage =>
  quoted
    ? {
        ...text,
        library: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
        parameters: { separatorChar: separator, quoteChar: '"', escapeChar: '\\' },
        classification: 'csv',
        // It can read quotes, but not dates or empty numbers:
        // https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html
        textOnly: true,
      }
    : {
        ...text,
        library: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
        parameters: {
          'field.delim': separator,
          'serialization.format': separator,
          'serialization.null.format': '',
        },
        classification: 'csv',
        textOnly: false,
      };

/** The SerDe and formats for a definition's `format`. */
export const storageOf = ({ format, quoted }: Pick<TableDefinition, 'format' | 'quoted'>): Storage => {
  switch (format) {
    case 'csv':
      return delimited(',', quoted === true);
    case 'tsv':
      return delimited('\t', quoted === true);
    case 'jsonl':
      return {
        ...text,
        library: 'org.openx.data.jsonserde.JsonSerDe',
        parameters: { 'ignore.malformed.json': 'false' },
        classification: 'json',
        textOnly: false,
      };
    case 'parquet':
      return {
        inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
        library: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
        parameters: { 'serialization.format': '1' },
        classification: 'parquet',
        textOnly: false,
      };
  }
};
