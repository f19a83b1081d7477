import { mostDefinitionBytes } from './bounds.ts';
import { InvalidDefinition } from './errors.ts';
import { readJson } from './parse.ts';

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e5) / 10} MB`;

/**
 * Refuses a `lab.json` that is too large to be read whole.
 * @param bytes as S3 or the file system says; undefined if it does not
 * @throws InvalidDefinition
 */
export const refuseSize = (bytes: number | undefined, what: string): void => {
  if (bytes !== undefined && bytes > mostDefinitionBytes)
    throw new InvalidDefinition(
      `${what} has ${megabytes(bytes)}, and a definition has at most ${megabytes(mostDefinitionBytes)}. List files in a manifest`,
    );
};

/** Whether an object, or one in it, has a key that would be lost when it is copied. */
const hasProto = (value: unknown): boolean => {
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Object.hasOwn(next, '__proto__')) return true;
    for (const each of Object.values(next)) left.push(each);
  }
  return false;
};

/** The unchecked value of a definition's JSON. @throws InvalidDefinition */
export const readDefinitionJson = (json: string, what: string): unknown => {
  const value = readJson(json, what, InvalidDefinition);
  if (hasProto(value))
    throw new InvalidDefinition(
      `${what} has the key "__proto__", which is not a key of a definition: remove it`,
    );
  return value;
};
