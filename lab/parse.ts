import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

z.config(en());

/** `datasets[2].columns[0].type` */
export const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );

/** Characters of a message: it must fit into a payload and onto a screen, whatever text it quotes. */
const mostMessage = 2_000;

/** A message without the middle of an overlong quotation. */
export const shortened = (message: string): string =>
  message.length > mostMessage
    ? `${message.slice(0, mostMessage / 2).toWellFormed()} … ${message.slice(-mostMessage / 4).toWellFormed()}`
    : message;

/** A finding in one sentence: what is wrong, where, why, and how many other findings there are. */
export const placed = (what: string, path: readonly PropertyKey[], message: string, others: number): string =>
  shortened(
    `${what}${path.length === 0 ? '' : `, at ${pathOf(path)}`}: ${message}${others === 0 ? '' : ` (and ${others} more)`}`,
  );

/**
 * Parses data from outside, once, at the edge.
 *
 * @param what names the thing in the message: `lab.json`, `the input`
 * @param Failure the class to throw; its message names the first mistake, and how many others there are
 */
export const parse = <Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  Failure: new (message: string) => Error,
): z.output<Schema> => {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues;
  throw new Failure(placed(what, first?.path ?? [], first?.message ?? 'is not valid', others.length));
};

/** The unchecked value of a JSON text; see `parse`. */
export const readJson = (text: string, what: string, Failure: new (message: string) => Error): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure(`${what} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Parses JSON text and then checks its content; see `parse`. */
export const parseJson = <Schema extends z.core.$ZodType>(
  schema: Schema,
  text: string,
  what: string,
  Failure: new (message: string) => Error,
): z.output<Schema> => parse(schema, readJson(text, what, Failure), what, Failure);
