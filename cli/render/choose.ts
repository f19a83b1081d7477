import { plainProgress } from './plain.ts';
import type { Progress } from './progress.ts';
import { isTerminal } from './style.ts';
import { terminalProgress } from './terminal.ts';
import { writeError, writeOutput } from './write.ts';

/** The same with other words. */
const saying = (progress: Progress, reworded: (text: string) => string): Progress => ({
  ...progress,
  doing: (step, text) => progress.doing(step, reworded(text)),
  ended: (step, end) => progress.ended(step, { ...end, text: reworded(end.text) }),
  note: text => progress.note(reworded(text)),
});

/**
 * How to show progress: a list on a terminal, otherwise lines. With `--json` the lines go to stderr, because stdout is
 * for the document.
 * @param reworded what steps say, in the words of this command
 */
export const chooseProgress = (
  json: boolean,
  steps: readonly string[],
  reworded: (text: string) => string,
): Progress => {
  if (json)
    return saying(
      plainProgress(line => writeError(`${line}\n`)),
      reworded,
    );
  return saying(
    isTerminal(process.stdout) ? terminalProgress(steps) : plainProgress(line => writeOutput(`${line}\n`)),
    reworded,
  );
};
