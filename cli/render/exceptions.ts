import type { Extra, Outcome } from '../../lab/outcomes.ts';
import { changeLines, keptLines } from '../../lab/words/difference.ts';
import { oneLine } from '../../lab/words/one-line.ts';
import { counted } from '../../lab/words/units.ts';
import { outcomeWord } from '../../lab/words/words.ts';
import type { Style } from './style.ts';

/** What is kept beside a dataset's files. */
const extraLines = ({ files, named }: Extra = { files: 0, named: [] }): string[] => [
  ...named.map(
    address => `${oneLine(address)}: kept, and read as a part of the table; the definition does not name it`,
  ),
  ...(files > named.length
    ? [
        `${counted(files - named.length, named.length === 0 ? 'file' : 'more file')} that the definition does not name: kept`,
      ]
    : []),
];

/** What there is to say about one resource, below its name. */
export const detailLines = ({ kind, changes, kept, extra, notes }: Outcome): string[] =>
  [
    ...changes.flatMap(change => changeLines(kind, change)),
    ...kept.flatMap(change => keptLines(kind, change)),
    ...extraLines(extra),
    ...notes.map(oneLine),
  ].map(line => `      ${line}`);

/** What there is to say about the account. */
export const noteLines = (notes: readonly string[]): string[] => notes.map(note => `  ${oneLine(note)}.`);

const exceptional: readonly Outcome['outcome'][] = ['updated', 'kept', 'adopted', 'refused'];

/** What a reader has to know about one by one: all that was not simply made, taken away or left unchanged. */
export const exceptions = (outcomes: readonly Outcome[], style: Style): string[] =>
  outcomes
    .filter(({ outcome, notes }) => exceptional.includes(outcome) || notes.length > 0)
    .flatMap(each => {
      const { resource, outcome } = each;
      const paint = outcome === 'refused' ? style.red : style.yellow;
      return [
        `  ${oneLine(resource)}  ${exceptional.includes(outcome) ? paint(outcomeWord(each, false)) : outcome}`,
        ...detailLines(each),
      ];
    });
