import { visibleInJson } from '../../lab/visible.ts';
import { forTerminal } from './style.ts';

/*
 * The only place that writes to stdout and stderr, so that untrusted text (from a seed, AWS, a file name) can't control
 * the terminal. The list of steps, which listr2 redraws, also gets its text from `forTerminal`.
 */

/** Columns of the terminal; undefined for files and pipes, which have room for everything. */
export const terminalWidth = (): number | undefined =>
  process.stdout.isTTY === true ? process.stdout.columns : undefined;

/** Writes text for people to stdout. */
export const writeOutput = (text: string): void => {
  process.stdout.write(forTerminal(text));
};

/** Writes text for people to stderr. */
export const writeError = (text: string): void => {
  process.stderr.write(forTerminal(text));
};

/** Writes the one document of `--json` to stdout: plain JSON, for programs, but a terminal may be all that reads it. */
export const writeDocument = (document: object): void => {
  process.stdout.write(`${visibleInJson(JSON.stringify(document, undefined, 2))}\n`);
};
