import type { TableDefinition } from '../../../lab/definition.ts';
import { typeTree } from '../type-tree.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { readFooter } from './footer.ts';
import { type Difference, matchFields } from './match-type.ts';

type Missing = Extract<Difference, { kind: 'missing' }>;

/** A file with more mistakes than this has one mistake: it is another table's. */
const mostTold = 20;

const refusal = (file: string, problems: readonly string[]): UnreadableFile => {
  const [first = '', ...others] = problems;
  if (others.length === 0) return new UnreadableFile(file, undefined, first);
  const told = problems.slice(0, mostTold).map(problem => `\n- ${problem}`);
  const more = problems.length > mostTold ? `\n- and ${problems.length - mostTold} more` : '';
  return new UnreadableFile(
    file,
    undefined,
    `${problems.length} columns are not as lab.json says:${told.join('')}${more}`,
  );
};

/** `Order ID`, `orderId` and `order_id` are written by different hands, and mean the same. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const nearest = ({ path, others }: Missing): string | undefined =>
  others.find(name => plain(name) === plain(path.slice(path.lastIndexOf('.') + 1)));

const missingColumn = (missing: Missing): string => {
  const { path, others } = missing;
  const near = nearest(missing);
  const start = `column ${path} is not in the file, and Athena, which reads Parquet by name, would read NULL`;
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (near !== undefined) {
    const legal = /^[a-z][a-z0-9_]*$/.test(near.toLowerCase());
    return `${start}. The file calls it '${near}': ${legal ? `name it ${near.toLowerCase()} in lab.json, or rename it to ${name} in the file` : `rename it to ${name} in the file`}`;
  }
  if (others.length === 0) return `${start}. Remove it from lab.json`;
  const names = others.slice(0, mostTold).map(other => `'${other}'`);
  return `${start}. Name one that the file has besides (${names.join(', ')}${others.length > mostTold ? ', …' : ''}), or remove it from lab.json`;
};

/**
 * Holds the columns of all files of a Parquet table against its definition.
 *
 * A column may be missing in some of the files: tables grow, and Athena reads NULL from the older files. It may not be
 * missing in all of them, nor where the file has it by another name.
 *
 * @returns rows of each file, by its key
 * @throws UnreadableFile names all columns of the first file that Athena can't read as lab.json says
 */
export const parquetRows = async (
  files: readonly { readonly key: string; readonly path: string }[],
  { columns }: Pick<TableDefinition, 'columns'>,
): Promise<ReadonlyMap<string, number>> => {
  const fields = columns.map(({ name, type }) => [name, typeTree(type)] as const);
  const rows = new Map<string, number>();
  let inNone: readonly Missing[] | undefined;
  for (const { key, path } of files) {
    const footer = await readFooter(key, path);
    const differences = [...matchFields(fields, footer.columns, '')];
    const missing = differences.filter(difference => difference.kind === 'missing');
    const problems = differences.flatMap(difference => {
      if (difference.kind === 'unreadable') return [`column ${difference.path} ${difference.problem}`];
      return nearest(difference) === undefined ? [] : [missingColumn(difference)];
    });
    const absent: ReadonlySet<string> = new Set(missing.map(each => each.path));
    inNone = (inNone ?? missing).filter(each => absent.has(each.path));
    if (problems.length > 0) throw refusal(key, problems);
    rows.set(key, footer.rows);
  }
  const [first] = files;
  if (first !== undefined && inNone !== undefined && inNone.length > 0)
    throw refusal(first.key, inNone.map(missingColumn));
  return rows;
};
