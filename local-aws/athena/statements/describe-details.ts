import type { Column, Table } from '@aws-sdk/client-glue';
import { padded, row } from './rows.ts';

/*
 * What DESCRIBE FORMATTED and DESCRIBE EXTENDED add, after the examples of
 * https://docs.aws.amazon.com/athena/latest/ug/describe-table.html
 */

/** `Thu Apr 23 02:55:21 UTC 2020`, as Java prints a date. */
const javaDate = (date: Date): string => {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? [];
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
};

const fact = (name: string, value: string): string => row(padded(name), padded(value));

const list = (values: readonly string[]): string => `[${values.join(', ')}]`;

const parameters = (values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => row('', padded(key), padded(value)));

export const detailedInformation = (table: Table): readonly string[] => {
  const storage = table.StorageDescriptor ?? {};
  return [
    row(''),
    row('# Detailed Table Information'),
    fact('Database:', table.DatabaseName ?? ''),
    fact('Owner:', table.Owner ?? ''),
    fact('CreateTime:', table.CreateTime ? javaDate(table.CreateTime) : 'UNKNOWN'),
    fact('LastAccessTime:', 'UNKNOWN'),
    fact('Protect Mode:', 'None'),
    fact('Retention:', `${table.Retention ?? 0}`),
    fact('Location:', storage.Location ?? ''),
    fact('Table Type:', table.TableType ?? ''),
    row('Table Parameters:'),
    ...parameters(table.Parameters ?? {}),
    row(''),
    row('# Storage Information'),
    fact('SerDe Library:', storage.SerdeInfo?.SerializationLibrary ?? ''),
    fact('InputFormat:', storage.InputFormat ?? ''),
    fact('OutputFormat:', storage.OutputFormat ?? ''),
    fact('Compressed:', storage.Compressed ? 'Yes' : 'No'),
    fact('Num Buckets:', `${storage.NumberOfBuckets ?? -1}`),
    fact('Bucket Columns:', list(storage.BucketColumns ?? [])),
    fact('Sort Columns:', list((storage.SortColumns ?? []).map(({ Column }) => Column ?? ''))),
    row('Storage Desc Params:'),
    ...parameters(storage.SerdeInfo?.Parameters ?? {}),
  ];
};

const schema = (columns: readonly Column[]): string =>
  list(
    columns.map(
      ({ Name, Type, Comment }) => `FieldSchema(name:${Name}, type:${Type}, comment:${Comment || 'null'})`,
    ),
  );

const map = (values: Readonly<Record<string, string>>): string =>
  `{${Object.entries(values)
    .map(pair => pair.join('='))
    .join(', ')}}`;

/** The table as Thrift prints it, on one line. */
export const thriftInformation = (table: Table): readonly string[] => {
  const storage = table.StorageDescriptor ?? {};
  const created = Math.floor((table.CreateTime?.getTime() ?? 0) / 1000);
  const text =
    `Table(tableName:${table.Name}, dbName:${table.DatabaseName}, owner:${table.Owner}, createTime:${created}, ` +
    `lastAccessTime:0, retention:${table.Retention ?? 0}, sd:StorageDescriptor(cols:${schema(storage.Columns ?? [])}, ` +
    `location:${storage.Location}, inputFormat:${storage.InputFormat}, outputFormat:${storage.OutputFormat}, ` +
    `compressed:${storage.Compressed ?? false}, numBuckets:${storage.NumberOfBuckets ?? -1}, ` +
    `serdeInfo:SerDeInfo(name:null, serializationLib:${storage.SerdeInfo?.SerializationLibrary}, ` +
    `parameters:${map(storage.SerdeInfo?.Parameters ?? {})}), bucketCols:${list(storage.BucketColumns ?? [])}, ` +
    `sortCols:${list((storage.SortColumns ?? []).map(({ Column }) => Column ?? ''))}, parameters:${map(storage.Parameters ?? {})}, ` +
    'skewedInfo:SkewedInfo(skewedColNames:[], skewedColValues:[], skewedColValueLocationMaps:{}), ' +
    `storedAsSubDirectories:false), partitionKeys:${schema(table.PartitionKeys ?? [])}, ` +
    `parameters:${map(table.Parameters ?? {})}, viewOriginalText:null, viewExpandedText:null, ` +
    `tableType:${table.TableType})`;
  return [row(''), row('Detailed Table Information', text)];
};
