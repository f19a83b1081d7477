import { oneLine } from '../../lab/words/one-line.ts';
import { bytes, count, counted } from '../../lab/words/units.ts';
import type { ListedColumn, ListedTable } from '../list/tables.ts';
import { listing } from './listing.ts';

const text = (name: string) => ({ name, type: '' });
const number = (name: string) => ({ name, type: 'bigint' });

const described = ({ description, isLabs }: ListedTable): string =>
  oneLine(isLabs ? description : `${description} (not the lab's)`);

const sizeOf = ({ bytes: size }: ListedTable): string => (size === undefined ? '' : bytes(size));

const listedOne = (table: ListedTable) => ({
  cells: [
    `${table.zone}.${table.table}`,
    table.rows === undefined ? '' : count(table.rows),
    table.files === undefined ? '' : count(table.files),
    sizeOf(table),
  ],
  text: described(table),
});

/** Tables, one per line. */
export const tablesPage = (tables: readonly ListedTable[], most?: number): string =>
  listing(
    [text('table'), number('rows'), number('files'), number('size')],
    'description',
    tables.map(listedOne),
    most,
  );

const columnList = (columns: readonly ListedColumn[], most: number | undefined): string =>
  listing(
    [text('column'), text('type')],
    'comment',
    columns.map(({ name, type, comment }) => ({ cells: [name, type], text: comment })),
    most,
  );

/** Most partitions that are named. */
const mostNamed = 5;

const partitionLines = (
  { partitionKeys }: ListedTable,
  partitions: readonly (readonly string[])[],
): readonly string[] => {
  const path = (values: readonly string[]): string =>
    oneLine(partitionKeys.map(({ name }, index) => `${name}=${values[index] ?? ''}`).join('/'));
  const last = partitions.slice(-mostNamed).map(path);
  const more = partitions.length - last.length;
  return [
    `${counted(partitions.length, 'partition')}${partitions.length === 0 ? '' : `${more > 0 ? ', the last ones' : ''}: ${last.join(', ')}`}`,
  ];
};

/** One table: its columns, its partition keys, and its partitions. */
export const tablePage = (
  table: ListedTable,
  partitions: readonly (readonly string[])[],
  most?: number,
): string => {
  const { name, rows, provenAt, files, partitionKeys, columns } = table;
  const facts = [
    ...(rows === undefined ? [] : [`${counted(rows, 'row')}, proven ${provenAt?.slice(0, 10)}`]),
    ...(files === undefined ? [] : [`${counted(files, 'file')} (${sizeOf(table)})`]),
  ];
  return [
    oneLine(name),
    ...[described(table), facts.join('; ')].filter(line => line !== ''),
    '',
    columnList(columns, most),
    ...(partitionKeys.length === 0
      ? []
      : ['', 'Partitioned by', columnList(partitionKeys, most), '', ...partitionLines(table, partitions)]),
  ].join('\n');
};
