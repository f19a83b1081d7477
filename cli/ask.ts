import { createInterface } from 'node:readline/promises';
import type { Interrupt } from './interrupt.ts';
import { writeOutput } from './render/write.ts';

/** Asks a person one question; an empty answer where they close the input. */
export type Ask = (question: string) => Promise<string>;

/** @returns undefined where nobody can answer: off a terminal, and when a program wants JSON */
export const askOnTerminal = (json: boolean, interrupt: Interrupt): Ask | undefined => {
  if (json || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return async question => {
    // The terminal edits the line itself, and Ctrl-C stays a signal.
    const lines = createInterface({ input: process.stdin, terminal: false });
    writeOutput(question);
    try {
      const closed = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)));
      const answer = await Promise.race([lines.question('', { signal: interrupt.signal }), closed]);
      // Ctrl-D leaves the cursor behind the question.
      if (answer === undefined) writeOutput('\n');
      return answer ?? '';
    } finally {
      lines.close();
    }
  };
};
