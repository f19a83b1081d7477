import { bytes } from '../../lab/words/units.ts';
import type { Interrupt } from '../interrupt.ts';
import type { OnRead } from '../seed/measure-file.ts';
import { nowAndThen, type OnProgress } from './progress.ts';

/**
 * Says now and then how far the reading of a folder is, and ends it at Ctrl-C.
 * @param say shows it
 * @param clock in milliseconds
 */
export const reading = (say: OnProgress, interrupt: Interrupt, clock?: () => number): OnRead => {
  const tell = nowAndThen(say, clock);
  let total = 0;
  return (file, read) => {
    interrupt.check();
    total += read;
    tell(`${bytes(total)} read, ${file}`);
  };
};
