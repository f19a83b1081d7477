import { setTimeout as wait } from 'node:timers/promises';
import { Interrupted } from './errors.ts';

/** Milliseconds within which a second SIGINT is the same key press: the terminal and npm both send one. */
const oneKeyPress = 500;

/** Ctrl-C as commands see it: checked between steps, so that nothing is left half done. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Sets what Ctrl-C means from now on: the last sentence that an interrupted command prints. */
  means(message: string): void;
  /** @throws Interrupted if Ctrl-C has been pressed */
  check(): void;
  /**
   * Waits.
   * @throws Interrupted as soon as Ctrl-C is pressed
   */
  sleep(milliseconds: number): Promise<void>;
  /** What Ctrl-C means at this moment. */
  error(): Interrupted;
}

/** @param signal aborted when the user presses Ctrl-C */
export const interruptOn = (signal: AbortSignal): Interrupt => {
  let meaning = 'You pressed Ctrl-C.';
  const error = () => new Interrupted(meaning);
  const check = () => {
    if (signal.aborted) throw error();
  };
  return {
    signal,
    error,
    check,
    means(message) {
      meaning = message;
    },
    async sleep(milliseconds) {
      check();
      try {
        await wait(milliseconds, undefined, { signal });
      } catch {
        throw error();
      }
    },
  };
};

/** The first Ctrl-C asks the command to stop; a second one ends the process at once. */
export const listenForInterrupt = (): { readonly interrupt: Interrupt; readonly stop: () => void } => {
  const controller = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (first === 0) {
      first = Date.now();
      controller.abort();
    } else if (Date.now() - first > oneKeyPress) process.exit(130);
  };
  process.on('SIGINT', onSignal);
  return { interrupt: interruptOn(controller.signal), stop: () => process.off('SIGINT', onSignal) };
};
