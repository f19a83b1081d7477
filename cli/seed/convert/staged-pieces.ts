import { closeSync, openSync, writeSync } from 'node:fs';
import type { Workspace } from './workspace.ts';

/** A file of text for DuckDB, whose rows become one Parquet file. */
export interface Piece {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  /** Bytes of the longest row. */
  readonly longest: number;
}

/**
 * With ZSTD, such text takes a third or a fourth of it in Parquet: Athena recommends files of 128 MB and more.
 * https://docs.aws.amazon.com/athena/latest/ug/performance-tuning-data-optimization-techniques.html
 */
const mostPieceBytes = 600_000_000;
const bufferBytes = 1024 * 1024;
const newline = Buffer.from('\n');

/**
 * Writes the rows of a table's files, one after the other, into pieces for DuckDB, in a form that it reads without fail.
 * The same rows make the same pieces.
 */
export class StagedPieces {
  readonly #workspace: Workspace;
  readonly #mostBytes: number;
  readonly #buffer = Buffer.allocUnsafe(bufferBytes);
  #filled = 0;
  #file: number | undefined;
  #piece: { path: string; rows: number; bytes: number; longest: number } | undefined;
  readonly #full: Piece[] = [];

  constructor(workspace: Workspace, mostBytes = mostPieceBytes) {
    this.#workspace = workspace;
    this.#mostBytes = mostBytes;
  }

  /** Adds a row: a beginning, and bytes of a buffer. */
  write(beginning: string, buffer: Buffer, start: number, end: number): void {
    const piece = this.#piece ?? this.#begin();
    const from = piece.bytes;
    this.#append(Buffer.from(beginning), 0);
    this.#append(buffer, start, end);
    this.#append(newline, 0);
    piece.rows += 1;
    piece.longest = Math.max(piece.longest, piece.bytes - from);
    if (piece.bytes >= this.#mostBytes) this.#finish();
  }

  /** Pieces that are complete; each is given once. */
  takeFull(): readonly Piece[] {
    return this.#full.splice(0);
  }

  /**
   * Completes the last piece.
   * @param anyway whether there has to be one, even without rows
   */
  end(anyway: boolean): void {
    if (anyway && this.#piece === undefined && this.#full.length === 0) this.#begin();
    if (this.#piece !== undefined) this.#finish();
  }

  /** Closes the file that was begun, if any. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #begin() {
    const path = this.#workspace.newPath('.txt');
    this.#file = openSync(path, 'w');
    this.#piece = { path, rows: 0, bytes: 0, longest: 0 };
    return this.#piece;
  }

  #append(bytes: Buffer, start: number, end = bytes.length): void {
    const length = end - start;
    if (this.#filled + length > bufferBytes) this.#flush();
    if (length > bufferBytes) this.#writeOut(bytes.subarray(start, end));
    else this.#filled += bytes.copy(this.#buffer, this.#filled, start, end);
    if (this.#piece !== undefined) this.#piece.bytes += length;
  }

  #flush(): void {
    this.#writeOut(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  #writeOut(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && this.#file !== undefined; )
      at += writeSync(this.#file, bytes, at, bytes.length - at);
  }

  #finish(): void {
    this.#flush();
    this.close();
    if (this.#piece !== undefined) this.#full.push(this.#piece);
    this.#piece = undefined;
  }
}
