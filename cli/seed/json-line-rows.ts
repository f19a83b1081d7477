import type { FileProblems } from './file-problems.ts';
import type { JsonColumns } from './json-columns.ts';
import type { Inspector } from './measure-file.ts';
import { TextLines } from './text-lines.ts';

/** Checks a file of JSON lines and counts its rows, as OpenX's JSON SerDe would. */
export const jsonLineRows = (problems: FileProblems, columns: JsonColumns): Inspector => {
  const text = new TextLines(problems, (line, number) =>
    columns.check(line, (...problem) => problems.tell(number, ...problem)),
  );
  return {
    take: chunk => text.take(chunk),
    end: () => text.end(),
  };
};
