import { isAscii, isUtf8 } from 'node:buffer';
import {
  countCheck,
  fieldName,
  headerAgain,
  noHeader,
  orOtherDelimiter,
  tellQuoted,
} from '../delimited-problems.ts';
import type { FileProblems, LineProblems } from '../file-problems.ts';
import { headerProblem } from '../header-line.ts';
import type { Inspector } from '../measure-file.ts';
import { fieldsOfRecord } from '../quoted-fields.ts';
import { type DelimitedTable, delimiterOf, TableDialect } from '../table-dialect.ts';
import type { TableHeaders } from '../table-headers.ts';
import { headBytes, problemOfHead, problemOfLine } from '../text-encoding.ts';
import { byteOrderMark, headLines, maxLineBytes, strangeProblem } from '../text-lines.ts';
import { type RecordProblem, RecordScanner } from './record-scanner.ts';

const newline = 0x0a;

/** A record that is as the table wants it: its bytes are those of the buffer from start to end. */
export type OnRecord = (buffer: Buffer, start: number, end: number, line: number) => void;

/** What is wrong with a field in quotes, or that should be in quotes. */
const problemOf = (table: DelimitedTable, problem: RecordProblem, line: number): string => {
  const field = fieldName(table, problem.field);
  switch (problem.kind) {
    case 'unclosed':
      return `${field} opens a quote that does not close. Close it, or double it if it belongs to the value`;
    case 'text after quote':
      return problem.inside === 0
        ? `${field} has a quote in the middle. Put the whole field in quotes and double the ones inside`
        : `${field} opens a quote that closes on line ${line + problem.inside}, where text follows. Close it where the field ends, and double quotes that belong to the value`;
    case 'quote inside':
      return `${field} has a quote in the middle. Put the whole field in quotes and double the ones inside`;
    default:
      return `there is a carriage return in the middle of ${field}. Put the field in quotes, or replace it`;
  }
};

/**
 * Reads the records of a file of separated values as DuckDB reads them, with line breaks in quotes, and tells what is
 * wrong with them. Lines end in \n or \r\n. Empty lines are skipped where they cannot be a row.
 */
export class Records implements Inspector {
  readonly #table: DelimitedTable;
  readonly #found: FileProblems;
  readonly #headers: TableHeaders;
  readonly #problems: LineProblems;
  readonly #onRecord: OnRecord;
  readonly #dialect: TableDialect;
  readonly #scanner: RecordScanner;
  readonly #hasAll: ReturnType<typeof countCheck>;
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;
  #line = 1;
  #rows = 0;
  #header: Buffer | undefined;
  #toSkip: number;
  /** Whether some line had a letter that takes several bytes in UTF-8. */
  #letters = false;

  constructor(found: FileProblems, table: DelimitedTable, headers: TableHeaders, onRecord: OnRecord) {
    this.#headers = headers;
    this.#table = table;
    this.#onRecord = onRecord;
    this.#found = found;
    this.#dialect = new TableDialect(table);
    this.#problems = orOtherDelimiter(found, this.#dialect);
    this.#scanner = new RecordScanner(delimiterOf(table), table.quoted === true);
    this.#hasAll = countCheck(table, this.#problems);
    this.#toSkip = table.skipLines ?? 0;
  }

  /** @throws UnreadableFile if nobody can tell how to read on */
  take(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#begun || this.#rest.length >= headBytes) this.#read(false);
  }

