/** Athena could not read a seed's file as its dataset describes it. Found before anything is uploaded. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  /** Key in the seed. */
  readonly file: string;
  /** Counted from 1, including the header; undefined if the problem is the whole file. */
  readonly line: number | undefined;

  /** @param problem what is wrong and, in a second sentence, what to do */
  constructor(file: string, line: number | undefined, problem: string) {
    super(`${file}${line === undefined ? '' : `, line ${line}`}: ${problem}`);
    this.file = file;
    this.line = line;
  }
}
