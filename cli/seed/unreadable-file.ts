/** A file of a seed that Athena could not read as its dataset says; bad input, found before anything is uploaded. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  /** Key in the seed. */
  readonly file: string;
  /** Counted from 1, the header included; undefined when it is about the file as a whole. */
  readonly line: number | undefined;

  /** @param problem one sentence on what is wrong and one on what to do */
  constructor(file: string, line: number | undefined, problem: string) {
    super(`${file}${line === undefined ? '' : `, line ${line}`}: ${problem}`);
    this.file = file;
    this.line = line;
  }
}
