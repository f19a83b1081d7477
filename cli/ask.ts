import { createInterface } from 'node:readline/promises';
import type { Interrupt } from './interrupt.ts';
import { writeOutput } from './render/write.ts';

/** Asks a person one question. Closing the input counts as an empty answer. */
export type Prompt = (question: string) => Promise<string>;

/** @returns undefined if there is no one to ask: without a terminal, or with `--json` */
export const askOnTerminal = (json: boolean, interrupt: Interrupt): Prompt | undefined => {
  if (json || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return async question => {
    // The terminal itself edits the line, so Ctrl-C is still a signal.
    const lines = createInterface({ input: process.stdin, terminal: false });
    writeOutput(question);
    try {
      const closed = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)));
      const answer = await Promise.race([lines.question('', { signal: interrupt.signal }), closed]);
      // After Ctrl-D the cursor is still on the question's line.
      if (answer === undefined) writeOutput('\n');
      return answer ?? '';
    } finally {
      lines.close();
    }
  };
};
