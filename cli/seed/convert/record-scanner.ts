const quote = 0x22;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** What is wrong with a record, in the first field that has it. */
export interface RecordProblem {
  readonly kind: 'unclosed' | 'text after quote' | 'quote inside' | 'quote outside' | 'carriage return';
  /** Index of the field. */
  readonly field: number;
  /** Line breaks of the record before the field. */
  readonly before: number;
  /** Line breaks in the field, as far as it was read. */
  readonly inside: number;
}

/** Finds where records of separated values end, in bytes of UTF-8. What it found is in its properties. */
export class RecordScanner {
  readonly #delimiter: Buffer;
  readonly #first: number;
  readonly #quoted: boolean;
  /** End of the record, without its line break. */
  end = 0;
  /** Beginning of the next record. */
  next = 0;
  fields = 0;
  /** Line breaks in quotes. */
  breaks = 0;
  problem: RecordProblem | undefined;

  /** @param quoted whether fields may be in double quotes */
  constructor(delimiter: string, quoted: boolean) {
    this.#delimiter = Buffer.from(delimiter);
    this.#first = this.#delimiter[0] ?? 0;
    this.#quoted = quoted;
  }

  /**
   * @param isLast whether the file ends with the buffer
   * @returns whether the record ends in the buffer
   */
  scan(buffer: Buffer, start: number, isLast: boolean): boolean {
    const first = this.#first;
    const quoted = this.#quoted;
    const { length } = buffer;
    let at = start;
    this.fields = 1;
    this.breaks = 0;
    this.problem = undefined;
    for (;;) {
      if (buffer[at] === quote) {
        if (!quoted) return this.#stopAt(buffer, at, isLast, 'quote outside');
        const before = this.breaks;
        at = this.#closingQuote(buffer, at + 1) + 1;
        const isOpen = at === 0;
        if (!isLast && (isOpen || at + this.#delimiter.length > length)) return false;
        if (isOpen) return this.#stopAt(buffer, length, isLast, 'unclosed', before);
        if (!this.#isFieldEnd(buffer, at))
          return this.#stopAt(buffer, at, isLast, 'text after quote', before);
      } else
        for (; at < length; at += 1) {
          const byte = buffer[at];
          if (byte === newline || (byte === first && this.#isDelimiter(buffer, at))) break;
          if (byte === quote && quoted) return this.#stopAt(buffer, at, isLast, 'quote inside');
          if (byte === carriageReturn) {
            if (at + 1 >= length || buffer[at + 1] === newline) break;
            return this.#stopAt(buffer, at, isLast, 'carriage return');
          }
        }
      if (!this.#isDelimiter(buffer, at)) return this.#endAt(buffer, at, isLast);
      this.fields += 1;
      at += this.#delimiter.length;
    }
  }

  #endAt(buffer: Buffer, at: number, isLast: boolean): boolean {
    const next = at + (buffer[at] === carriageReturn ? 2 : 1);
    if (next > buffer.length && !isLast) return false;
    this.end = at;
    this.next = Math.min(next, buffer.length);
    return true;
  }

  /**
   * Notes a problem, and goes on to the end of the line.
   * @param before line breaks before the field
   */
  #stopAt(
    buffer: Buffer,
    at: number,
    isLast: boolean,
    kind: RecordProblem['kind'],
    before = this.breaks,
  ): boolean {
    this.problem = { kind, field: this.fields - 1, before, inside: this.breaks - before };
    const end = buffer.indexOf(newline, at);
    return this.#endAt(buffer, end < 0 ? buffer.length : end, isLast);
  }

  /** Of a field in quotes; -1 if it does not close in the buffer. Counts line breaks. */
  #closingQuote(buffer: Buffer, from: number): number {
    const { length } = buffer;
    for (let at = from; at < length; at += 1) {
      const byte = buffer[at];
      if (byte === newline) this.breaks += 1;
      else if (byte === quote) {
        if (buffer[at + 1] !== quote) return at;
        at += 1;
      }
    }
    return -1;
  }

  #isDelimiter(buffer: Buffer, at: number): boolean {
    if (buffer[at] !== this.#first) return false;
    const { length } = this.#delimiter;
    return length === 1 || this.#delimiter.equals(buffer.subarray(at, at + length));
  }

  /** Whether a field in quotes may end here. */
  #isFieldEnd(buffer: Buffer, at: number): boolean {
    const byte = buffer[at];
    if (byte === undefined || byte === newline || this.#isDelimiter(buffer, at)) return true;
    const after = buffer[at + 1];
    return byte === carriageReturn && (after === undefined || after === newline);
  }
}
