/** How a step ended. */
export interface StepEnd {
  /** What it did, in a few words; empty if there is nothing to add. */
  readonly text: string;
  readonly seconds: number;
  readonly failed: boolean;
}

/** Shows a waiting user what is going on. All renderers have this interface. */
export interface Progress {
  started(step: string): Promise<void>;
  /** News while a step runs: how far it is, or that it is retrying. */
  doing(step: string, text: string): Promise<void>;
  ended(step: string, end: StepEnd): Promise<void>;
  /** News between steps. */
  note(text: string): Promise<void>;
  /** Nothing more will come. Steps that are still running never get an end. */
  close(): Promise<void>;
}

/** Shows nothing. */
export const silent: Progress = {
  async started() {},
  async doing() {},
  async ended() {},
  async note() {},
  async close() {},
};

/** Reports how far a piece of work is. */
export type OnProgress = (text: string) => void;

/** Milliseconds between two words on work that has many small parts. */
const pause = 1_000;

/**
 * Says things now and then only: ten thousand small files are not ten thousand lines in a log.
 * @param clock in milliseconds
 */
export const nowAndThen = (say: OnProgress, clock: () => number = () => performance.now()): OnProgress => {
  let said = clock();
  return text => {
    const now = clock();
    if (now - said < pause) return;
    said = now;
    say(text);
  };
};

/**
 * Shows one piece of work as a step.
 * @param work returns its result, and what it did in a few words
 */
export const asStep = async <Result>(
  progress: Progress,
  step: string,
  work: (say: OnProgress) => Promise<readonly [Result, string]>,
): Promise<Result> => {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  await progress.started(step);
  try {
    const [result, text] = await work(message => void progress.doing(step, message));
    await progress.ended(step, { text, seconds: seconds(), failed: false });
    return result;
  } catch (error) {
    // The error itself is shown once, at the end.
    await progress.ended(step, { text: 'failed', seconds: seconds(), failed: true });
    throw error;
  }
};