  end(): number {
    this.#read(true);
    if (this.#table.header && this.#header === undefined) throw this.#found.stop(undefined, noHeader);
    return this.#rows;
  }

  #read(isLast: boolean): void {
    if (!this.#begun) this.#begin();
    const buffer = this.#rest;
    const whole = isLast ? buffer : buffer.subarray(0, buffer.lastIndexOf(newline) + 1);
    // Rare, so looked for in many records at once.
    const strange = !isUtf8(whole) || whole.includes(0) || whole.includes(byteOrderMark);
    if (!strange) this.#letters ||= !isAscii(whole);
    let at = this.#skip(buffer, isLast);
    while (at < buffer.length && this.#scanner.scan(buffer, at, isLast)) {
      const { end, next } = this.#scanner;
      this.#record(buffer, at, end, strange);
      at = next;
    }
    this.#rest = buffer.subarray(at);
    if (this.#rest.length > maxLineBytes)
      throw this.#problems.stop(
        this.#line,
        'this row is longer than 32 MB, the most that Athena reads as one row. Split it, or close the quote that it opens',
      );
  }

  #begin(): void {
    this.#begun = true;
    const problem = problemOfHead(this.#rest.subarray(0, headBytes));
    if (problem !== undefined) throw this.#found.stop(undefined, problem);
    if (this.#rest.subarray(0, byteOrderMark.length).equals(byteOrderMark))
      this.#rest = this.#rest.subarray(byteOrderMark.length);
    const misplaced = this.#dialect.look(headLines(this.#rest));
    if (misplaced !== undefined) throw this.#found.stop(...misplaced);
  }

  /** Leaves out the lines above the header; returns where to go on. */
  #skip(buffer: Buffer, isLast: boolean): number {
    let at = 0;
    while (this.#toSkip > 0) {
      const end = buffer.indexOf(newline, at);
      if (end < 0) return isLast ? buffer.length : at;
      at = end + 1;
      this.#toSkip -= 1;
      this.#line += 1;
    }
    return at;
  }

  #record(buffer: Buffer, start: number, end: number, strange: boolean): void {
    const { fields, breaks, problem } = this.#scanner;
    const line = this.#line;
    this.#line += breaks + 1;
    if (start === end && this.#table.columns.length > 1) return;
    const isHeader = this.#table.header === true && this.#header === undefined;
    if (isHeader) this.#header = Buffer.from(buffer.subarray(start, end));
    if (strange && this.#isStrange(buffer.subarray(start, end), line)) return;
    if (problem !== undefined) this.#tell(problem, line);
    else if (isHeader) this.#checkHeader(buffer.toString('utf8', start, end), line);
    else if (start === end) this.#problems.tell(line, 'empty', () => 'this line is empty. Remove it');
    else if (this.#isHeader(buffer, start, end)) this.#problems.tell(line, 'header again', () => headerAgain);
    else if (this.#hasAll(fields, line)) {
      this.#rows += 1;
      this.#onRecord(buffer, start, end, line);
    }
  }

  #tell(problem: RecordProblem, line: number): void {
    const begins = line + problem.before;
    if (problem.kind === 'quote outside') {
      tellQuoted(this.#table, this.#problems, begins, problem.field);
      return;
    }
    const message = problemOf(this.#table, problem, begins);
    // Where the quotes of other fields are, nobody can tell.
    if (problem.inside > 0 || problem.kind === 'unclosed') throw this.#problems.stop(begins, message);
    const column = this.#table.columns[problem.field]?.name;
    this.#problems.tell(begins, `${problem.kind} ${problem.field}`, () => message, column);
  }

  #isHeader(buffer: Buffer, start: number, end: number): boolean {
    const header = this.#header;
    return (
      header?.length === end - start &&
      this.#table.columns.length > 1 &&
      header.equals(buffer.subarray(start, end))
    );
  }

  #checkHeader(header: string, line: number): void {
    if (!this.#hasAll(this.#scanner.fields, line)) return;
    const delimiter = delimiterOf(this.#table);
    const fields = this.#table.quoted ? fieldsOfRecord(header, delimiter) : header.split(delimiter);
    const problem = headerProblem(fields, this.#table);
    const order = problem?.isOrder ? problem.message : this.#headers.compare(this.#found.file, fields);
    if (order !== undefined) throw this.#problems.stop(line, order);
    if (problem !== undefined) this.#problems.tell(line, 'header', () => problem.message);
  }

  /** Whether a record has what stays in no value, or is not UTF-8; tells if so. */
  #isStrange(record: Buffer, line: number): boolean {
    if (!isUtf8(record)) {
      const problem = problemOfLine(record, this.#letters);
      if (record.includes(0)) throw this.#found.stop(line, problem);
      this.#problems.tell(line, 'encoding', () => problem);
      return true;
    }
    this.#letters ||= !isAscii(record);
    const problem = strangeProblem(record.toString());
    if (problem !== undefined) this.#problems.tell(line, ...problem);
    return problem !== undefined;
  }
}
