import { FileMismatch, InvalidDefinition } from '../../lab/errors.ts';

/** One thing that is wrong with a folder: where, what, and what to do. */
export interface Problem {
  /** Key in the seed; `lab.json` for the definition. */
  readonly file: string;
  /** Counted from 1, including the header; undefined if the problem is the whole file. */
  readonly line?: number | undefined;
  /** A column of lab.json. */
  readonly column?: string | undefined;
  /** In lab.json: `datasets[0].files[2]`. */
  readonly place?: string | undefined;
  /** What is wrong and, in a second sentence, what to do. */
  readonly message: string;
}

/** A problem as a sentence that begins with its place. */
export const problemText = ({ file, line, place, message }: Problem): string =>
  `${file}${line === undefined ? '' : `, line ${line}`}${place === undefined ? '' : `, at ${place}`}: ${message}`;

/** For `--json`. */
export const problemDocument = ({ file, line, column, place, message }: Problem) => ({
  file,
  line: line ?? null,
  column: column ?? null,
  place: place ?? null,
  message,
});

/** lab.json contradicts itself, or the folder. */
export class WrongDefinition extends InvalidDefinition {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problemText(problem));
    this.problem = problem;
  }
}

/** A file, or a table's files, are not as lab.json says. */
export class WrongFile extends FileMismatch {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problemText(problem));
    this.problem = problem;
  }
}
