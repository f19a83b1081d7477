import type { JsonColumns } from './json-columns.ts';
import type { Inspector } from './measure-file.ts';
import { TextLines } from './text-lines.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** Checks a file of JSON lines and counts its rows, as OpenX's JSON SerDe would. */
export const jsonLineRows = (file: string, columns: JsonColumns): Inspector => {
  let rows = 0;
  const text = new TextLines(file, (line, number) => {
    columns.check(line, problem => {
      throw new UnreadableFile(file, number, problem);
    });
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
