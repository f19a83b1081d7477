import type { TableDefinition } from '../../../lab/definition.ts';
import { counted } from '../../../lab/words/units.ts';
import type { Problems } from '../problems.ts';
import { typeTree } from '../type-tree.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { readFooter } from './footer.ts';
import { type Difference, matchFields } from './match-type.ts';

type Missing = Extract<Difference, { kind: 'missing' }>;

/** A file with more mistakes than this has one mistake: it is another table's. */
const mostTold = 20;

interface ColumnProblem {
  /** With what is inside of it: `author.age`. */
  readonly path: string;
  readonly message: string;
}

const refusals = (file: string, problems: readonly ColumnProblem[]): readonly UnreadableFile[] => {
  const told = problems
    .slice(0, mostTold)
    .map(({ path, message }) => new UnreadableFile(file, undefined, message, columnOf(path)));
  const more = problems.length - told.length;
  if (more <= 0) return told;
  const last = `${counted(more, 'more column')} of this file ${more === 1 ? 'is' : 'are'} not as lab.json says. Fix those above first`;
  return [...told, new UnreadableFile(file, undefined, last)];
};

/** `author`, of `author.age` or `author[]` */
const columnOf = (path: string): string => path.replace(/[.[{].*$/, '');

/** `Order ID`, `orderId` and `order_id` are written by different hands, and mean the same. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const nearest = ({ path, others }: Missing): string | undefined =>
  others.find(name => plain(name) === plain(path.slice(path.lastIndexOf('.') + 1)));

const missingColumn = (missing: Missing): ColumnProblem => ({
  path: missing.path,
  message: missingMessage(missing),
});

const missingMessage = (missing: Missing): string => {
  const { path, others } = missing;
  const near = nearest(missing);
  const start = `column ${path} is not in the file, and Athena, which reads Parquet by name, would read NULL`;
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (near !== undefined) {
    const legal = /^[a-z][a-z0-9_]*$/.test(near.toLowerCase());
    // Only a column can have a name of its own in the file.
    const other =
      name === path
        ? `add "from": ${JSON.stringify(near)} to the column`
        : `rename it to ${name} in the file`;
    const advice = legal ? `name it ${near.toLowerCase()} in lab.json, or ${other}` : other;
    return `${start}. The file calls it '${near}': ${advice}`;
  }
  if (others.length === 0) return `${start}. Remove it from lab.json`;
  const names = others.slice(0, mostTold).map(other => `'${other}'`);
  return `${start}. Name another column of the file (${names.join(', ')}${others.length > mostTold ? ', …' : ''}), or remove it from lab.json`;
};

/**
 * Holds the columns of all files of a Parquet table against its definition.
 *
 * A column may be missing in some of the files: tables grow, and Athena reads NULL from the older files. It may not be
 * missing in all of them, nor where the file has it by another name.
 *
 * @param problems collects the columns of each file that Athena can't read as lab.json says
 * @returns rows of each file, by its key
 */
export const parquetRows = async (
  files: readonly { readonly key: string; readonly path: string }[],
  { columns }: Pick<TableDefinition, 'columns'>,
  problems: Problems,
): Promise<ReadonlyMap<string, number>> => {
  const fields = columns.map(({ name, type }) => [name, typeTree(type)] as const);
  const rows = new Map<string, number>();
  let inNone: { readonly key: string; readonly missing: readonly Missing[] } | undefined;
  for (const { key, path } of files) {
    const footer = await problems.during(() => readFooter(key, path));
    if (footer === undefined) continue;
    const differences = [...matchFields(fields, footer.columns, '')];
    const missing = differences.filter(difference => difference.kind === 'missing');
    const found = differences.flatMap(difference => {
      const { path: at } = difference;
      if (difference.kind === 'unreadable')
        return [{ path: at, message: `column ${at} ${difference.problem}` }];
      return nearest(difference) === undefined ? [] : [missingColumn(difference)];
    });
    problems.add(...refusals(key, found));
    const absent: ReadonlySet<string> = new Set(missing.map(each => each.path));
    inNone ??= { key, missing: missing.filter(each => nearest(each) === undefined) };
    inNone = { ...inNone, missing: inNone.missing.filter(each => absent.has(each.path)) };
    rows.set(key, footer.rows);
  }
  if (inNone !== undefined) problems.add(...refusals(inNone.key, inNone.missing.map(missingColumn)));
  return rows;
};
