import { join } from 'node:path';
import { oneLine } from '../../lab/words/one-line.ts';
import { posixWord } from '../../lab/words/posix-word.ts';
import { bytes, count, counted } from '../../lab/words/units.ts';
import type { CheckedFolders } from '../seed/check-folders.ts';
import type { Problem } from '../seed/problem.ts';
import type { ReadFolder, ReadTable } from '../seed/read-folder.ts';
import { commandOf } from './next.ts';
import { section } from './sections.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** What was found in all folders. */
type Found = Pick<ReadFolder, 'tables' | 'warnings'> & { readonly problems: readonly Problem[] };

/** Of several folders, files are told with their folders. */
const foundIn = ({ folders, clashes, unchecked }: CheckedFolders): Found => {
  const several = folders.length + unchecked.length > 1;
  const placed = (folder: string, problem: Problem): Problem =>
    several ? { ...problem, file: join(folder, problem.file) } : problem;
  const wrong = folders.at(-1)?.folder ?? '';
  return {
    tables: folders.flatMap(({ tables }) => tables),
    problems: [
      ...folders.flatMap(({ folder, problems }) => problems.map(problem => placed(folder, problem))),
      ...clashes,
    ],
    warnings: [
      ...folders.flatMap(({ warnings }) => warnings),
      ...unchecked.map(folder => `${folder} is not checked yet, because it builds on ${wrong}.`),
    ],
  };
};

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

const verdict = ({ tables, problems }: Found, style: Style): string => {
  if (problems.length > 0) {
    const files = new Set(problems.map(({ file }) => file)).size;
    const them = problems.length === 1 ? 'it' : 'them';
    return style.red(
      `${counted(problems.length, 'problem')} in ${counted(files, 'file')}. Fix ${them}, and check again:`,
    );
  }
  const found = [
    counted(tables.length, 'table'),
    `${counted(sum(tables.map(({ files }) => files)), 'file')} (${bytes(sum(tables.map(each => each.bytes)))})`,
    counted(sum(tables.map(({ rows = 0 }) => rows)), 'row'),
  ];
  return style.green(`Nothing is wrong: ${found.join(', ')}. Build a lab from it:`);
};

const next = ({ problems }: Found, folders: readonly string[], labName: string): string => {
  const quoted = folders.map(folder => oneLine(posixWord(folder)));
  const words =
    problems.length > 0
      ? ['npx daybreak check', ...quoted]
      : [commandOf({ labName, isLocal: true }, 'up'), ...quoted.map(each => `--seed ${each}`)];
  return `  ${words.join(' ')}`;
};

/** What was found in folders, for people. */
export const checkPage = (checked: CheckedFolders, style: Style, labName = 'daybreak'): string => {
  const found = foundIn(checked);
  const names = [...checked.folders.map(({ folder }) => folder), ...checked.unchecked];
  return [
    ...section('Tables', tableLines(found.tables), style),
    ...section('Problems', problemLines(found.problems, style), style),
    ...section(
      'Worth knowing',
      found.warnings.map(warning => `  ${oneLine(warning)}`),
      style,
    ),
    '',
    verdict(found, style),
    next(found, names, labName),
  ].join('\n');
};
