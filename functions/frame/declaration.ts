import type { LabArns } from '../../lab/arns.ts';
import type { KindName } from '../../lab/kinds.ts';
import type { Statement } from '../../lab/statement.ts';

/** What a function declares of itself. The stack derives the function, its log and its role from it. */
export interface FunctionDeclaration {
  /** What it does, in one line. */
  readonly title: string;
  /** MB; processor and network grow with it. */
  readonly memory: number;
  /**
   * Seconds, at most 900: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html. The state machine
   * gives a step ten seconds more, so that the function's own error comes first.
   */
  readonly timeout: number;
  /** The variables that its handler reads, and the only ones that the stack sets. */
  readonly environment: readonly string[];
  /** The kinds that it looks after. What that takes it may do: the kinds say what. */
  readonly kinds: { readonly ensure?: readonly KindName[]; readonly destroy?: readonly KindName[] };
  /** Whether it reads the lab definition, or files, from the seed. */
  readonly readsSeed: boolean;
  /** What else it may do, beyond writing its own log and reading the seed. */
  readonly statements: (arns: LabArns) => readonly Statement[];
}
