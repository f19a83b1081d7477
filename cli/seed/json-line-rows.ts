import type { Inspector } from './measure-file.ts';
import { TextLines } from './text-lines.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** A key that appears twice if case is ignored, as Athena's JSON SerDe ignores it. */
const repeatedKey = (value: object): string | undefined => {
  const seen = new Set<string>();
  return Object.keys(value).find(key => seen.size === seen.add(key.toLowerCase()).size);
};

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** Why a line is not a row; undefined if it is one. */
const problemOf = (line: string): string | undefined => {
  const value = parse(line);
  if (Array.isArray(value))
    return 'this is a JSON array. Write one object on each line (jq -c ".[]" does it)';
  if (typeof value === 'object' && value !== null) {
    const twice = repeatedKey(value);
    return twice && `the key '${twice}' appears twice; Athena ignores case. Rename one`;
  }
  if (/^\s*([{[]\s*|[{[]?\s*"[^"]*"\s*:\s*[^}]*|[}\]]\s*,?\s*)$/.test(line))
    return 'this JSON spans several lines (pretty-printed). Write each object on one line (jq -c . does it)';
  return 'this is not a JSON object, and Athena would read it as a row of NULLs or fail. Write one object on each line';
};

/** Checks a file of JSON lines and counts its rows, as OpenX's JSON SerDe would. */
export const jsonLineRows = (file: string): Inspector => {
  let rows = 0;
  const text = new TextLines(file, (line, number) => {
    const problem = problemOf(line);
    if (problem !== undefined) throw new UnreadableFile(file, number, problem);
    rows += 1;
  });
  return {
    take: chunk => text.take(chunk),
    end: () => {
      text.end();
      return rows;
    },
  };
};
