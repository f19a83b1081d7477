import { tableOf, zones } from '../../lab/names.ts';
import type { Proof } from '../../lab/outcomes.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { count, counted, duration } from '../../lab/words/units.ts';
import { jobRunWords } from '../../lab/words/words.ts';
import type { RunResult } from '../follow/follow-run.ts';
import { exceptions, noteLines } from './exceptions.ts';
import { byKind, columns, orphans, section, source } from './sections.ts';
import type { Style } from './style.ts';
import { type Cell, cellText, table, width } from './table.ts';
import { zoneLegend } from './zone-words.ts';

const isRowCount = ({ kind }: Proof): boolean => kind === 'rows';

const number = (cell: Cell | undefined): string =>
  cell !== undefined && cell !== null && /^\d+$/.test(cell) ? count(Number(cell)) : cellText(cell ?? 'none');

const rowCounts = (proofs: readonly Proof[], style: Style): string[] => {
  const counts = proofs.filter(isRowCount);
  const widest = Math.max(0, ...counts.map(({ actual }) => width(number(actual[0]?.[0]))));
  const rows = counts.map(({ name, table: counted = name, passed, expected, actual, error, note }) => {
    const found = number(actual[0]?.[0]);
    const padded = `${' '.repeat(widest - width(found))}${found}`;
    const words = passed
      ? padded
      : style.red(
          `${padded}, expected ${number(expected[0]?.[0])}${error === undefined ? '' : `: ${oneLine(error)}`}`,
        );
    return [oneLine(counted), [words, oneLine(note ?? '')].filter(Boolean).join('  ')] as const;
  });
  return rows.length === 0 ? [] : columns(rows);
};

/** The first place at which a page names zones. */
const rowsTitle = (proofs: readonly Proof[]): string => {
  const counted = proofs.filter(isRowCount).flatMap(({ table: name = '' }) => tableOf(name)?.zone ?? []);
  const known = zones.filter(zone => counted.includes(zone));
  return known.length === 0 ? 'Rows' : `Rows (${zoneLegend(known)})`;
};

const mostRows = 8;

const indented = (text: string): string => text.replaceAll(/^/gm, '      ');

const answer = (rows: readonly (readonly Cell[])[]): string => {
  const [first] = rows;
  if (first === undefined) return '      no rows';
  if (rows.length === 1) return `      ${first.map(cellText).join(', ')}`;
  const unnamed = first.map(() => ({ name: '', type: '' }));
  const shown = table(unnamed, rows.slice(0, mostRows)).split('\n').slice(2).join('\n');
  const more = rows.length > mostRows ? `\n      … and ${counted(rows.length - mostRows, 'more row')}` : '';
  return `${indented(shown)}${more}`;
};

const smokeTests = (proofs: readonly Proof[], style: Style): string[] =>
  proofs
    .filter(proof => !isRowCount(proof))
    .flatMap(({ name, passed, expected, actual, error, note }) => [
      `  ${passed ? style.green('✔') : style.red('✖')} ${oneLine(name)}${note === undefined ? '' : `  ${style.dim(oneLine(note))}`}`,
      ...(error === undefined ? answer(actual).split('\n') : [`      ${style.red(oneLine(error))}`]),
      ...(passed ? [] : [`      ${style.red('expected')}`, ...answer(expected).split('\n')]),
    ]);

/** The result of a rebuild, for people. A failure is printed elsewhere, on stderr. */
export const summary = (result: RunResult, lab: string, style: Style): string => {
  const { outcomes, proofs, jobRuns, orphaned, notes } = result;
  const time = duration(result.seconds);
  return [
    '',
    result.result === 'failed'
      ? style.red(`Lab ${lab} is not complete (${time}).`)
      : style.green(`Lab ${lab} is ready (${time}).`),
    ...source(result),
    ...section('Resources', byKind(outcomes), style),
    ...section('Worth knowing', [...noteLines(notes), ...exceptions(outcomes, style)], style),
    ...orphans(orphaned, style),
    ...section(
      'Jobs',
      jobRuns.map(run => `  ${jobRunWords(run)}`),
      style,
    ),
    ...section(rowsTitle(proofs), rowCounts(proofs, style), style),
    ...section('Smoke tests', smokeTests(proofs, style), style),
  ].join('\n');
};
