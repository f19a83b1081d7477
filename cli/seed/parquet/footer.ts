import { type FileHandle, open } from 'node:fs/promises';
import { parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet';
import { UnreadableFile } from '../unreadable-file.ts';

/** At both ends of a file: https://parquet.apache.org/docs/file-format/ */
const magic = 'PAR1';
/** At both ends of a file whose footer is encrypted. */
const encryptedMagic = 'PARE';

/** The footer's length and the magic, which end a file. */
const tailBytes = 8;

/** What a Parquet file says about itself. */
export interface Footer {
  readonly rows: number;
  /** The file's columns, each with those inside it. */
  readonly columns: readonly SchemaTree[];
}

/**
 * Codecs that Trino 476 reads (ParquetCompressionUtils), all of which Athena lists:
 * https://docs.aws.amazon.com/athena/latest/ug/compression-formats.html
 */
const codecs = new Set(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'LZ4', 'ZSTD']);

/** Encodings that Trino 476 reads (ParquetTypeUtils.getParquetEncoding). */
const encodings = new Set([
  'PLAIN',
  'PLAIN_DICTIONARY',
  'RLE',
  'BIT_PACKED',
  'DELTA_BINARY_PACKED',
  'DELTA_LENGTH_BYTE_ARRAY',
  'DELTA_BYTE_ARRAY',
  'RLE_DICTIONARY',
  'BYTE_STREAM_SPLIT',
]);

const bytesAt = async (handle: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
};

/** The footer with its length and magic. Nothing else is read but the file's first four bytes. */
const footerOf = async (file: string, handle: FileHandle): Promise<Buffer> => {
  const refusal = (problem: string): UnreadableFile => new UnreadableFile(file, undefined, problem);
  const { size } = await handle.stat();
  if (size === 0)
    throw refusal('this file is empty, and a Parquet file never is. Remove it, or write it again');
  const head = (await bytesAt(handle, 0, magic.length)).toString('latin1');
  if (head === encryptedMagic)
    throw refusal('this Parquet file is encrypted, and Athena has no key to it. Write it without encryption');
  if (head !== magic)
    throw refusal('this is not a Parquet file: it does not begin with PAR1. Correct "format"');
  const tail = await bytesAt(handle, Math.max(0, size - tailBytes), tailBytes);
  // Magic, at least one byte of footer, the footer's length, magic.
  if (size < magic.length + 1 + tailBytes || tail.subarray(-magic.length).toString('latin1') !== magic)
    throw refusal('this Parquet file does not end with PAR1, so it is truncated. Copy it again');
  const length = tail.readUInt32LE(0);
  if (length === 0 || length > size - magic.length - tailBytes)
    throw refusal(
      `this Parquet file is damaged: its footer would have ${length} bytes, the file has ${size}. Copy it again`,
    );
  return bytesAt(handle, size - tailBytes - length, length + tailBytes);
};

const footerBytes = async (file: string, path: string): Promise<Buffer> => {
  const handle = await open(path);
  try {
    return await footerOf(file, handle);
  } finally {
    await handle.close();
  }
};

const parsed = (file: string, bytes: Buffer) => {
  try {
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    return { ...metadata, columns: parquetSchema(metadata).children };
  } catch (error) {
    throw new UnreadableFile(
      file,
      undefined,
      `this Parquet file is damaged: its footer can't be read (${error instanceof Error ? error.message : String(error)}). Copy it again`,
    );
  }
};

/**
 * Reads the footer of a Parquet file, and nothing else of it.
 * @param file the file's key, for messages
 * @throws UnreadableFile it has none, or Athena can't read the file because of its codec, encoding or encryption
 */
export const readFooter = async (file: string, path: string): Promise<Footer> => {
  const { columns, row_groups: groups, num_rows: total } = parsed(file, await footerBytes(file, path));
  const refusal = (problem: string): UnreadableFile => new UnreadableFile(file, undefined, problem);
  for (const { meta_data: chunk, crypto_metadata: encrypted } of groups.flatMap(group => group.columns)) {
    if (encrypted !== undefined || chunk === undefined)
      throw refusal(
        'this Parquet file has encrypted columns, and Athena has no key to them. Write it without encryption',
      );
    const column = chunk.path_in_schema.join('.');
    if (!codecs.has(chunk.codec))
      throw refusal(
        `column ${column} is compressed with ${chunk.codec ?? 'an unknown codec'}, which Athena does not read in Parquet. Write the file with ZSTD, SNAPPY or GZIP`,
      );
    const encoding = chunk.encodings?.find(each => !encodings.has(each));
    if (encoding !== undefined)
      throw refusal(
        `column ${column} is encoded with ${encoding}, which Athena does not read. Write the file without it`,
      );
  }
  // Athena counts the rows of the row groups.
  const rows = groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== Number(total))
    throw refusal(
      `this Parquet file is damaged: its footer says ${total} rows, its row groups have ${rows}. Write it again`,
    );
  return { rows, columns };
};
