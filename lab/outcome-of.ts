import type { Named } from './kinds.ts';
import type { Outcome } from './outcomes.ts';

/** An outcome, with nothing to say about it but what `more` says. Without zod: every step makes outcomes. */
export const outcomeOf = (
  { kind, id }: Pick<Named, 'kind' | 'id'>,
  outcome: Outcome['outcome'],
  more: Partial<Omit<Outcome, 'resource' | 'kind' | 'outcome'>> = {},
): Outcome => ({
  resource: id,
  kind,
  outcome,
  adoptable: false,
  changes: [],
  kept: [],
  notes: [],
  ...more,
});
