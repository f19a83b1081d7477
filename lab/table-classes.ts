/** The classes by which Hive, and therefore Athena and Glue, reads and writes a table's files. */
export interface TableClasses {
  readonly inputFormat: string;
  readonly outputFormat: string;
  /** The SerDe. */
  readonly library: string;
}

/** What all tables of text have, whatever their SerDe. */
export const textFormats = {
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
} as const;

/** Unquoted text with separators, in which types are read. */
export const lazySimpleSerDe = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe';

/** Text with separators and quotes. */
export const openCsvSerDe = 'org.apache.hadoop.hive.serde2.OpenCSVSerde';

/** JSON lines. */
export const openXJsonSerDe = 'org.openx.data.jsonserde.JsonSerDe';

export const parquetClasses: TableClasses = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  library: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
};
