import type { SourceFile } from '../dataset-files.ts';
import type { FileProblems } from '../file-problems.ts';
import type { Measurement, OnRead } from '../measure-file.ts';
import type { Piece } from './staged-pieces.ts';

/** Where rows go that are to be converted. */
export interface Rows {
  /** Adds a row: a beginning, and bytes of a buffer. */
  write(beginning: string, buffer: Buffer, start: number, end: number): void;
  /** Converts what there is, if that is enough for a file; call it now and then. */
  convertFull(): Promise<void> | undefined;
}

/** Makes text for DuckDB of a table's files of one format. */
export interface Stage {
  /**
   * Adds the rows of a file.
   * @param number of the file, which each row begins with, followed by the row's line
   * @param found collects what is wrong with the file's lines
   */
  read(
    file: SourceFile,
    number: number,
    found: FileProblems,
    rows: Rows,
    onRead: OnRead,
  ): Promise<Measurement>;
  /** The relation of a piece that was staged: SQL. */
  relation(piece: Piece): string;
  /** What is odd about the table as a whole, once all its files were read. */
  warnings(): readonly string[];
}
