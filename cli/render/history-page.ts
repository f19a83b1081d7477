import { executionName } from '../../lab/execution-arn.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { duration } from '../../lab/words/units.ts';
import { errorWords } from '../../lab/words/words.ts';
import type { PastRun } from '../follow/history.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

const headers = ['started (UTC)', 'took', 'action', 'by', 'ended', 'resources', 'run'];

const statusWords = ({ status, leftTo }: PastRun): string =>
  leftTo === undefined ? status.toLowerCase().replaceAll('_', ' ') : 'skipped';

const countWords = ({ outcomes = {} }: PastRun): string =>
  Object.entries(outcomes)
    .map(([outcome, size]) => `${size} ${outcome}`)
    .join(', ');

const cells = (run: PastRun): readonly string[] => [
  run.startedAt.toISOString().slice(0, 19).replace('T', ' '),
  run.stoppedAt === undefined ? '' : duration((run.stoppedAt.getTime() - run.startedAt.getTime()) / 1000),
  run.action,
  run.trigger,
  statusWords(run),
  countWords(run),
  run.name,
];

/** Characters of a cause in the list; the report and `--json` have all of it. */
const longestCause = 200;

const shortened = (text: string): string =>
  text.length > longestCause ? `${text.slice(0, longestCause)}…` : text;

const belowRun = ({ failure, leftTo }: PastRun, style: Style): string[] => {
  if (leftTo !== undefined) return [style.dim(`    left to ${executionName(leftTo)}`)];
  return failure === undefined
    ? []
    : [style.red(`    ${shortened(oneLine(failure.cause))}${errorWords(failure.error)}`)];
};

/** The runs of a lab, one per line, with the first cause below each failed one. */
export const historyPage = (lab: string, runs: readonly PastRun[], style: Style): string => {
  if (runs.length === 0) return `Lab ${lab} has not run yet.`;
  const [header = '', rule = '', ...rows] = table(
    headers.map(name => ({ name, type: '' })),
    runs.map(cells),
  ).split('\n');
  return [
    style.bold(header),
    rule,
    ...rows.flatMap((row, index) => [
      row,
      ...runs.slice(index, index + 1).flatMap(run => belowRun(run, style)),
    ]),
  ].join('\n');
};
