import { oneLine } from '../../lab/words/one-line.ts';
import { posixWord } from '../../lab/words/posix-word.ts';
import { count, counted } from '../../lab/words/units.ts';
import type { SkippedFile } from '../seed/describe/walk-folder.ts';
import { commandOf } from './next.ts';
import { section } from './sections.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

interface NewTable {
  readonly table: string;
  readonly format: string;
  readonly columns: number;
  readonly rows: number;
  readonly because: readonly string[];
}

interface Described {
  readonly folder: string;
  readonly written: boolean;
  readonly tables: readonly NewTable[];
  /** Tables that lab.json had. */
  readonly kept: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly notes: readonly string[];
}

const columns = [
  { name: 'table', type: 'varchar' },
  { name: 'format', type: 'varchar' },
  { name: 'columns', type: 'bigint' },
  { name: 'rows', type: 'bigint' },
  { name: 'published', type: 'varchar' },
];

const tableLines = (tables: readonly NewTable[]): string[] => {
  if (tables.length === 0) return [];
  const rows = tables.map(each => [
    each.table,
    each.format,
    count(each.columns),
    count(each.rows),
    each.because.length === 0 ? 'as it is' : `as Parquet: ${each.because.join(', ')}`,
  ]);
  return table(columns, rows)
    .split('\n')
    .map(line => `  ${line}`);
};

/** So many files that were left out are named. */
const mostNamed = 20;

const skippedLines = (skipped: readonly SkippedFile[]): string[] => {
  const more = skipped.length - mostNamed;
  return [
    ...skipped.slice(0, mostNamed).map(({ key, why }) => `  ${oneLine(`${key} ${why}`)}`),
    ...(more > 0 ? [`  and ${counted(more, 'more file')}`] : []),
  ];
};

const verdict = ({ written, kept }: Described, style: Style): string => {
  if (!written)
    return style.green('lab.json already has everything: nothing was written. Build a lab from it:');
  return style.green(
    kept.length === 0
      ? 'lab.json is written. Give it a title, a licence and a source, and build a lab from it:'
      : 'What was new is now in lab.json. Build a lab from it:',
  );
};

/** What was found in a folder, for people. */
export const describePage = (described: Described, style: Style, labName = 'daybreak'): string => {
  const { folder, tables, kept, skipped, notes } = described;
  return [
    ...section(kept.length === 0 ? 'Tables' : 'New tables', tableLines(tables), style),
    ...section('Kept as they are in lab.json', kept.length === 0 ? [] : [`  ${kept.join(', ')}`], style),
    ...section(
      'Guesses and oddities: edit lab.json where they are wrong',
      notes.map(note => `  ${oneLine(note)}`),
      style,
    ),
    ...section('Left out', skippedLines(skipped), style),
    '',
    verdict(described, style),
    `  ${commandOf({ labName, isLocal: true }, 'up')} --seed ${oneLine(posixWord(folder))}`,
  ].join('\n');
};
