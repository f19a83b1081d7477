/** @param line of its first character, counted from 1 */
type OnObject = (text: string, line: number) => void;

/** What stands between objects: a document is not one of objects there. */
type OnOther = (text: string, line: number) => void;

/**
 * Splits a JSON text into its objects: those of an array, or one after the other, on as many lines as they like. It
 * finds where an object ends; whether that is JSON, its reader tells.
 */
export class JsonObjects {
  readonly #onObject: OnObject;
  readonly #onOther: OnOther;
  #rest = '';
  #scanned = 0;
  #depth = 0;
  #inString = false;
  #line = 1;
  #begins = 1;
  /** Whether the document begins with an array, and whether that has ended. */
  #array: 'none' | 'open' | 'closed' | undefined;

  constructor(onObject: OnObject, onOther: OnOther) {
    this.#onObject = onObject;
    this.#onOther = onOther;
  }

  take(text: string): void {
    this.#rest += text;
    let start = 0;
    let at = this.#scanned;
    const { length } = this.#rest;
    for (; at < length; at += 1) {
      const code = this.#rest.charCodeAt(at);
      if (code === 0x0a) this.#line += 1;
      if (this.#inString) {
        if (code === 0x5c) {
          // The character behind a backslash may not be there yet.
          if (at + 1 >= length) break;
          at += 1;
        } else if (code === 0x22) this.#inString = false;
      } else if (this.#depth === 0) {
        if (code === 0x7b && this.#array !== 'closed') {
          this.#array ??= 'none';
          [this.#depth, this.#begins, start] = [1, this.#line, at];
        } else if (!this.#isBetween(code)) {
          this.#onOther(this.#rest.slice(at, at + 100), this.#line);
          at = this.#lineEnd(at);
        }
      } else if (code === 0x22) this.#inString = true;
      else if (code === 0x7b || code === 0x5b) this.#depth += 1;
      else if (code === 0x7d || code === 0x5d) {
        this.#depth -= 1;
        if (this.#depth === 0) {
          this.#onObject(this.#rest.slice(start, at + 1), this.#begins);
          start = at + 1;
        }
      }
    }
    const kept = this.#depth > 0 ? start : at;
    this.#rest = this.#rest.slice(kept);
    this.#scanned = at - kept;
  }

  /** Gives what is left of an object that does not end, to be refused. */
  end(): void {
    if (this.#depth > 0) this.#onObject(this.#rest, this.#begins);
    else if (this.#array === 'open') this.#onOther('', this.#line);
  }

  /** Characters that are held back: those of an object that has not ended. */
  get pending(): number {
    return this.#rest.length;
  }

  #isBetween(code: number): boolean {
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff) return true;
    if (code === 0x5b && this.#array === undefined) this.#array = 'open';
    else if (code === 0x5d && this.#array === 'open') this.#array = 'closed';
    else return code === 0x2c && this.#array === 'open';
    return true;
  }

  #lineEnd(from: number): number {
    const end = this.#rest.indexOf('\n', from);
    return (end < 0 ? this.#rest.length : end) - 1;
  }
}
