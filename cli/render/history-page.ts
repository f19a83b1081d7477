import { executionName } from '../../lab/execution-arn.ts';
import { outcomeNames } from '../../lab/outcome-names.ts';
import { planKind } from '../../lab/run-kind.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { count, duration } from '../../lab/words/units.ts';
import { errorWords, outcomeNameWord } from '../../lab/words/words.ts';
import type { PastRun } from '../../reconcile/past-run.ts';
import { isDeed } from '../follow/history.ts';
import { isFinding } from '../follow/would-change.ts';
import type { Style } from './style.ts';
import { table, width } from './table.ts';

const headers = ['started (UTC)', 'took', 'what', 'by', 'ended', 'changed', 'run'];

const statusWords = ({ kind, status, leftTo, failure }: PastRun): string => {
  if (leftTo !== undefined) return 'skipped';
  // A plan that finds why a rebuild would fail has done its job.
  if (kind === planKind && isFinding(failure?.error)) return 'would fail';
  return status.toLowerCase().replaceAll('_', ' ');
};

/** What it changed or, of a plan, would; that most things stayed as they were is no news. */
const changedWords = ({ kind, outcomes, repaired = 0 }: PastRun): string => {
  if (outcomes === undefined) return '';
  const planning = kind === planKind;
  const known = outcomeNames.flatMap(name => {
    const size = (outcomes[name] ?? 0) - (name === 'updated' ? repaired : 0);
    const words =
      size > 0 && name !== 'unchanged' ? [`${count(size)} ${outcomeNameWord(name, planning)}`] : [];
    return name === 'updated' && repaired > 0
      ? [...words, `${count(repaired)} ${planning ? 'to repair' : 'repaired'}`]
      : words;
  });
  return known.length === 0 ? 'nothing' : known.join(', ');
};

const triggers: Readonly<Record<string, string>> = {
  console: 'a person',
  api: 'the endpoint',
  schedule: 'the schedule',
  reset: 'a sandbox reset',
  stack: 'the stack',
};

const triggerWords = ({ trigger }: PastRun): string =>
  Object.hasOwn(triggers, trigger) ? (triggers[trigger] ?? trigger) : trigger;

const tookWords = ({ startedAt, stoppedAt }: PastRun): string =>
  stoppedAt === undefined ? '' : duration((stoppedAt.getTime() - startedAt.getTime()) / 1000);

const startedWords = ({ startedAt }: PastRun): string =>
  startedAt.toISOString().slice(0, 19).replace('T', ' ');

const cells = (run: PastRun): readonly string[] => [
  startedWords(run),
  tookWords(run),
  run.kind,
  triggerWords(run),
  statusWords(run),
  changedWords(run),
  run.name,
];

/** Characters of a cause in the list; the report and `--json` have all of it. */
const longestCause = 200;

const shortened = (text: string): string =>
  text.length > longestCause ? `${text.slice(0, longestCause)}…` : text;

const belowRun = ({ failure, leftTo }: PastRun, style: Style): string[] => {
  if (leftTo !== undefined) return [style.dim(`    left to ${oneLine(executionName(leftTo))}`)];
  return failure === undefined
    ? []
    : [style.red(`    ${oneLine(`${shortened(oneLine(failure.cause))}${errorWords(failure.error)}`)}`)];
};

/** Plans stand back: they are no part of what happened to the lab. */
const painted = (run: PastRun, text: string, style: Style): string =>
  isDeed(run) || run.failure !== undefined ? text : style.dim(text);

/** For narrow terminals: a few lines for each run. */
const block = (run: PastRun, style: Style): string[] => {
  const took = tookWords(run);
  const changed = changedWords(run);
  const head = oneLine(
    `${run.kind} ${statusWords(run)}${took === '' ? '' : ` in ${took}`}, by ${triggerWords(run)}`,
  );
  return [
    painted(run, startedWords(run), style),
    painted(run, `    ${head}`, style),
    ...(changed === ''
      ? []
      : [painted(run, `    ${run.kind === planKind ? 'would change' : 'changed'}: ${changed}`, style)]),
    painted(run, `    ${oneLine(run.name)}`, style),
    ...belowRun(run, style),
  ];
};

/**
 * The runs of a lab, one per line, with the first cause below each failed one.
 * @param columns of the terminal: what does not fit into them is several lines for each run
 */
export const historyPage = (
  lab: string,
  runs: readonly PastRun[],
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): string => {
  if (runs.length === 0) return `Lab ${lab} has not run yet.`;
  const lines = table(
    headers.map(name => ({ name, type: '' })),
    runs.map(cells),
  ).split('\n');
  if (lines.some(line => width(line) > columns))
    return [style.bold('Started (UTC)'), ...runs.flatMap(run => block(run, style))].join('\n');
  const [header = '', rule = '', ...rows] = lines;
  return [
    style.bold(header),
    rule,
    ...rows.flatMap((row, index) =>
      runs.slice(index, index + 1).flatMap(run => [painted(run, row, style), ...belowRun(run, style)]),
    ),
  ].join('\n');
};
