import type { Prompt } from './ask.ts';
import type { Interrupt } from './interrupt.ts';
import type { Progress } from './render/progress.ts';
import type { Target } from './session.ts';

/** What every command gets. */
export interface Context {
  readonly target: Target;
  readonly interrupt: Interrupt;
  readonly progress: Progress;
  /** Undefined if there is no one to ask. */
  readonly ask: Prompt | undefined;
  /** With `--json`: gives its document before the command ends. Then nothing follows it. */
  readonly answer?: (document: object) => void;
}

/** A command's result, for programs and for people. */
export interface Answer {
  /** For `--json`: one document. */
  readonly document: object;
  /** For people. */
  readonly text: string;
  /** For programs that want something else than JSON: exactly this, instead of the text. */
  readonly data?: string;
  /** Why the exit code is not 0, in one message. */
  readonly failure?: string;
  /** 0, or 1 when there is a failure, unless a command says otherwise. */
  readonly exitCode?: number;
}
