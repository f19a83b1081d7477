/**
 * Hive's name for NULL, as a folder's name and in the catalog:
 * https://docs.aws.amazon.com/athena/latest/ug/ctas-insert-into-etl.html
 */
export const nullPartition = '__HIVE_DEFAULT_PARTITION__';

/**
 * A folder's value with its `%3A` decoded, as Hive and Trino do it: one character for each escape, so that `%C3%A9`
 * stays two, while a `+` and an incomplete escape stay as they are. FileUtils.unescapePathName in
 * https://github.com/apache/hive/blob/rel/release-3.1.3/common/src/java/org/apache/hadoop/hive/common/FileUtils.java
 */
export const unescapedValue = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** One partition of a dataset. */
export interface Partition {
  /** In the order of the keys, as the catalog holds them. */
  readonly values: readonly string[];
  /** Where its files are, relative to the dataset's prefix and as S3 has it; with its last slash. */
  readonly folder: string;
}

/**
 * The partition of a file: `Year=2026/at=13%3A00/a.csv` with keys year, at has the values `['2026', '13:00']` and the
 * folder `Year=2026/at=13%3A00/`. The folders may come in any order, and others may lie between them.
 *
 * @returns undefined if the folder of a key is missing, or has no value
 */
export const partitionOf = (
  keys: readonly { readonly name: string }[],
  relativeKey: string,
): Partition | undefined => {
  const folders = relativeKey.split('/').slice(0, -1);
  const at = keys.map(({ name }) =>
    folders.findIndex(
      folder => folder.toLowerCase().startsWith(`${name}=`) && folder.length > name.length + 1,
    ),
  );
  if (at.includes(-1)) return undefined;
  return {
    values: keys.map(({ name }, key) => unescapedValue(folders[at[key] ?? 0]?.slice(name.length + 1) ?? '')),
    folder: folders
      .slice(0, Math.max(-1, ...at) + 1)
      .map(folder => `${folder}/`)
      .join(''),
  };
};
