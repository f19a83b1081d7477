import type { Ask } from './ask.ts';
import type { Interrupt } from './interrupt.ts';
import type { Progress } from './render/progress.ts';
import type { Target } from './session.ts';

/** What every command gets. */
export interface Context {
  readonly target: Target;
  readonly interrupt: Interrupt;
  readonly progress: Progress;
  /** Undefined where nobody can answer. */
  readonly ask: Ask | undefined;
}

/** What a command comes to: the same thing for programs and for people. */
export interface Answer {
  /** For `--json`: one document. */
  readonly document: object;
  /** For people. */
  readonly text: string;
  /** Why the exit code is 1, in one message. */
  readonly failure?: string;
  /** 0, or 1 when there is a failure, unless a command has a code of its own. */
  readonly exitCode?: number;
}
