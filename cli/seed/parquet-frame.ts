import type { Inspector } from './measure-file.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** Both ends of a Parquet file: https://parquet.apache.org/docs/file-format/ */
const magic = Buffer.from('PAR1');

/** Checks that a file is Parquet and complete. Does not count its rows: that would take parsing the footer. */
export const parquetFrame = (file: string): Inspector => {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let bytes = 0;
  return {
    take: chunk => {
      bytes += chunk.length;
      if (head.length < magic.length) head = Buffer.concat([head, chunk.subarray(0, magic.length)]);
      tail = Buffer.concat([tail, chunk.subarray(-magic.length)]).subarray(-magic.length);
    },
    end: () => {
      if (!head.subarray(0, magic.length).equals(magic))
        throw new UnreadableFile(
          file,
          undefined,
          'this is not a Parquet file: it does not begin with PAR1. Correct "format"',
        );
      // Magic, at least one byte of footer, the footer's length, magic.
      if (!tail.equals(magic) || bytes < 13)
        throw new UnreadableFile(
          file,
          undefined,
          'this Parquet file does not end with PAR1, so it is truncated. Copy it again',
        );
      return undefined;
    },
  };
};
