import { isAscii, isUtf8 } from 'node:buffer';
import type { LineProblems } from './file-problems.ts';
import { headBytes, problemOfHead, problemOfLine } from './text-encoding.ts';

const newline = 0x0a;
const carriageReturn = 0x0d;
export const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/**
 * Athena reads rows of at most 32 MB, and lines of 200 MB:
 * https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html
 */
export const maxLineBytes = 32_000_000;

/** `number` counts from 1. The text has no line break and no byte order mark. */
type OnLine = (text: string, number: number) => void;
/** Called before an empty line, or one with a carriage return in the middle, is told of. */
type OnOdd = (kind: 'empty' | 'return') => void;
/** The whole lines among the first 64 KB, before any of them is checked. */
type OnHead = (lines: readonly string[]) => void;

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** The whole lines among the first 64 KB. */
export const headLines = (bytes: Buffer): readonly string[] => {
  const lines = bytes.subarray(0, headBytes).toString('utf8').split('\n').map(withoutReturn);
  // The last line may be cut, or is what follows the last line break.
  return bytes.length >= headBytes || lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

/** Whether there are carriage returns, but no line feeds; the last byte may be half of a line ending. */
const hasOnlyReturns = (head: Buffer): boolean =>
  !head.includes(newline) && head.subarray(0, -1).includes(carriageReturn);

/** What stays in a value although nobody sees it, or takes the first name away; undefined if there is nothing. */
export const strangeProblem = (line: string): readonly [kind: string, message: () => string] | undefined => {
  const nul = line.indexOf('\0');
  if (nul >= 0)
    return [
      'nul',
      () =>
        `character ${nul + 1} of this line is NUL (0x00), which would stay in the value. Remove it, or convert the file if it is UTF-16`,
    ];
  if (!line.startsWith('\uFEFF')) return undefined;
  return [
    'mark',
    () => 'this line begins with a byte order mark (U+FEFF), as where two files were joined. Remove it',
  ];
};

/**
 * Splits a file's bytes into the lines that Athena sees: they end at \n or \r\n, and a byte order mark is skipped.
 * Tells of other encodings than UTF-8, empty lines, NUL, and other carriage returns, because Athena would end the line
 * there, too.
 */
export class TextLines {
  readonly #problems: LineProblems;
  readonly #onLine: OnLine;
  readonly #onHead: OnHead;
  readonly #onOdd: OnOdd;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #lines = 0;
  #begun = false;
  /** Whether some line had a letter that takes several bytes in UTF-8. */
  #letters = false;

  constructor(problems: LineProblems, onLine: OnLine, onHead: OnHead = () => {}, onOdd: OnOdd = () => {}) {
    this.#onOdd = onOdd;
    this.#problems = problems;
    this.#onLine = onLine;
    this.#onHead = onHead;
  }

  /** @throws UnreadableFile if nobody can tell how to read on */
  take(chunk: Buffer): void {
    if (this.#begun) this.#chunk(chunk);
    else {
      this.#keep(chunk);
      if (this.#restBytes >= headBytes) this.#begin();
    }
  }

  /** The last line does not need a line break. Returns the number of lines. */
  end(): number {
    if (!this.#begun) this.#begin();
    if (this.#restBytes > 0) this.#block(Buffer.concat(this.#rest));
    return this.#lines;
  }

  #keep(bytes: Buffer): void {
    this.#rest.push(bytes);
    this.#restBytes += bytes.length;
  }

  #begin(): void {
    this.#begun = true;
    const bytes = Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restBytes = 0;
    const problem = problemOfHead(bytes.subarray(0, headBytes));
    if (problem !== undefined) throw this.#problems.stop(undefined, problem);
    if (hasOnlyReturns(bytes.subarray(0, headBytes)))
      throw this.#problems.stop(
        undefined,
        "the lines of this file end in carriage returns only, as on old Macs. Convert it: tr '\\r' '\\n' < old > new",
      );
    const text = bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
    this.#onHead(headLines(text));
    this.#chunk(text);
  }

  #chunk(chunk: Buffer): void {
    const first = chunk.indexOf(newline);
    if (this.#restBytes + (first < 0 ? chunk.length : first) > maxLineBytes)
      throw this.#problems.stop(
        this.#lines + 1,
        'this line is longer than 32 MB, the most that Athena reads as one row. Split it',
      );
    const end = chunk.lastIndexOf(newline);
    if (end >= 0) {
      this.#block(Buffer.concat([...this.#rest, chunk.subarray(0, end)]));
      this.#rest = [];
      this.#restBytes = 0;
    }
    this.#keep(chunk.subarray(end + 1));
  }

  #block(block: Buffer): void {
    if (!isUtf8(block)) {
      this.#notUtf8(block);
      return;
    }
    this.#letters ||= !isAscii(block);
    // Rare, so looked for in many lines at once.
    const strange = block.includes(0) || block.includes('\uFEFF');
    for (const line of block.toString('utf8').split('\n')) this.#line(line, strange);
  }

  #line(line: string, strange: boolean): void {
    this.#lines += 1;
    const text = withoutReturn(line);
    if (text === '') {
      this.#onOdd('empty');
      this.#tell('empty', 'this line is empty, which Athena reads as a row of NULLs. Remove it');
    } else if (text.includes('\r')) {
      this.#onOdd('return');
      this.#tell(
        'return',
        'there is a carriage return in the middle of this line, and Athena ends the line there. Replace it',
      );
    } else if (!strange || !this.#isStrange(text)) this.#onLine(text, this.#lines);
  }

  #isStrange(text: string): boolean {
    const problem = strangeProblem(text);
    if (problem !== undefined) this.#problems.tell(this.#lines, ...problem);
    return problem !== undefined;
  }

  /** Lines that are no UTF-8 go on as Latin-1, which has a character for every byte. */
  #notUtf8(block: Buffer): void {
    const lines: Buffer[] = [];
    for (let start = 0; start <= block.length; ) {
      const end = block.indexOf(newline, start);
      lines.push(block.subarray(start, end < 0 ? block.length : end));
      start = end < 0 ? block.length + 1 : end + 1;
    }
    this.#letters ||= lines.some(line => !isAscii(line) && isUtf8(line));
    for (const line of lines) {
      const isGood = isUtf8(line);
      if (!isGood) {
        const problem = () => problemOfLine(line, this.#letters);
        if (line.includes(0)) throw this.#problems.stop(this.#lines + 1, problem());
        this.#problems.tell(this.#lines + 1, 'encoding', problem);
      }
      this.#line(line.toString(isGood ? 'utf8' : 'latin1'), true);
    }
  }

  #tell(kind: string, message: string): void {
    this.#problems.tell(this.#lines, kind, () => message);
  }
}
