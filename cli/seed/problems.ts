import { FileMismatch, InvalidDefinition } from '../../lab/errors.ts';
import { visibleInLine } from '../../lab/visible.ts';
import { counted } from '../render/units.ts';
import { type Problem, WrongDefinition, WrongFile } from './problem.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** What readers throw or collect: the folder's author can mend it. */
type FolderError = UnreadableFile | InvalidDefinition | FileMismatch;

const isFolderError = (error: unknown): error is FolderError =>
  error instanceof UnreadableFile || error instanceof InvalidDefinition || error instanceof FileMismatch;

const problemOf = (error: FolderError): Problem =>
  error instanceof UnreadableFile || error instanceof WrongDefinition || error instanceof WrongFile
    ? error.problem
    : { file: 'lab.json', message: error.message };

/** A folder has more than one problem. The message lists them, one on each line. */
export class SeveralProblems extends Error {
  override readonly name = 'SeveralProblems';
  readonly problems: readonly Problem[];

  constructor(errors: readonly FolderError[]) {
    const lines = errors.map(({ message }) => `\n- ${visibleInLine(message)}`);
    super(`${counted(errors.length, 'problem')}:${lines.join('')}`);
    this.problems = errors.map(problemOf);
  }
}

/**
 * Collects what is wrong with a folder, in the order in which it is read, so that all of it can be told at once. A
 * reader adds what it can read on after, and throws what it cannot; `during` collects that, too.
 */
export class Problems {
  readonly #most: number;
  readonly #errors: FolderError[] = [];
  #untold = 0;

  /** @param most are kept; others are only counted, so that memory stays small */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  add(...errors: readonly FolderError[]): void {
    for (const error of errors)
      if (this.#errors.length < this.#most) this.#errors.push(error);
      else this.#untold += 1;
  }

  /**
   * Does a part of the reading.
   * @returns its result; undefined if it threw a problem, which is kept
   */
  async during<Result>(part: () => Promise<Result> | Result): Promise<Result | undefined> {
    try {
      return await part();
    } catch (error) {
      if (!isFolderError(error)) throw error;
      this.add(error);
      return undefined;
    }
  }

  get errors(): readonly FolderError[] {
    return this.#errors;
  }

  /** How many more there are than were kept. */
  get untold(): number {
    return this.#untold;
  }

  get list(): readonly Problem[] {
    return this.#errors.map(problemOf);
  }

  /** @throws the problem, if there is one; SeveralProblems if there are more */
  throwAny(): void {
    const [first, ...others] = this.#errors;
    if (first !== undefined) throw others.length === 0 ? first : new SeveralProblems(this.#errors);
  }
}
