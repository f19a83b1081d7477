/** How a step came out. */
export interface StepEnd {
  /** What it did, in a few words; empty when there is nothing to add. */
  readonly text: string;
  readonly seconds: number;
  readonly failed: boolean;
}

/** Shows somebody who waits what is going on. Every renderer takes the same calls. */
export interface Progress {
  started(step: string): Promise<void>;
  /** Something worth knowing while a step runs: how far it is, that it tries again. */
  doing(step: string, text: string): Promise<void>;
  ended(step: string, end: StepEnd): Promise<void>;
  /** Something worth knowing between steps. */
  note(text: string): Promise<void>;
  /** Nothing more comes. Steps that still run stay without an end. */
  close(): Promise<void>;
}

/** What a piece of work gets to tell how far it is. */
export type Say = (text: string) => void;

/**
 * Shows one piece of work as a step.
 * @param work gives its result, and what it did in a few words
 */
export const asStep = async <Result>(
  progress: Progress,
  step: string,
  work: (say: Say) => Promise<readonly [Result, string]>,
): Promise<Result> => {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  await progress.started(step);
  try {
    const [result, text] = await work(message => void progress.doing(step, message));
    await progress.ended(step, { text, seconds: seconds(), failed: false });
    return result;
  } catch (error) {
    // The error itself is told once, at the end.
    await progress.ended(step, { text: 'failed', seconds: seconds(), failed: true });
    throw error;
  }
};
