import type { Outcome } from '../../lab/outcomes.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { counted, duration } from '../../lab/words/units.ts';
import { copiedInAll, copiedWords, outcomeCounts } from '../../lab/words/words.ts';
import type { RunResult } from '../follow/follow-run.ts';
import { wouldChange } from '../follow/would-change.ts';
import { copyCostWords } from './copy-cost.ts';
import { detailLines, noteLines } from './exceptions.ts';
import { orphans, section, source } from './sections.ts';
import type { Style } from './style.ts';

const symbols: Readonly<Record<Outcome['outcome'], string>> = {
  created: '+',
  updated: '~',
  adopted: 'a',
  kept: 'k',
  refused: '!',
  destroyed: '-',
  unchanged: '=',
};

const painted = (outcome: Outcome['outcome'], style: Style): string => {
  if (outcome === 'created') return style.green(symbols[outcome]);
  if (outcome === 'refused') return style.red(symbols[outcome]);
  return outcome === 'unchanged' ? style.dim(symbols[outcome]) : style.yellow(symbols[outcome]);
};

const lines = (outcome: Outcome, style: Style): string[] => {
  const { copied } = outcome;
  const files = copied === undefined ? '' : `  ${style.dim(copiedWords(copied, true))}`;
  return [
    `  ${painted(outcome.outcome, style)} ${oneLine(outcome.resource)}${files}`,
    ...detailLines(outcome),
  ];
};

const headline = ({ result, seconds }: RunResult, lab: string, style: Style): string =>
  result === 'failed'
    ? style.red(`A rebuild of lab ${lab} would not succeed.`)
    : style.bold(
        `What a rebuild of lab ${lab} would do (planned in ${duration(seconds)}; nothing was changed):`,
      );

const saysNothing = ({ changes, kept, notes }: Outcome): boolean =>
  changes.length + kept.length + notes.length === 0;

const inOrder = ['created', 'updated', 'adopted', 'kept', 'refused', 'destroyed', 'unchanged'] as const;

/** What decides how many rows a table has. */
const isCounted = (kind: string): boolean => kind === 'dataset' || kind === 'table';

/** How many of each, with the symbols used above. */
const totals = (result: RunResult, style: Style): string => {
  const { outcomes } = result;
  const words = inOrder.flatMap(name => {
    const list = outcomes.filter(({ outcome }) => outcome === name);
    return list.length === 0 ? [] : [`${painted(name, style)} ${outcomeCounts(list, true)}`];
  });
  const copied = copiedInAll(outcomes);
  const files = copied === undefined || copied.copiedFiles === 0 ? [] : [copiedWords(copied, true)];
  const nothing = wouldChange(result) === false ? '. A rebuild would change nothing.' : '';
  const isEdited = outcomes.some(({ kind, kept }) => isCounted(kind) && kept.length > 0);
  const unproven = isEdited
    ? '. A plan does not count rows: if somebody changed a table, its count may fail, and the rebuild with it.'
    : '';
  return `${[...words, ...files].join(', ')}${nothing}${unproven.slice(nothing === '' ? 0 : 1)}`;
};

/** Nothing for the built-in sample, which is not copied from a seed. */
const copyCost = ({ outcomes, definition }: RunResult): string[] => {
  const copied = copiedInAll(outcomes);
  const isCopied = copied !== undefined && copied.copiedFiles > 0 && definition?.seed.startsWith('s3://');
  return isCopied === true ? [copyCostWords(copied)] : [];
};

/**
 * What a rebuild would do, for people.
 * @param all also lists unchanged resources
 */
export const planPage = (result: RunResult, lab: string, style: Style, all: boolean): string => {
  const { outcomes, orphaned, notes } = result;
  const unchanged = outcomes.filter(each => each.outcome === 'unchanged' && saysNothing(each));
  const listed = all ? outcomes : outcomes.filter(outcome => !unchanged.includes(outcome));
  return [
    '',
    headline(result, lab, style),
    ...source(result),
    ...(listed.length === 0 ? [] : ['']),
    ...listed.flatMap(outcome => lines(outcome, style)),
    ...(all || unchanged.length === 0
      ? []
      : [`  ${painted('unchanged', style)} ${counted(unchanged.length, 'resource')} unchanged`]),
    ...orphans(orphaned, style),
    ...section('Worth knowing', noteLines(notes), style),
    ...(outcomes.length === 0 ? [] : ['', totals(result, style)]),
    ...copyCost(result),
  ].join('\n');
};
