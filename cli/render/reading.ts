import type { Interrupt } from '../interrupt.ts';
import type { OnRead } from '../seed/measure-file.ts';
import type { OnProgress } from './progress.ts';
import { bytes } from './units.ts';

/** Milliseconds between two words on how far reading is. */
const pause = 1_000;

/**
 * Says now and then how far the reading of a folder is, and ends it at Ctrl-C.
 * @param say shows it
 * @param clock in milliseconds
 */
export const reading = (
  say: OnProgress,
  interrupt: Interrupt,
  clock: () => number = () => performance.now(),
): OnRead => {
  let total = 0;
  let said = clock();
  return (file, read) => {
    interrupt.check();
    total += read;
    const now = clock();
    if (now - said < pause) return;
    said = now;
    say(`${bytes(total)} read, ${file}`);
  };
};
