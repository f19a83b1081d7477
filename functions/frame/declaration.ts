import type { LabArns } from '../../lab/arns.ts';
import type { KindName } from '../../lab/kinds.ts';
import type { Statement } from '../../lab/statement.ts';

/** A function's declaration, from which the stack derives the function, its log and its role. */
export interface FunctionDeclaration {
  /** What the function does, in one line. */
  readonly title: string;
  /** MB; processor and network scale with it. */
  readonly memory: number;
  /**
   * Seconds, at most 900: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html. The state machine
   * gives a step ten seconds more, so that the function's own error comes first.
   */
  readonly timeout: number;
  /** The variables that its handler reads; the stack sets only these. */
  readonly environment: readonly string[];
  /** The kinds that it looks after: it gets the permissions that they declare. */
  readonly kinds: { readonly ensure?: readonly KindName[]; readonly destroy?: readonly KindName[] };
  /** Whether it reads the lab definition, or files, from the seed. */
  readonly readsSeed: boolean;
  /** Its other permissions, besides writing its own log and reading the seed. */
  readonly statements: (arns: LabArns) => readonly Statement[];
}
