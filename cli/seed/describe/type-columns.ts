import type { Json } from '@duckdb/node-api';
import { type Database, sqlName, sqlText } from '../duckdb/database.ts';
import { typedValue } from '../duckdb/typed-values.ts';
import { type NumberStyle, numberStyles, type Reading, readingsOf, type Scope } from './readings.ts';
import { nullWords } from './value-kind.ts';

/** A column of text in a relation of the database. */
export interface TextColumn {
  readonly name: string;
  readonly scope: Scope;
}

export interface TypedColumn {
  readonly name: string;
  /** Those that fit all values, from the one that says most; text if there is none. */
  readonly readings: readonly Reading[];
  /** Number of values, without NULL, empty fields and words for it. */
  readonly values: number;
  /** Words for NULL that it has. */
  readonly nulls: readonly string[];
  /** Some of its values. */
  readonly examples: readonly string[];
  /** A value that kept it from being read as the first values were. */
  readonly misfit: string | undefined;
  /** What the first values were read as. */
  readonly expected: string | undefined;
}

export interface TypedColumns {
  readonly rows: number;
  readonly style: NumberStyle;
  readonly columns: readonly TypedColumn[];
}

/** So many rows show what values look like. All values are read before that is believed. */
const sampleRows = 1000;

const longestWord = Math.max(...nullWords.map(word => word.length)) + 2;

/** JSON's numbers and booleans are no words. */
const wordsIn = (scope: Scope): readonly string[] =>
  scope === 'numbers' || scope === 'booleans' ? [] : nullWords;

const looksLike = ({ looks, not }: Reading, value: string): boolean =>
  looks.test(value) && (not === undefined || !new RegExp(not).test(value));

const keyOf = ({ type, dateFormat }: Reading, { decimal, thousands }: NumberStyle): string =>
  JSON.stringify([type, dateFormat, decimal, thousands]);

/** What is known of a column. */
class Column {
  readonly name: string;
  readonly scope: Scope;
  readonly #examples = new Set<string>();
  /** By reading: whether all values fit. */
  readonly #verdicts = new Map<string, boolean>();
  misfit: string | undefined;
  expected: string | undefined;
  values = 0;
  readonly #nulls = new Set<string>();

  constructor({ name, scope }: TextColumn) {
    this.name = name;
    this.scope = scope;
  }

