import { visit } from 'jsonc-parser';
import type { TableDefinition } from '../../lab/definition.ts';
import { jsonProblem } from './json-problem.ts';
import { anything, type Field, type Shape, structOf, unfilled } from './json-shape.ts';
import { jsonHint } from './json-values.ts';

/** Throws. */
type Refuse = (problem: string) => never;

/** An object or array that is being read. */
interface Frame {
  shape: Shape;
  /** Of an object: its number, counted over all lines. */
  object: number;
  /** Keys without a field, in lower case. */
  readonly keys: Set<string>;
  /** The key whose value comes next; its field if it has one. */
  key: string;
  field: Field | undefined;
  /** Index of the array's element that was read last. */
  index: number;
}

const newFrame = (): Frame => ({
  shape: anything,
  object: 0,
  keys: new Set(),
  key: '',
  field: undefined,
  index: -1,
});

/** Deeper than anything but a mistake, and far below what Athena's reader can follow. */
const maxDepth = 500;
/** So many keys without a column are remembered for a warning, in each struct. */
const rememberedKeys = 20;

/** What JSON.parse returns. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** JSON.parse cannot tell whether a line fits. */
const inDoubt = new Error('in doubt');
const doubt: Refuse = () => {
  throw inDoubt;
};

/** Numbers that JSON.parse may give back in another form: with an exponent, a zero at the end, or many digits. */
const rewritten = /[:,[]\s*-?\d(?:\d*\.\d*0(?!\d)|[\d.]*[eE]|[\d.]{15})/;

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
 * does. So it goes first, and the other one where there is a doubt. Only that one refuses.
 */
export class JsonColumns {
  readonly #row: Shape;
  readonly #partitionKeys: ReadonlySet<string>;
  readonly #frames: Frame[] = [];
  #depth = 0;
  #objects = 0;
  #line = '';
  /** Whether JSON.parse may have changed a number's form; undefined if nobody asked yet. */
  #isRewritten: boolean | undefined;
  #refuse: Refuse = problem => {
    throw new Error(problem);
  };

  constructor({ columns, partitionKeys }: Pick<TableDefinition, 'columns' | 'partitionKeys'>) {
    this.#row = structOf('row', columns);
    this.#partitionKeys = new Set(partitionKeys.map(({ name }) => name));
  }

  /** @param refuse is called with what is wrong with the line, and has to throw */
  check(line: string, refuse: Refuse): void {
    if (!/^[ \t]*\{/.test(line)) refuse(jsonProblem(line));
    this.#line = line;
    if (this.#fitsPlainly()) return;
    this.#refuse = refuse;
    this.#depth = 0;
    visit(line, this.#visitor, { disallowComments: true });
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
    this.#refuse = doubt;
    this.#depth = 0;
    this.#isRewritten = undefined;
    try {
      return this.#walk(JSON.parse(this.#line)) === mostKeys(this.#line);
    } catch (error) {
      if (error === inDoubt || error instanceof SyntaxError) return false;
      throw error;
    }
  }

  /** Returns the number of keys in a value. */
  #walk(value: Json | undefined): number {
    if (typeof value !== 'object' || value === null) {
      this.#parsedLiteral(value);
      return 0;
    }
    let keys = 0;
    if (isArray(value)) {
      this.#begin('array');
      for (const element of value) keys += this.#walk(element);
    } else {
      this.#begin('object');
      for (const key in value) {
        this.#key(key);
        keys += 1 + this.#walk(value[key]);
      }
    }
    this.#end();
    return keys;
  }

  #parsedLiteral(value: unknown): void {
    const shape = this.#next(value === null);
    if (value === null || shape.kind === 'any') return;
    if (shape.kind !== 'scalar') doubt('');
    else if (typeof value === 'string') {
      if (!shape.fits(value, true)) doubt('');
    } else if (typeof value === 'number' && shape.type === 'double') {
      if (!Number.isFinite(value)) doubt('');
    } else {
      this.#isRewritten ??= rewritten.test(this.#line);
      if (this.#isRewritten || !shape.fits(String(value), false)) doubt('');
    }
  }

  readonly #visitor = {
    onObjectBegin: () => this.#begin('object'),
    onArrayBegin: () => this.#begin('array'),
    onObjectProperty: (key: string) => this.#key(key),
    onObjectEnd: () => this.#end(),
    onArrayEnd: () => this.#end(),
    onLiteralValue: (value: unknown, offset: number, length: number) => this.#literal(value, offset, length),
    onError: () => this.#refuse(jsonProblem(this.#line)),
  };

  get #top(): Frame | undefined {
    return this.#frames[this.#depth - 1];
  }

  /** The shape that the value which begins now should have. */
  #next(isNull: boolean): Shape {
    const top = this.#top;
    if (top === undefined) return this.#row;
    const { shape, field } = top;
    if (shape.kind === 'array') {
      top.index += 1;
      return shape.element;
    }
    if (shape.kind === 'map') return shape.value;
    if (shape.kind !== 'struct') {
      top.index += 1;
      return anything;
    }
    if (field === undefined) return anything;
    if (!isNull) field.filled = true;
    return field.shape;
  }

  #begin(what: 'object' | 'array'): void {
    const shape = this.#next(false);
    const fits =
      shape.kind === 'any' || (what === 'array' ? shape.kind === 'array' : /^(map|struct)$/.test(shape.kind));
    if (!fits) this.#misfit(shape, `an ${what}`, `and queries that read it would fail`);
    if (this.#depth === maxDepth)
      this.#refuse(`this is nested more than ${maxDepth} levels deep. Flatten it`);
    if (shape.kind === 'struct') shape.seen = true;
    const frame = this.#frames[this.#depth] ?? newFrame();
    this.#frames[this.#depth] = frame;
    this.#depth += 1;
    frame.shape = shape;
    this.#objects += 1;
    frame.object = this.#objects;
    frame.index = -1;
    frame.field = undefined;
    frame.key = '';
    if (frame.keys.size > 0) frame.keys.clear();
  }

  #end(): void {
    this.#depth -= 1;
  }

  #key(key: string): void {
    const top = this.#top;
    if (top === undefined) return;
    const { shape, keys } = top;
    top.key = key;
    top.field = undefined;
    if (shape.kind === 'struct') {
      const field = shape.fields.get(key) ?? shape.fields.get(key.toLowerCase());
      if (field !== undefined) {
        if (field.lastObject === top.object) this.#twice(key);
        field.lastObject = top.object;
        top.field = field;
        top.key = field.name;
        return;
      }
      if (shape.otherKeys.size < rememberedKeys) shape.otherKeys.add(key);
    }
    if (keys.size === keys.add(key.toLowerCase()).size) this.#twice(key);
    if (shape.kind === 'map') this.#mapKey(shape.key, key);
  }

  #mapKey(shape: Shape, key: string): void {
    const fits = shape.kind === 'any' || (shape.kind === 'scalar' && shape.fits(key, true));
    if (!fits)
      this.#refuse(
        `a key of ${this.#path(this.#depth - 1)} is '${key.slice(0, 40)}', but they are ${shape.type}. Use ${jsonHint(shape.type)}, or make them string`,
      );
  }

  #literal(value: unknown, offset: number, length: number): void {
    const shape = this.#next(value === null);
    if (value === null || shape.kind === 'any') return;
    const quoted = typeof value === 'string';
    const text = quoted ? value : this.#line.slice(offset, offset + length);
    if (shape.kind === 'scalar') {
      if (!shape.fits(text, quoted))
        this.#misfit(shape, `'${text.slice(0, 40)}'`, 'which Athena would read as NULL or as another value');
      return;
    }
    this.#misfit(
      shape,
      `'${text.slice(0, 40)}'`,
      shape.kind === 'array'
        ? 'which Athena would read as NULL or as an array of one'
        : 'and queries that read it would fail',
    );
  }

  /** Where the value that was read last is: `author.age`, `tags[2]`, `prices['EUR']`. */
  #path(depth = this.#depth): string {
    return this.#frames
      .slice(0, depth)
      .map(({ shape, key, field, index }, at) => {
        if (index >= 0 && key === '') return `[${index}]`;
        if (shape.kind === 'map') return `['${key}']`;
        return at === 0 ? (field?.name ?? key) : `.${key}`;
      })
      .join('');
  }

  #misfit({ type }: Shape, has: string, consequence: string): never {
    return this.#refuse(
      `column ${this.#path()} is ${type}, but has ${has}, ${consequence}. Use ${jsonHint(type)} or null, or make it a string in lab.json`,
    );
  }

  #twice(key: string): never {
    const within = this.#depth === 1 ? '' : ` in ${this.#path(this.#depth - 1)}`;
    return this.#refuse(
      `the key '${key}' appears twice${within}; Athena ignores case, and fails or loses a value. Rename or remove one`,
    );
  }
}
