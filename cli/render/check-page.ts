import type { Problem } from '../seed/problem.ts';
import type { ReadFolder, ReadTable } from '../seed/read-folder.ts';
import { oneLine } from './one-line.ts';
import { section } from './sections.ts';
import { posixQuoted } from './shell.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { bytes, count, counted } from './units.ts';

type Checked = Pick<ReadFolder, 'tables' | 'warnings'> & { readonly problems: readonly Problem[] };

const columns = [
  { name: 'table', type: 'varchar' },
  { name: 'format', type: 'varchar' },
  { name: 'files', type: 'bigint' },
  { name: 'size', type: 'bigint' },
  { name: 'rows', type: 'bigint' },
];

const tableLines = (tables: readonly ReadTable[]): string[] => {
  if (tables.length === 0) return [];
  const rows = tables.map(({ zone, table, format, files, bytes: size, rows }) => [
    `${zone}.${table}`,
    format,
    count(files),
    bytes(size),
    rows === undefined ? 'see below' : count(rows),
  ]);
  return table(columns, rows)
    .split('\n')
    .map(line => `  ${line}`);
};

const placeOf = ({ line, place }: Problem): string => {
  if (line !== undefined) return `line ${count(line)}: `;
  return place === undefined ? '' : `${place}: `;
};

const problemLines = (problems: readonly Problem[], style: Style): string[] =>
  [...Map.groupBy(problems, ({ file }) => file)].flatMap(([file, list]) => [
    `  ${style.red(oneLine(file))}`,
    ...list.map(problem => `    ${oneLine(`${placeOf(problem)}${problem.message}`)}`),
  ]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const verdict = ({ tables, problems }: Checked, style: Style): string => {
  if (problems.length > 0) {
    const files = new Set(problems.map(({ file }) => file)).size;
    const them = problems.length === 1 ? 'it' : 'them';
    return style.red(
      `${counted(problems.length, 'problem')} in ${counted(files, 'file')}. Mend ${them}, and check again:`,
    );
  }
  const found = [
    counted(tables.length, 'table'),
    `${counted(sum(tables.map(({ files }) => files)), 'file')} (${bytes(sum(tables.map(each => each.bytes)))})`,
    counted(sum(tables.map(({ rows = 0 }) => rows)), 'row'),
  ];
  return style.green(`Nothing is wrong: ${found.join(', ')}. Build a lab from it:`);
};

const next = ({ problems }: Checked, folder: string): string => {
  const quoted = /^[\w./-]+$/.test(folder) ? folder : posixQuoted(folder);
  return `  npx daybreak ${problems.length > 0 ? 'check' : 'up --local --seed'} ${oneLine(quoted)}`;
};

/** What was found in a folder, for people. */
export const checkPage = (checked: Checked, folder: string, style: Style): string =>
  [
    ...section('Tables', tableLines(checked.tables), style),
    ...section('Problems', problemLines(checked.problems, style), style),
    ...section(
      'Worth knowing',
      checked.warnings.map(warning => `  ${oneLine(warning)}`),
      style,
    ),
    '',
    verdict(checked, style),
    next(checked, folder),
  ].join('\n');
