import { oneLine } from '../../lab/words/one-line.ts';
import { duration } from '../../lab/words/units.ts';
import type { Progress } from './progress.ts';

/** For files, pipes and CI: one line per event. */
export const plainProgress = (write: (line: string) => void): Progress => ({
  async started(step) {
    write(`${step} …`);
  },
  async doing(step, text) {
    write(`${step}: ${oneLine(text)}`);
  },
  async ended(step, { text, seconds, failed }) {
    write(`${step} ${failed ? 'failed' : 'done'} in ${duration(seconds)}${describe(text, failed)}`);
  },
  async note(text) {
    write(oneLine(text));
  },
  async close() {},
});

const describe = (text: string, failed: boolean): string =>
  text === '' || (failed && text === 'failed') ? '' : `: ${oneLine(text)}`;
