import type { GlueClient } from '@aws-sdk/client-glue';
import { databaseNames, findDatabase, tablesOf } from './catalog.ts';

const mostNames = 8;

/** How many letters have to be changed, added or taken away: Levenshtein's distance. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** `a, b, c and 4 more`, the names most like the wanted one first. */
const nearest = (wanted: string, names: readonly string[]): string => {
  const ordered = names
    .map(name => ({ name, far: distance(wanted, name) }))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
  const more = ordered.length - mostNames;
  return [ordered.slice(0, mostNames).join(', '), ...(more > 0 ? [`${more} more`] : [])].join(' and ');
};

/** What there is instead of a table that the catalog lacks, in one sentence. */
export const missingTable = async (
  glue: GlueClient,
  { database, table }: { readonly database: string; readonly table: string },
): Promise<string> => {
  if ((await findDatabase(glue, database)) === undefined) return missingDatabase(glue, database);
  const names = (await tablesOf(glue, database)).map(({ Name = '' }) => Name);
  return `there is no table ${table} in ${database}; ${
    names.length === 0 ? 'it has no tables' : `it has ${nearest(table, names)}`
  }`;
};

export const missingDatabase = async (glue: GlueClient, database: string): Promise<string> => {
  const names = await databaseNames(glue);
  return `there is no database ${database}; ${
    names.length === 0 ? 'there are none' : `there is ${nearest(database, names)}`
  }`;
};
