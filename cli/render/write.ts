import { visibleInJson } from '../../lab/visible.ts';
import { outputColumns } from './output-columns.ts';
import { forTerminal } from './style.ts';
import { wrapped } from './wrapped.ts';

/*
 * The only place that writes to stdout and stderr, so that untrusted text (from a seed, AWS, a file name) can't control
 * the terminal. The list of steps, which listr2 redraws, also gets its text from `forTerminal`.
 */

/** Writes text for people to stdout. */
export const writeOutput = (text: string): void => {
  process.stdout.write(wrapped(forTerminal(text), outputColumns(process.stdout)));
};

/** Writes text for people to stderr. */
export const writeError = (text: string): void => {
  process.stderr.write(wrapped(forTerminal(text), outputColumns(process.stderr)));
};

/** Writes the one document of `--json` to stdout: plain JSON, for programs, but a terminal may be all that reads it. */
export const writeDocument = (document: object): void => {
  process.stdout.write(`${visibleInJson(JSON.stringify(document, undefined, 2))}\n`);
};

/** Writes data to stdout: as it is to a file or a pipe, and so that it can't control a terminal to one. */
export const writeData = (data: string): void => {
  process.stdout.write(process.stdout.isTTY ? forTerminal(data.replaceAll('\r\n', '\n')) : data);
};
