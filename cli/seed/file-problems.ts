import { count, counted } from '../../lab/words/units.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** More different problems than these have one cause, which shows in the first of them. */
const mostTold = 20;
/** So many lines with the same problem are listed, besides the first. */
const mostListed = 5;

/** Where a reader of lines reports what is wrong with them. */
export interface LineProblems {
  /**
   * Tells of a line after which the reader goes on.
   * @param kind what problems of the same kind share: a word, and what tells one column's from another's
   * @param message what is wrong with the first such line and, in a second sentence, what to do
   * @param column the column of lab.json that it is about
   */
  tell(line: number, kind: string, message: () => string, column?: string): void;
  /** What to throw at a line after which nobody knows how to read on. */
  stop(line: number | undefined, message: string): UnreadableFile;
}

interface Told {
  readonly line: number | undefined;
  readonly column: string | undefined;
  readonly message: string;
  /** The first of the other lines that have it. */
  readonly others: number[];
  /** How many others there are. */
  more: number;
  last: number;
}

const inWords = (lines: readonly number[]): string =>
  lines
    .map(line => count(line))
    .join(', ')
    .replace(/, (\S+)$/, ' and $1');

const otherLines = ({ others, more, last }: Told): string => {
  if (more === 0) return '';
  return more <= mostListed
    ? ` (also on line${more === 1 ? '' : 's'} ${inWords(others)})`
    : ` (and ${counted(more, 'more line')}, the last at ${count(last)})`;
};

/**
 * Collects what is wrong with the lines of one file. The same problem on many lines is one, and memory stays small
 * whatever there is.
 */
export class FileProblems implements LineProblems {
  /** Key in the seed. */
  readonly file: string;
  readonly #told = new Map<string, Told>();
  #untold = 0;
  #firstUntold = 0;

  constructor(file: string) {
    this.file = file;
  }

  tell(line: number, kind: string, message: () => string, column?: string): void {
    const known = this.#told.get(kind);
    if (known !== undefined) {
      // A line may have the same problem twice.
      if (known.last === line) return;
      known.more += 1;
      known.last = line;
      if (known.others.length < mostListed) known.others.push(line);
    } else if (this.#told.size < mostTold)
      this.#told.set(kind, { line, column, message: message(), others: [], more: 0, last: line });
    else {
      if (this.#untold === 0) this.#firstUntold = line;
      this.#untold += 1;
    }
  }

  stop(line: number | undefined, message: string): UnreadableFile {
    return new UnreadableFile(this.file, line, message);
  }

  /** In the order of their first lines. */
  errors(): readonly UnreadableFile[] {
    const inOrder = [...this.#told.values()].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    const told = inOrder.map(
      each => new UnreadableFile(this.file, each.line, each.message + otherLines(each), each.column),
    );
    if (this.#untold === 0) return told;
    const more = `from here on there are ${counted(this.#untold, 'more problem')} of other kinds. Fix those above first`;
    return [...told, new UnreadableFile(this.file, this.#firstUntold, more)];
  }
}
