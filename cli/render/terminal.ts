import { Listr } from 'listr2';
import { oneLine } from '../../lab/words/one-line.ts';
import { duration } from '../../lab/words/units.ts';
import type { Progress, StepEnd } from './progress.ts';
import { forTerminal, styleFor } from './style.ts';
import { writeOutput } from './write.ts';

/** A line of the list: hidden until its step starts, because listr2 skips lines without a title. */
interface Line {
  state: 'waiting' | 'running' | 'ended';
  readonly title: (text: string | null) => void;
  readonly done: PromiseWithResolvers<void>;
}

interface List {
  readonly lines: ReadonlyMap<string, Line>;
  /** Leaves the ended steps on the screen, and removes the rest. */
  close(): Promise<void>;
}

/** listr2 runs only the tasks it has at the start, so every step that may come is there from the start, hidden. */
const listOf = async (steps: readonly string[]): Promise<List> => {
  const lines = new Map<string, Line>();
  const ready = Promise.withResolvers<void>();
  const listr = new Listr(
    steps.map(step => ({
      task: (_context: unknown, task: { title: string | null }) => {
        const title = (text: string | null) => {
          task.title = text === null ? null : forTerminal(text);
        };
        const done = Promise.withResolvers<void>();
        lines.set(step, { state: 'waiting', title, done });
        if (lines.size === steps.length) ready.resolve();
        return done.promise;
      },
    })),
    // We handle Ctrl-C ourselves: listr2 would end the process with its own exit code.
    { concurrent: true, exitOnError: false, registerSignalListeners: false },
  );
  const run = listr.run();
  await ready.promise;
  return {
    lines,
    async close() {
      for (const line of lines.values()) {
        if (line.state === 'ended') continue;
        line.title(null);
        line.done.resolve();
      }
      await run;
    },
  };
};

/**
 * For people at a terminal: a list that fills as steps start.
 * @param steps every step that may come, in display order
 */
export const terminalProgress = (steps: readonly string[]): Progress => {
  const style = styleFor(process.stdout);
  let list: List | undefined;
  const running = (step: string): Line | undefined => {
    const line = list?.lines.get(step);
    return line?.state === 'running' ? line : undefined;
  };
  const close = async (): Promise<void> => {
    await list?.close();
    list = undefined;
  };
  return {
    async started(step) {
      list ??= await listOf(steps);
      const line = list.lines.get(step);
      if (line?.state !== 'waiting') return;
      line.state = 'running';
      line.title(step);
    },
    async doing(step, text) {
      running(step)?.title(`${step}  ${style.dim(oneLine(text))}`);
    },
    async ended(step, { text, seconds, failed }: StepEnd) {
      const line = running(step);
      if (line === undefined) return;
      line.state = 'ended';
      const words = [step, oneLine(text), style.dim(duration(seconds))].filter(Boolean).join('  ');
      line.title(words);
      if (failed) line.done.reject(new Error(forTerminal(words)));
      else line.done.resolve();
    },
    async note(text) {
      await close();
      writeOutput(`${oneLine(text)}\n`);
    },
    close,
  };
};
