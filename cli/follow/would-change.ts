import { ResourceRefused } from '../../lab/errors.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { RunResult } from './follow-run.ts';

/** A resource of which one part is kept can have another one updated, and a dataset some files copied. */
const acts = ({ outcome, changes, copied }: Outcome): boolean =>
  ['created', 'updated', 'adopted'].includes(outcome) ||
  changes.length > 0 ||
  (copied !== undefined && copied.copiedFiles > 0);

/** Whether the rebuild that was planned would write anything; null when not everything could be looked at. */
export const wouldChange = ({
  outcomes,
  result,
  failure,
}: Pick<RunResult, 'outcomes' | 'result' | 'failure'>): boolean | null => {
  if (outcomes.some(acts)) return true;
  // A refusal comes first only where no step broke: everything has been looked at.
  return result === 'succeeded' || failure?.error === ResourceRefused.errorName ? false : null;
};
