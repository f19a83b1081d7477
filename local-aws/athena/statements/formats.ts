import {
  lazySimpleSerDe,
  openCsvSerDe,
  openXJsonSerDe,
  parquetClasses,
  type TableClasses,
  textFormats,
} from '../../../lab/table-classes.ts';

/** Without STORED AS. */
export const textFile: TableClasses = { ...textFormats, library: lazySimpleSerDe };

/**
 * With ROW FORMAT SERDE and without STORED AS, as DESCRIBE FORMATTED shows it in
 * https://docs.aws.amazon.com/athena/latest/ug/describe-table.html
 */
export const textOfSerDe = 'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat';

/**
 * By what STORED AS takes: https://docs.aws.amazon.com/athena/latest/ug/create-table.html, with Hive's classes
 * (StorageFormatDescriptor) and Athena's for Ion (https://docs.aws.amazon.com/athena/latest/ug/ion-serde.html).
 */
export const fileFormats: ReadonlyMap<string, TableClasses> = new Map([
  ['textfile', textFile],
  [
    'sequencefile',
    {
      inputFormat: 'org.apache.hadoop.mapred.SequenceFileInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat',
      library: lazySimpleSerDe,
    },
  ],
  [
    'rcfile',
    {
      inputFormat: 'org.apache.hadoop.hive.ql.io.RCFileInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.RCFileOutputFormat',
      library: 'org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe',
    },
  ],
  [
    'orc',
    {
      inputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat',
      library: 'org.apache.hadoop.hive.ql.io.orc.OrcSerde',
    },
  ],
  ['parquet', parquetClasses],
  [
    'avro',
    {
      inputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat',
      library: 'org.apache.hadoop.hive.serde2.avro.AvroSerDe',
    },
  ],
  [
    'ion',
    {
      inputFormat: 'com.amazon.ionhiveserde.formats.IonInputFormat',
      outputFormat: 'com.amazon.ionhiveserde.formats.IonOutputFormat',
      library: 'com.amazon.ionhiveserde.IonHiveSerDe',
    },
  ],
]);

/** SerDes whose tables have the catalog's columns; those of all others come "from deserializer". */
const catalogsColumns = new Set([
  lazySimpleSerDe,
  parquetClasses.library,
  'org.apache.hadoop.hive.ql.io.orc.OrcSerde',
  'org.apache.hadoop.hive.serde2.columnar.ColumnarSerDe',
  'org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe',
  'org.apache.hadoop.hive.serde2.lazybinary.LazyBinarySerDe',
]);

/** SerDes of which Hive asks the columns, and which pass the catalog's comments on. */
const commenting = new Set([
  'org.apache.hadoop.hive.serde2.RegexSerDe',
  'org.apache.hadoop.hive.serde2.avro.AvroSerDe',
]);

/**
 * https://docs.aws.amazon.com/athena/latest/ug/supported-serdes.html and the table formats' pages
 * (https://docs.aws.amazon.com/athena/latest/ug/querying-hudi.html, delta-lake-tables.html).
 */
const serdes = new Set([
  ...catalogsColumns,
  ...commenting,
  openCsvSerDe,
  openXJsonSerDe,
  'org.apache.hive.hcatalog.data.JsonSerDe',
  'org.apache.hadoop.hive.serde2.JsonSerDe',
  'com.amazonaws.glue.serde.GrokSerDe',
  'com.amazon.emr.hive.serde.CloudTrailSerde',
  'org.apache.hadoop.hive.serde2.thrift.ThriftDeserializer',
  'com.amazon.ionhiveserde.IonHiveSerDe',
  'com.amazon.emr.hive.serde.s3.S3LogDeserializer',
]);

export const isSerDe = (name: string): boolean => serdes.has(name);

/**
 * A column's comment as DESCRIBE and SHOW CREATE TABLE print it. JSON and quoted CSV lose the catalog's:
 * https://docs.aws.amazon.com/athena/latest/ug/describe-table.html shows it for JSON.
 */
export const commentOf = (serde: string, comment: string | undefined): string | undefined =>
  catalogsColumns.has(serde) || serde === ''
    ? comment
    : commenting.has(serde)
      ? (comment ?? '')
      : fromDeserializer;

export const fromDeserializer = 'from deserializer';

/** The SerDe parameters that ROW FORMAT DELIMITED sets, in the order of its clauses. The spelling is Hive 1's. */
export const delimiters = [
  ['field.delim', 'FIELDS TERMINATED BY'],
  ['escape.delim', 'ESCAPED BY'],
  ['colelction.delim', 'COLLECTION ITEMS TERMINATED BY'],
  ['mapkey.delim', 'MAP KEYS TERMINATED BY'],
  ['line.delim', 'LINES TERMINATED BY'],
  ['serialization.null.format', 'NULL DEFINED AS'],
] as const;

export const serializationFormat = 'serialization.format';
