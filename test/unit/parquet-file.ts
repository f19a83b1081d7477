import type { SchemaElement } from 'hyparquet';
import { type ParquetWriteOptions, parquetWriteBuffer } from 'hyparquet-writer';

/** A column of a Parquet file and those inside it, as its footer has them: a column comes before those inside it. */
export type Columns = readonly SchemaElement[];

/** A group of columns. */
export const group = (
  name: string,
  children: readonly Columns[],
  more: Partial<SchemaElement> = {},
): Columns => [
  { name, num_children: children.length, repetition_type: 'OPTIONAL', ...more },
  ...children.flat(),
];

export const list = (name: string, element: Columns): Columns =>
  group(name, [group('list', [element], { repetition_type: 'REPEATED' })], { converted_type: 'LIST' });

export const map = (name: string, value: Columns): Columns =>
  group(name, [group('key_value', [utf8('key', 'REQUIRED'), value], { repetition_type: 'REPEATED' })], {
    converted_type: 'MAP',
  });

export const leaf = (name: string, element: Partial<SchemaElement>): Columns => [
  { name, repetition_type: 'OPTIONAL', ...element },
];

export const utf8 = (name: string, repetition: SchemaElement['repetition_type'] = 'OPTIONAL'): Columns =>
  leaf(name, { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: repetition });

/** @param data values of each column, by its name; none: a file of no rows */
export const parquetFile = (
  columns: readonly Columns[],
  data: Readonly<Record<string, unknown[]>> = {},
  more: Partial<ParquetWriteOptions> = {},
): Buffer =>
  Buffer.from(
    parquetWriteBuffer({
      schema: [{ name: 'root', num_children: columns.length }, ...columns.flat()],
      columnData: columns.map(([first]) => ({
        name: first?.name ?? '',
        data: data[first?.name ?? ''] ?? [],
      })),
      codec: 'UNCOMPRESSED',
      ...more,
    }),
  );