  /** Words for NULL that it has. */
  get nulls(): readonly string[] {
    return [...this.#nulls];
  }

  addNulls(words: readonly string[]): void {
    for (const word of words) this.#nulls.add(word);
  }

  get examples(): readonly string[] {
    return [...this.#examples];
  }

  learn(value: Json | undefined): void {
    const text = typeof value === 'string' ? value.trim() : '';
    if (typeof value === 'string' && text !== '' && !wordsIn(this.scope).includes(text))
      this.#examples.add(value);
  }

  judge(reading: Reading, style: NumberStyle, misfit: Json | undefined): void {
    const fits = misfit === null || misfit === undefined;
    this.#verdicts.set(keyOf(reading, style), fits);
    if (fits) return;
    this.learn(misfit);
    this.expected ??= reading.type;
    this.misfit ??= String(misfit);
  }

  /** A value because of which numbers are text, where that shows at once. */
  get oddNumber(): string | undefined {
    const { examples } = this;
    if (this.scope !== 'any' || !examples.every(example => /^[+-]?\d+$/.test(example))) return undefined;
    return examples.find(example => /^[+]|^-?0\d|\d{16}/.test(example));
  }

  /** What all known values may be read as. */
  readings(style: NumberStyle): readonly Reading[] {
    const { examples } = this;
    if (examples.length === 0) return [];
    return readingsOf(this.name, this.scope, style).filter(
      reading =>
        this.#verdicts.get(keyOf(reading, style)) !== false &&
        examples.every(example => looksLike(reading, example)),
    );
  }

  /** Readings that all values were held against, and fit. */
  verified(style: NumberStyle): readonly Reading[] {
    return this.readings(style).filter(reading => this.#verdicts.get(keyOf(reading, style)) === true);
  }

  /** What to hold all values against next: the best reading, or all forms of a date, which exclude each other late. */
  open(style: NumberStyle): readonly Reading[] {
    const readings = this.readings(style);
    const [best] = readings;
    const tried = best?.dateFormat === undefined ? readings.slice(0, 1) : readings;
    return tried.filter(reading => !this.#verdicts.has(keyOf(reading, style)));
  }
}

/**
 * SQL that is true for most values of such a type, and for no others. It is fast: the test that knows all forms of a
 * value decides about the rest.
 */
const fits = (text: string, { type, dateFormat }: Reading, { decimal, thousands }: NumberStyle): string => {
  if (dateFormat !== undefined || decimal !== undefined || thousands !== undefined) return 'false';
  if (type === 'int' || type === 'bigint')
    return `try_cast(${text} as ${type})::varchar = ${text} and strlen(${text}) <= 18`;
  if (type !== 'double') return 'false';
  const begins = [
    ['1', ':'],
    ['-1', '-:'],
    ['0.', '0/'],
    ['-0.', '-0/'],
  ].map(([from = '', to = '']) => `(${text} >= ${sqlText(from)} and ${text} < ${sqlText(to)})`);
  return `strlen(${text}) <= 15 and (${begins.join(' or ')}) and isfinite(try_cast(${text} as double)) and not contains(${text}, '_')`;
};

/** SQL for a text that does not fit a reading; NULL for one that does. */
const misfit = (text: string, reading: Reading, style: NumberStyle): string => {
  const { type, dateFormat, not } = reading;
  const { isValid } = typedValue(text, type, { ...style, dateFormat });
  const odd = not === undefined ? '' : ` when regexp_matches(${text}, ${sqlText(not)}) then ${text}`;
  return `case when ${fits(text, reading, style)} then null when not ${isValid} then ${text}${odd} end`;
};

/** What to ask all values of a column, in one pass over them together with all others. */
class Question {
  /** Of the relation's columns: what to look at. */
  readonly columns: readonly string[];
  /** Of those: what to ask. */
  readonly sums: readonly string[];
  readonly #column: Column;
  readonly #as: string;
  readonly #readings: readonly Reading[];
  readonly #style: NumberStyle;

  constructor(column: Column, as: string, style: NumberStyle, isFirst: boolean) {
    this.#column = column;
    this.#as = as;
    this.#readings = column.open(style);
    this.#style = style;
    const first = isFirst ? this.#facts() : { columns: [], sums: [] };
    this.columns = [...this.#misfits(), ...first.columns];
    this.sums = [...this.#misfitSums(), ...first.sums];
  }

  learn(answer: Readonly<Record<string, Json>>): void {
    const of = (what: string): Json | undefined => answer[`${this.#as}_${what}`];
    const counts: Readonly<Record<string, number>> = JSON.parse(String(of('words') ?? '{}'));
    this.#column.addNulls(Object.keys(counts));
    for (const [index, reading] of this.#readings.entries())
      this.#column.judge(reading, this.#style, of(`misfit${index}`));
    if (of('values') === undefined) return;
    this.#column.values = whole(of('values')) - Object.values(counts).reduce((sum, count) => sum + count, 0);
    this.#column.learn(of('least'));
    this.#column.learn(of('most'));
  }

  get #text(): string {
    return sqlName(this.#column.name);
  }

  get #words(): string {
    return wordsIn(this.#column.scope).map(sqlText).join(', ');
  }

  #misfits(): readonly string[] {
    return this.#readings.map(
      (reading, index) => `${misfit(this.#text, reading, this.#style)} as ${this.#as}_${index}`,
    );
  }

  /** A word for NULL fits nothing. */
  #misfitSums(): readonly string[] {
    const words = this.#words;
    return this.#readings.flatMap((_, index) => {
      const odd = `${this.#as}_${index}`;
      const isWord = words === '' ? 'false' : `trim(${odd}) in (${words})`;
      const counts = `histogram(case when ${isWord} then trim(${odd}) end)::json as ${this.#as}_words`;
      return [
        `any_value(case when ${isWord} then null else ${odd} end) as ${this.#as}_misfit${index}`,
        ...(index === 0 && words !== '' ? [counts] : []),
      ];
    });
  }

  #facts(): { readonly columns: readonly string[]; readonly sums: readonly string[] } {
    const [text, as, words] = [this.#text, this.#as, this.#words];
    const isShort = `strlen(${text}) <= ${longestWord}`;
    const looksForWords = this.#readings.length === 0 && words !== '';
    // Only where the first rows have no values, others show what they look like.
    const isUnknown = this.#column.examples.length === 0;
    return {
      columns: [
        `${text} as ${as}_text`,
        ...(looksForWords
          ? [
              `case when ${isShort} then case when trim(${text}) in (${words}) then trim(${text}) end end as ${as}_word`,
            ]
          : []),
      ],
      sums: [
        `count(${as}_text) as ${as}_values`,
        ...(looksForWords ? [`histogram(${as}_word)::json as ${as}_words`] : []),
        ...(isUnknown ? [`min(${as}_text) as ${as}_least`, `max(${as}_text) as ${as}_most`] : []),
      ],
    };
  }
}

/** The style by which most columns are numbers; the most common of them. */
const bestStyle = (columns: readonly Column[], styles: readonly NumberStyle[]): NumberStyle => {
  const isNumber = ({ type }: Reading) => type === 'int' || type === 'bigint' || type === 'double';
  const numbers = (style: NumberStyle) =>
    columns.filter(column => column.readings(style).some(isNumber)).length;
  return styles.reduce((best, style) => (numbers(style) > numbers(best) ? style : best), styles[0] ?? {});
};

const whole = (value: Json | undefined): number => Number(value ?? 0);

/**
 * Finds the types of a relation's columns of text. What some rows look like is held against all of them; a value that
 * does not fit is learnt from, until nothing contradicts.
 *
 * @param delimiter of the files, which tells what a comma in a number is more likely to be
 */
export const typeColumns = async (
  database: Database,
  relation: string,
  given: readonly TextColumn[],
  delimiter?: string,
): Promise<TypedColumns> => {
  const columns = given.map(column => new Column(column));
  const styles = numberStyles(delimiter);
  for (const row of await database.rows(`select * from ${relation} limit ${sampleRows}`))
    for (const column of columns) column.learn(row[column.name]);

  let rows: number | undefined;
  let style = bestStyle(columns, styles);
  for (;;) {
    const questions = columns.map((column, at) => new Question(column, `q${at}`, style, rows === undefined));
    if (rows !== undefined && questions.every(({ sums }) => sums.length === 0)) break;
    const looked = ['1', ...questions.flatMap(question => question.columns)].join(', ');
    const asked = ['count(*) as n', ...questions.flatMap(question => question.sums)].join(', ');
    const [answer = {}] = await database.rows(`select ${asked} from (select ${looked} from ${relation})`);
    for (const question of questions) question.learn(answer);
    rows ??= whole(answer.n);
    style = bestStyle(columns, styles);
  }
  return {
    rows: rows ?? 0,
    style,
    columns: columns.map(column => ({
      name: column.name,
      readings: column.verified(style),
      values: column.values,
      nulls: column.nulls,
      examples: column.examples,
      misfit: column.oddNumber ?? column.misfit,
      expected: column.expected ?? (column.oddNumber === undefined ? undefined : 'int'),
    })),
  };
};
