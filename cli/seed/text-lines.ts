import { isUtf8 } from 'node:buffer';
import { UnreadableFile } from './unreadable-file.ts';

const newline = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** The longest line that Trino, Athena's engine, reads: `hive.text.max-line-length`, 100 MB. */
const maxLineBytes = 100_000_000;

/** `number` counts from 1. The text has no line break and no byte order mark. */
type OnLine = (text: string, number: number) => void;

/**
 * Splits a file's bytes into the lines that Athena sees: they end at \n or \r\n, and a byte order mark is skipped.
 * Refuses invalid UTF-8, empty lines, and other carriage returns, because Athena would end the line there, too.
 */
export class TextLines {
  readonly #file: string;
  readonly #onLine: OnLine;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #lines = 0;
  #begun = false;

  constructor(file: string, onLine: OnLine) {
    this.#file = file;
    this.#onLine = onLine;
  }

  take(chunk: Buffer): void {
    const end = chunk.lastIndexOf(newline);
    if (end >= 0) {
      this.#block(Buffer.concat([...this.#rest, chunk.subarray(0, end)]));
      this.#rest = [];
      this.#restBytes = 0;
    }
    this.#rest.push(chunk.subarray(end + 1));
    this.#restBytes += chunk.length - end - 1;
    if (this.#restBytes > maxLineBytes)
      throw this.#refuse(
        this.#lines + 1,
        'this line is longer than 100 MB, which Athena cannot read. Split it',
      );
  }

  /** The last line does not need a line break. */
  end(): void {
    if (this.#restBytes > 0) this.#block(Buffer.concat(this.#rest));
  }

  #block(bytes: Buffer): void {
    const marked = !this.#begun && bytes.subarray(0, 3).equals(byteOrderMark);
    this.#begun = true;
    const block = marked ? bytes.subarray(3) : bytes;
    if (!isUtf8(block)) throw this.#notUtf8(block);
    for (const line of block.toString('utf8').split('\n')) this.#line(line);
  }

  #line(line: string): void {
    this.#lines += 1;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text === '')
      throw this.#refuse(this.#lines, 'this line is empty, which Athena reads as a row of NULLs. Remove it');
    if (text.includes('\r'))
      throw this.#refuse(
        this.#lines,
        'there is a carriage return in the middle of this line, and Athena ends the line there. Replace it',
      );
    this.#onLine(text, this.#lines);
  }

  #notUtf8(block: Buffer): UnreadableFile {
    let line = this.#lines + 1;
    let start = 0;
    for (let end = block.indexOf(newline); end >= 0; end = block.indexOf(newline, start)) {
      if (!isUtf8(block.subarray(start, end))) break;
      start = end + 1;
      line += 1;
    }
    return this.#refuse(line, 'this is not UTF-8. Save the file as UTF-8 (iconv -f latin1 -t utf-8)');
  }

  #refuse(line: number, problem: string): UnreadableFile {
    return new UnreadableFile(this.#file, line, problem);
  }
}
