import { visit } from 'jsonc-parser';
import type { TableDefinition } from '../../lab/definition.ts';
import { JsonChecker, type Tell } from './json-checker.ts';
import { jsonProblem } from './json-problem.ts';
import { formMatters, rowOf, unfilled } from './json-shape.ts';

/** What JSON.parse returns. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** JSON.parse cannot tell whether a line fits. */
const inDoubt = new Error('in doubt');
const doubt = (): never => {
  throw inDoubt;
};
/** The rest of a line cannot be read. */
const lost = new Error('lost');

/** Numbers that JSON.parse may give back in another form: with an exponent, a zero at the end, or many digits. */
const rewritten = /[:,[]\s*-?\d(?:\d*\.\d*0(?!\d)|[\d.]*[eE]|[\d.]{15})/;

/** How a number or a boolean is written. A number that is too large for JSON.parse is Infinity. */
const written = (value: unknown): string =>
  typeof value === 'number' && !Number.isFinite(value) ? doubt() : String(value);

/** At least as many as there are keys, twice or not: colons after a quote. */
const mostKeys = (line: string): number => {
  let keys = 0;
  for (let at = line.indexOf(':'); at >= 0; at = line.indexOf(':', at + 1)) {
    let before = at - 1;
    while (line.charCodeAt(before) <= 0x20) before -= 1;
    if (line.charCodeAt(before) === 0x22) keys += 1;
  }
  return keys;
};

/**
 * Holds the JSON objects of a table's lines against its columns, at every depth.
 *
 * JSON.parse sees neither that a key stands twice nor how a number is written, but is much faster than a parser that
 * does. So it goes first, and the other one where there is a doubt. Only that one tells what is wrong.
 */
export class JsonColumns {
  readonly #row;
  readonly #partitionKeys: ReadonlySet<string>;
  readonly #checker: JsonChecker;
  /** Whether it matters to any column how a number is written. */
  readonly #formMatters: boolean;
  #line = '';

  constructor({ columns, partitionKeys }: Pick<TableDefinition, 'columns' | 'partitionKeys'>) {
    this.#row = rowOf(columns);
    this.#checker = new JsonChecker(this.#row);
    this.#formMatters = formMatters(this.#row);
    this.#partitionKeys = new Set(partitionKeys.map(({ name }) => name));
  }

  /** @param tell is called with each thing that is wrong with the line */
  check(line: string, tell: Tell): void {
    if (!/^[ \t]*\{/.test(line)) {
      tell('json', () => jsonProblem(line));
      return;
    }
    this.#line = line;
    const inAnotherForm = this.#formMatters && rewritten.test(line);
    if (inAnotherForm || !this.#fitsPlainly()) this.#visit(tell);
  }

  /** What is odd about the table as a whole, once all its lines were checked. */
  warnings(): readonly string[] {
    return unfilled(this.#row).map(({ fields, otherKeys }) => {
      const keys = otherKeys.filter(key => !this.#partitionKeys.has(key.toLowerCase()));
      const advice =
        keys.length === 0
          ? 'Add the key, or leave it out of lab.json'
          : `Keys without a column are ${keys.map(key => `'${key}'`).join(', ')}: give both the same name, or leave it out of lab.json`;
      return `no line fills ${fields.join(', ')}, which will be NULL. ${advice}`;
    });
  }

  #fitsPlainly(): boolean {
    this.#checker.start(doubt, doubt);
    try {
      return this.#walk(JSON.parse(this.#line)) === mostKeys(this.#line);
    } catch (error) {
      if (error === inDoubt || error instanceof SyntaxError) return false;
      throw error;
    }
  }

  /** Returns the number of keys in a value. */
  #walk(value: Json | undefined = null): number {
    const checker = this.#checker;
    if (typeof value !== 'object' || value === null) {
      checker.literal(value, written);
      return 0;
    }
    let keys = 0;
    if (isArray(value)) {
      checker.begin('array');
      for (const element of value) keys += this.#walk(element);
    } else {
      checker.begin('object');
      for (const key in value) {
        checker.key(key);
        keys += 1 + this.#walk(value[key]);
      }
    }
    checker.end();
    return keys;
  }

  #visit(tell: Tell): void {
    const line = this.#line;
    const checker = this.#checker;
    const stop = (kind: string, message: () => string): never => {
      tell(kind, message);
      throw lost;
    };
    checker.start(tell, stop);
    try {
      visit(
        line,
        {
          onObjectBegin: () => checker.begin('object'),
          onArrayBegin: () => checker.begin('array'),
          onObjectProperty: key => checker.key(key),
          onObjectEnd: () => checker.end(),
          onArrayEnd: () => checker.end(),
          onLiteralValue: (value, offset, length) =>
            checker.literal(value, () => line.slice(offset, offset + length)),
          onError: () => stop('json', () => jsonProblem(line)),
        },
        { disallowComments: true },
      );
    } catch (error) {
      if (error !== lost) throw error;
    }
  }
}
