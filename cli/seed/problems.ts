import { FileMismatch, InvalidDefinition } from '../../lab/errors.ts';
import { visibleInLine } from '../../lab/visible.ts';
import { counted } from '../../lab/words/units.ts';
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

/** So many problems of one table, or of lab.json, are told. */
const mostProblems = 100;

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
  readonly #errors: FolderError[] = [];

  add(...errors: readonly FolderError[]): void {
    this.#errors.push(...errors);
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

  /**
   * Does a part of the reading that may have many problems.
   * @param part gets a collection of its own, which keeps the first of them and counts the others
   * @param others makes a problem of their number
   */
  async limited<Result>(
    part: (own: Problems) => Promise<Result> | Result,
    others: (count: number) => FolderError,
  ): Promise<Result | undefined> {
    const own = new LimitedProblems();
    const result = await own.during(() => part(own));
    this.add(...own.errors);
    if (own.others > 0) this.add(others(own.others));
    return result;
  }

  get errors(): readonly FolderError[] {
    return this.#errors;
  }

  get list(): readonly Problem[] {
    return this.#errors.map(problemOf);
  }

  /** @throws the problem, if there is only one; SeveralProblems otherwise */
  fail(): never {
    const [first, ...others] = this.#errors;
    throw first !== undefined && others.length === 0 ? first : new SeveralProblems(this.#errors);
  }
}

/** Memory stays small, however many there are. */
class LimitedProblems extends Problems {
  #others = 0;

  override add(...errors: readonly FolderError[]): void {
    const kept = errors.slice(0, Math.max(0, mostProblems - this.errors.length));
    super.add(...kept);
    this.#others += errors.length - kept.length;
  }

  /** How many there are besides those that were kept. */
  get others(): number {
    return this.#others;
  }
}
