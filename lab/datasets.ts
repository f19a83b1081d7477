import type { Dataset, StoredFile } from './definition.ts';
import { InvalidDefinition } from './errors.ts';
import { partitionOf } from './partition.ts';

/** Whether a key stays below any prefix it is joined to: no `..`, no leading slash, nothing unprintable. */
export const isSafeKey = (key: string): boolean =>
  key.isWellFormed() &&
  /^[^\p{Cc}\\]+$/u.test(key) &&
  key.split('/').every(part => part !== '' && part !== '.' && part !== '..');

/** A CRC32 as S3 writes it: four bytes, big-endian, base64. */
export const crc32Pattern = /^[A-Za-z0-9+/]{6}==$/;

/** An ETag as S3 writes it, with its quotes. */
const etagPattern = /^"[^"\s]+"$/;

/** A file of a dataset. A manifest may say its ETag: then no other version of it is copied. */
export interface DatasetFile extends StoredFile {
  readonly etag?: string;
}

/** Folder of a dataset's files in the seed; with its last slash. */
export const datasetPrefix = (dataset: Pick<Dataset, 'prefix' | 'table'>): string =>
  dataset.prefix ?? `${dataset.table}/`;

/** A dataset as far as its files go. */
export type DatasetFiles = Pick<Dataset, 'zone' | 'table' | 'prefix' | 'files' | 'manifest'>;

/** What decides which objects in a table's folder Athena reads. */
export type DatasetFolder = DatasetFiles & Pick<Dataset, 'format' | 'partitionKeys'>;

/** Where a unit of UTF-16 comes in UTF-8's order: halves of pairs after all others. */
const rank = (unit: number): number =>
  unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;

/**
 * S3 lists keys by their bytes in UTF-8; JavaScript compares strings by their units in UTF-16. Without making the bytes:
 * a manifest may have millions of keys.
 */
export const compareKeys = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

/** Files in the order in which S3 lists them. */
export const inKeyOrder = <File extends { readonly key: string }>(files: readonly File[]): readonly File[] =>
  files.toSorted((a, b) => compareKeys(a.key, b.key));

/**
 * Athena skips files and folders with such names in a table: `.DS_Store`, `_SUCCESS`.
 * https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html
 */
export const isHidden = (name: string): boolean => name.startsWith('.') || name.startsWith('_');

/**
 * Whether Athena reads an object as a part of a table, once its partition is in the catalog.
 *
 * @param relativeKey its key after the table's folder
 */
export const isReadAsRows = (
  { format, partitionKeys }: Pick<Dataset, 'format' | 'partitionKeys'>,
  relativeKey: string,
  bytes: number,
): boolean => {
  // A folder marker ends with a slash. Empty files have no rows, but an empty Parquet file can't be read.
  if (relativeKey.endsWith('/') || (bytes === 0 && format !== 'parquet')) return false;
  if (relativeKey.split('/').some(isHidden)) return false;
  return partitionKeys.length === 0 || partitionOf(partitionKeys, relativeKey) !== undefined;
};

/** Bytes of all files of a dataset. Of a manifest's files, what the definition says: Plan adds them up. */
export const datasetBytes = ({ files, bytes = 0 }: Pick<Dataset, 'bytes' | 'files'>): number =>
  files?.reduce((sum, file) => sum + file.bytes, 0) ?? bytes;

/** Stands in the place of names where a lab should have no dataset. A table that is called so is `sor.none`. */
export const noDatasets = 'none';

/** The datasets a run works on: all of them, none, or those that its input names as `table` or `zone.table`. */
export const selectDatasets = <Each extends Pick<Dataset, 'zone' | 'table'>>(
  { datasets }: { readonly datasets: readonly Each[] },
  names: readonly string[],
): readonly Each[] => {
  if (names.length === 0) return datasets;
  if (names.includes(noDatasets)) return [];
  return datasets.filter(({ zone, table }) => names.includes(table) || names.includes(`${zone}.${table}`));
};

/** Every table of the lab: those with data and those that jobs write. */
export const tablesOf = <Each>({
  datasets,
  tables,
}: {
  readonly datasets: readonly Each[];
  readonly tables: readonly Each[];
}): readonly Each[] => [...datasets, ...tables];

/**
 * Parses one line of a manifest. Checked by hand: the schema library would be most of a function's size, so the steps
 * that read manifests do without it.
 *
 * @throws InvalidDefinition that quotes the line
 */
export const parseManifestLine = (line: string, manifest: string): DatasetFile => {
  const refuse = (why: string) =>
    new InvalidDefinition(`${manifest} has the line ${line.slice(0, 200)}: ${why}. Publish the seed again`);
  let value: Partial<Record<keyof DatasetFile, unknown>> | null;
  try {
    value = JSON.parse(line);
  } catch {
    throw refuse('it is not JSON');
  }
  const { key, bytes, crc32, etag } = value ?? {};
  if (typeof key !== 'string' || !isSafeKey(key)) throw refuse("'key' is missing or is not a key");
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0)
    throw refuse("'bytes' is not a size");
  if (typeof crc32 !== 'string' || !crc32Pattern.test(crc32))
    throw refuse("'crc32' is not a CRC32 in base64");
  if (etag === undefined) return { key, bytes, crc32 };
  if (typeof etag !== 'string' || !etagPattern.test(etag))
    throw refuse("'etag' is not an ETag with its quotes");
  return { key, bytes, crc32, etag };
};

/**
 * Batches of all manifests together, by their lines and by the bytes of their files: their results stay far below a
 * payload's 256 KiB. Larger seeds have larger batches instead.
 */
export const mostBatches = 125;
