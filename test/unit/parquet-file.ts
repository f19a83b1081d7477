import { parquetMetadata, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet';
import { ByteWriter, type ParquetWriteOptions, parquetWriteBuffer } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';

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

export const list = (name: string, element: Columns, more: Partial<SchemaElement> = {}): Columns =>
  group(name, [group('list', [element], { repetition_type: 'REPEATED' })], {
    converted_type: 'LIST',
    ...more,
  });

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

const leavesOf = (node: SchemaTree): readonly SchemaTree[] =>
  node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);

/**
 * The same pages under other names and types, which are stored alike: for what hyparquet-writer does not write.
 * @param file without statistics
 */
export const relabelled = (file: Buffer, columns: readonly Columns[]): Buffer => {
  const metadata = parquetMetadata(file);
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.flat()];
  const leaves = leavesOf(parquetSchema({ ...metadata, schema }));
  const writer = new ByteWriter();
  writer.appendBytes(file.subarray(0, file.length - 8 - metadata.metadata_length));
  for (const { columns: chunks } of metadata.row_groups)
    for (const [index, { meta_data: chunk }] of chunks.entries()) {
      const leaf = leaves[index];
      if (chunk === undefined || leaf?.element.type === undefined)
        throw new Error('the columns are not stored alike');
      chunk.path_in_schema = leaf.path;
      chunk.type = leaf.element.type;
    }
  writeMetadata(writer, { ...metadata, schema });
  writer.appendBytes(Buffer.from('PAR1'));
  return Buffer.from(writer.getBytes());
};
