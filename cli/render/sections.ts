import { kindOf } from '../../lab/kinds.ts';
import { atMost } from '../../lab/money.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { copiedInAll, copiedWords, kindWord, outcomeCounts } from '../../lab/words/words.ts';
import type { RunResult } from '../follow/follow-run.ts';
import type { Style } from './style.ts';
import { width } from './table.ts';

/** Names, and beside them what there is to say, aligned. */
export const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const widest = Math.max(0, ...rows.map(([left]) => width(left)));
  return rows.map(([left, right]) => `  ${left}${' '.repeat(widest - width(left))}  ${right}`.trimEnd());
};

/** Lines below a title; nothing where there are none. */
export const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : ['', style.bold(title), ...lines];

/** How many of each kind had which outcome. */
export const byKind = (outcomes: readonly Outcome[]): string[] =>
  columns(
    Object.entries(Object.groupBy(outcomes, kindWord)).map(([kind, list = []]) => {
      const copied = copiedInAll(list);
      const files = copied === undefined ? '' : `: ${copiedWords(copied, false)}`;
      return [kind, `${outcomeCounts(list, false)}${files}`];
    }),
  );

/** A schedule goes on starting its job, and costing money, whether or not a definition names it. */
const orphan = (id: string): string =>
  kindOf(id) === 'trigger'
    ? `  ${id}, which still starts its job: delete the trigger in Glue to stop that`
    : `  ${id}`;

/** What earlier definitions had. */
export const orphans = (orphaned: readonly string[], style: Style): string[] =>
  section(
    'No longer in the definition, and kept',
    orphaned.map(id => orphan(oneLine(id))),
    style,
  );

const mostCost = (dollars: number | undefined): string[] =>
  dollars === undefined ? [] : [`It can cost at most ${atMost(dollars)} a day.`];

/** What the lab is made of, and the most that it can cost; that it is made up must not be overlooked. */
export const source = ({
  definition,
  mostDollarsPerDay,
}: Pick<RunResult, 'definition' | 'mostDollarsPerDay'>): string[] => {
  if (definition === undefined) return [];
  const { title, version, seed, synthetic } = definition;
  return [
    oneLine(
      `${title} ${version}, from ${seed === 'built-in sample' ? 'the built-in sample' : seed}${synthetic ? ' (synthetic data: made up, not real)' : ''}`,
    ),
    ...mostCost(mostDollarsPerDay),
  ];
};
