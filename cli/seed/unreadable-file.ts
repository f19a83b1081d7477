import { type Problem, problemText } from './problem.ts';

/** Athena could not read a seed's file as its dataset describes it. Found before anything is uploaded. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly problem: Problem;

  /**
   * @param file key in the seed
   * @param line counted from 1, including the header; undefined if the problem is the whole file
   * @param message what is wrong and, in a second sentence, what to do
   * @param column the column of lab.json that it is about
   */
  constructor(file: string, line: number | undefined, message: string, column?: string) {
    const problem = { file, line, column, message };
    super(problemText(problem));
    this.problem = problem;
  }
}
