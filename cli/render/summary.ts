import type { Change, Outcome, Proof } from '../../lab/outcomes.ts';
import type { RunResult } from '../follow/follow-run.ts';
import type { Style } from './style.ts';
import { type Cell, table, width } from './table.ts';
import { count, duration } from './units.ts';
import { copiedInAll, copiedWords, kindOf, outcomeCounts, outcomeWord } from './words.ts';

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const widest = Math.max(...rows.map(([left]) => width(left)));
  return rows.map(([left, right]) => `  ${left}${' '.repeat(widest - width(left))}  ${right}`.trimEnd());
};

const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : ['', style.bold(title), ...lines];

const byKind = (outcomes: readonly Outcome[], planning: boolean): string[] => {
  const kinds = Object.entries(Object.groupBy(outcomes, kindOf));
  const rows = kinds.map(([kind, list = []]) => {
    const copied = copiedInAll(list);
    const files = copied === undefined ? '' : `: ${copiedWords(copied, planning)}`;
    return [kind, `${outcomeCounts(list, planning)}${files}`] as const;
  });
  return rows.length === 0 ? [] : columns(rows);
};

const changed = ({ property, from, to }: Change): string => `      ${property}: ${from} → ${to}`;

const exceptional: readonly Outcome['outcome'][] = ['updated', 'kept', 'adopted', 'refused', 'destroyed'];

/** What a reader has to know about one by one: all that was not simply created or unchanged. */
const exceptions = (outcomes: readonly Outcome[], planning: boolean, style: Style): string[] =>
  outcomes
    .filter(({ outcome, notes }) => exceptional.includes(outcome) || notes.length > 0)
    .flatMap(({ resource, outcome, changes, kept, notes }) => {
      const word = outcomeWord(outcome, planning);
      const paint = outcome === 'refused' ? style.red : style.yellow;
      return [
        `  ${resource}  ${exceptional.includes(outcome) ? paint(word) : word}`,
        ...changes.map(changed),
        ...kept.map(({ property, from, to }) => `      ${property}: kept ${from}, the definition says ${to}`),
        ...notes.map(note => `      ${note}`),
      ];
    });

const rowsPrefix = 'rows of ';
const isRowCount = ({ name }: Proof): boolean => name.startsWith(rowsPrefix);

const number = (cell: Cell | undefined): string =>
  cell !== undefined && cell !== null && /^\d+$/.test(cell) ? count(Number(cell)) : (cell ?? 'none');

const rowCounts = (proofs: readonly Proof[], style: Style): string[] => {
  const counts = proofs.filter(isRowCount);
  const widest = Math.max(0, ...counts.map(({ actual }) => number(actual[0]?.[0]).length));
  const rows = counts.map(({ name, passed, expected, actual, note }) => {
    const found = number(actual[0]?.[0]).padStart(widest);
    const words = passed ? found : style.red(`${found}, expected ${number(expected[0]?.[0])}`);
    return [name.slice(rowsPrefix.length), [words, note].filter(Boolean).join('  ')] as const;
  });
  return rows.length === 0 ? [] : columns(rows);
};

const mostRows = 8;

const indented = (text: string): string => text.replaceAll(/^/gm, '      ');

const answer = (rows: readonly (readonly Cell[])[]): string => {
  const [first] = rows;
  if (first === undefined) return '      no rows';
  if (rows.length === 1) return `      ${first.map(cell => cell ?? 'NULL').join(', ')}`;
  const unnamed = first.map(() => ({ name: '', type: '' }));
  const shown = table(unnamed, rows.slice(0, mostRows)).split('\n').slice(2).join('\n');
  const more = rows.length > mostRows ? `\n      … and ${count(rows.length - mostRows)} more rows` : '';
  return `${indented(shown)}${more}`;
};

const smokeTests = (proofs: readonly Proof[], style: Style): string[] =>
  proofs
    .filter(proof => !isRowCount(proof))
    .flatMap(({ name, passed, expected, actual, note }) => [
      `  ${passed ? style.green('✔') : style.red('✖')} ${name}${note === undefined ? '' : `  ${style.dim(note)}`}`,
      ...answer(actual).split('\n'),
      ...(passed ? [] : [`      ${style.red('expected')}`, ...answer(expected).split('\n')]),
    ]);

/** What the lab is made of; that it is made up must not be overlooked. */
const source = ({ report }: RunResult): string => {
  const definition = report?.definition;
  if (definition === undefined) return '';
  const { title, version, seed, synthetic } = definition;
  return `${title} ${version}, from ${seed === 'built-in sample' ? 'the built-in sample' : seed}${synthetic ? ' (synthetic data: made up, not real)' : ''}`;
};

/** What a run came to, for people. Its failure is told elsewhere, on stderr. */
export const summary = (result: RunResult, lab: string, style: Style, planning = false): string => {
  const time = duration(result.seconds);
  const headline =
    result.result === 'failed'
      ? style.red(
          planning ? `A rebuild of lab ${lab} would not succeed.` : `Lab ${lab} is not complete (${time}).`,
        )
      : planning
        ? style.bold(`What a rebuild of lab ${lab} would do (looked for ${time}; nothing was changed):`)
        : style.green(`Lab ${lab} is ready (${time}).`);
  return [
    '',
    headline,
    ...[source(result)].filter(Boolean),
    ...section(planning ? 'Would be' : 'Resources', byKind(result.outcomes, planning), style),
    ...section('Worth knowing', exceptions(result.outcomes, planning, style), style),
    ...section(
      'No longer in the definition, and kept',
      (result.report?.orphaned ?? []).map(id => `  ${id}`),
      style,
    ),
    ...section('Rows', rowCounts(result.proofs, style), style),
    ...section('Smoke tests', smokeTests(result.proofs, style), style),
  ].join('\n');
};
