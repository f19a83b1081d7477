import { partsOf } from '../../lab/kinds.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import type { Outcome } from '../../lab/outcomes.ts';

/** The outcome of a resource with this id. */
export const outcome = (
  resource: string,
  name: Outcome['outcome'],
  more: Parameters<typeof outcomeOf>[2] = {},
): Outcome => ({
  ...outcomeOf({ kind: 'table', id: resource }, name, more),
  kind: partsOf(resource).kind,
});
