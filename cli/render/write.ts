import { forTerminal } from './style.ts';

/*
 * The only place that writes to stdout and stderr, so that no text from elsewhere (a seed, AWS, a file's name) can act
 * on a terminal. The list of steps, which listr2 redraws, takes its text from `forTerminal`, too.
 */

/** Writes text for people to stdout. */
export const writeOutput = (text: string): void => {
  process.stdout.write(forTerminal(text));
};

/** Writes text for people to stderr. */
export const writeError = (text: string): void => {
  process.stderr.write(forTerminal(text));
};

/** Writes the one document of `--json` to stdout. It is for programs: JSON, and nothing else done to it. */
export const writeDocument = (document: object): void => {
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
};
