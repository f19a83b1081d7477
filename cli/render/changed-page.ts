import type { Outcome } from '../../lab/outcomes.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { count, counted } from '../../lab/words/units.ts';
import { outcomeWord } from '../../lab/words/words.ts';
import type { Observed } from '../follow/observe.ts';
import { detailLines, noteLines } from './exceptions.ts';
import { orphans, section } from './sections.ts';
import type { Style } from './style.ts';

/** What a resource is that is not as the definition says. */
export const seen = (outcome: Outcome): string => {
  switch (outcome.outcome) {
    case 'created':
      return 'missing';
    case 'refused':
      return "not the lab's";
    case 'kept':
      return outcome.kept.length === 0 && outcome.extra !== undefined
        ? 'has files that are not its own'
        : 'changed by hand';
    default:
      return outcomeWord(outcome, true) === 'to repair'
        ? 'changed by hand; a rebuild repairs it'
        : 'not up to date';
  }
};

/** Those that are not as the definition says. */
export const differing = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ outcome }) => outcome !== 'unchanged');

const mostMissing = 10;

const lineOf = (outcome: Outcome, style: Style): string => {
  const paint = outcome.outcome === 'refused' ? style.red : style.yellow;
  return `  ${oneLine(outcome.resource)}  ${paint(seen(outcome))}`;
};

/** Of many that are missing, as after somebody has emptied the account, the first ones are enough. */
const missingLines = (missing: readonly Outcome[], style: Style): string[] => [
  ...missing.slice(0, mostMissing).map(each => lineOf(each, style)),
  ...(missing.length > mostMissing
    ? [`  … and ${count(missing.length - mostMissing)} more that are missing`]
    : []),
];

/** What a look has found, one by one: what changed by hand first, what is missing last. */
export const changedLines = ({ outcomes, orphaned, notes }: Observed, style: Style): string[] => {
  const found = differing(outcomes);
  const missing = found.filter(({ outcome }) => outcome === 'created');
  const others = found.filter(outcome => !missing.includes(outcome));
  return [
    ...section(
      'Different from the definition',
      [
        ...others.flatMap(outcome => [lineOf(outcome, style), ...detailLines(outcome)]),
        ...missingLines(missing, style),
      ],
      style,
    ),
    ...orphans(orphaned, style),
    ...section('Worth knowing', noteLines(notes), style),
  ];
};

/** The state of a lab in one sentence. */
export const verdict = (lab: string, { outcomes, finding }: Observed, style: Style): string => {
  const found = differing(outcomes).length;
  if (found === 0) return style.green(`Lab ${lab} matches its definition.`);
  const words = `${counted(found, 'resource')} of lab ${lab} ${found === 1 ? 'differs' : 'differ'} from the definition.`;
  return finding === undefined ? style.yellow(words) : style.red(`${words} A rebuild would fail.`);
};
