import { SourceMap } from 'node:module';
import { labFunctions } from '../lab/names.ts';
import { bundleFunction } from './bundle.ts';

/** `plan.js:40:150`: a place in a function's code, as stack traces have it. */
const place = new RegExp(`\\b(${labFunctions.join('|')})[.]js:(\\d+):(\\d+)`, 'g');

/** Finds the source of a place in a function's code; undefined if the code has no such place. */
type Find = (line: number, column: number) => string | undefined;

const finderOf = async (name: (typeof labFunctions)[number]): Promise<Find> => {
  const { code, map } = await bundleFunction(name);
  const lines = code.split('\n');
  const sources = new SourceMap(JSON.parse(map));
  return (line, column) => {
    // Of a place beyond the code, findOrigin makes one beyond the source.
    if (column < 1 || column > (lines[line - 1]?.length ?? 0)) return undefined;
    const origin = sources.findOrigin(line, column);
    return 'fileName' in origin
      ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
      : undefined;
  };
};

/**
 * Replaces places in functions' code by those in the sources: `plan.js:40:150` by `reconcile/engine.ts:30:12`. All else
 * stays, also places that the code does not have. Right only for functions that were made from these very sources.
 *
 * @param text stack traces, or log lines with them
 */
export const sourcePlaces = async (text: string): Promise<string> => {
  const named = new Set(Array.from(text.matchAll(place), ([, name]) => name));
  const finders = new Map<string, Find>();
  for (const name of labFunctions) if (named.has(name)) finders.set(name, await finderOf(name));
  return text.replaceAll(
    place,
    (whole, name: string, line: string, column: string) =>
      finders.get(name)?.(Number(line), Number(column)) ?? whole,
  );
};
