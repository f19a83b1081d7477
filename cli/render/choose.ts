import { plainProgress } from './plain.ts';
import type { Progress } from './progress.ts';
import { isTerminal } from './style.ts';
import { terminalProgress } from './terminal.ts';
import { writeError, writeOutput } from './write.ts';

/**
 * How to show progress: a list on a terminal, otherwise lines. With `--json` the lines go to stderr, because stdout is
 * for the document.
 */
export const chooseProgress = (json: boolean, steps: readonly string[]): Progress => {
  if (json) return plainProgress(line => writeError(`${line}\n`));
  return isTerminal(process.stdout)
    ? terminalProgress(steps)
    : plainProgress(line => writeOutput(`${line}\n`));
};
