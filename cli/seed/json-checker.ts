import { anything, type Field, type Shape } from './json-shape.ts';
import { jsonHint } from './json-values.ts';

/**
 * Reports what is wrong with a line.
 * @param kind what problems of the same kind share, whatever line they are on
 * @param column the column that it is about
 */
export type Tell = (kind: string, message: () => string, column?: string) => void;
/** The same, where the rest of the line cannot be read. */
type Stop = (kind: string, message: () => string) => never;

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

/** Holds a line's JSON against the columns, in the order of the text: what begins, what it has, what ends. */
export class JsonChecker {
  readonly #row: Shape;
  readonly #frames: Frame[] = [];
  #depth = 0;
  #objects = 0;
  #tell: Tell = () => {};
  #stop: Stop = (_, message) => {
    throw new Error(message());
  };

  constructor(row: Shape) {
    this.#row = row;
  }

  /** Begins a line. */
  start(tell: Tell, stop: Stop): void {
    this.#tell = tell;
    this.#stop = stop;
    this.#depth = 0;
  }

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

  begin(what: 'object' | 'array'): void {
    const declared = this.#next(false);
    const fits =
      declared.kind === 'any' ||
      (what === 'array' ? declared.kind === 'array' : /^(map|struct)$/.test(declared.kind));
    if (!fits) this.#misfit(declared, () => `an ${what}`, 'and queries that read it would fail');
    if (this.#depth === maxDepth)
      this.#stop('depth', () => `this is nested more than ${maxDepth} levels deep. Flatten it`);
    const shape = fits ? declared : anything;
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

  end(): void {
    this.#depth -= 1;
  }

  key(key: string): void {
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
    if (fits) return;
    const path = this.#path(this.#depth - 1);
    this.#tell(
      `key of ${this.#place}`,
      () =>
        `a key of ${path} is '${key.slice(0, 40)}', but they are ${shape.type}. Use ${jsonHint(shape.type)}, or make them string`,
      this.#column,
    );
  }

  /** @param written gives the text of a literal without quotes */
  literal(value: unknown, written: (value: unknown) => string): void {
    const shape = this.#next(value === null);
    if (value === null || shape.kind === 'any') return;
    // Common, and its form does not matter.
    if (typeof value === 'number' && shape.type === 'double' && Number.isFinite(value)) return;
    const quoted = typeof value === 'string';
    const text = quoted ? value : written(value);
    if (shape.kind !== 'scalar')
      this.#misfit(
        shape,
        () => `'${text.slice(0, 40)}'`,
        shape.kind === 'array'
          ? 'which Athena would read as NULL or as an array of one'
          : 'and queries that read it would fail',
      );
    else if (!shape.fits(text, quoted))
      this.#misfit(
        shape,
        () => `'${text.slice(0, 40)}'`,
        'which Athena would read as NULL or as another value',
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

  /** The same for all elements of an array and all values of a map: `.tags.[]`. */
  get #place(): string {
    return this.#frames
      .slice(0, this.#depth)
      .map(({ shape, field }) => (shape.kind === 'struct' ? (field?.name ?? '') : '[]'))
      .join('.');
  }

  get #column(): string | undefined {
    return this.#frames[0]?.field?.name;
  }

  #misfit({ type }: Shape, has: () => string, consequence: string): void {
    this.#tell(
      `misfit at ${this.#place}`,
      () =>
        `column ${this.#path()} is ${type}, but has ${has()}, ${consequence}. Use ${jsonHint(type)} or null, or make it a string in lab.json`,
      this.#column,
    );
  }

  #twice(key: string): void {
    const depth = this.#depth - 1;
    this.#tell(
      `twice at ${this.#place}`,
      () =>
        `the key '${key}' appears twice${depth === 0 ? '' : ` in ${this.#path(depth)}`}; Athena ignores case, and fails or loses a value. Rename or remove one`,
      this.#column,
    );
  }
}
