import type { Account } from './account.ts';

/** A table in a FROM: `"daybreak_sor"."tbl_cities"`, or without quotation marks. */
const from = /\bfrom\s+"?(\w+)"?\."?(\w+)"?/gi;

/** Rows of a table: lines of the files in its folder, or in those of its partitions, without their headers. */
const rowsOf = (account: Account, databaseName: string, tableName: string): number => {
  const { table, partitions } = account.databases.get(databaseName)?.tables.get(tableName) ?? {};
  const places = table?.PartitionKeys?.length ? [...(partitions?.values() ?? [])] : [table];
  const headers = Number(table?.Parameters?.['skip.header.line.count'] ?? 0);
  let rows = 0;
  for (const place of places) {
    const [bucket = '', ...folder] =
      place?.StorageDescriptor?.Location?.slice('s3://'.length).split('/') ?? [];
    for (const [key, { content }] of account.buckets.get(bucket)?.objects ?? [])
      if (key.startsWith(folder.join('/')))
        rows += Math.max(0, Buffer.from(content).toString().split('\n').filter(Boolean).length - headers);
  }
  return rows;
};

/**
 * Answers the queries that a rebuild asks: how many rows tables have. One row for each SELECT, with the name that it
 * gives the table, if any.
 */
export const answerQuery = (account: Account, sql: string): readonly (readonly string[])[] =>
  sql.split('UNION ALL').flatMap(select =>
    [...select.matchAll(from)].map(([, database = '', table = '']) => {
      const [, name] = /^\s*SELECT '([^']+)' AS name/.exec(select) ?? [];
      const rows = String(rowsOf(account, database, table));
      return name === undefined ? [rows] : [name, rows];
    }),
  );
