import { ResourceRefused } from '../../lab/errors.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { RunResult } from './follow-run.ts';

/** A resource can have one part kept and another updated, and a dataset can have some of its files copied. */
const acts = ({ outcome, changes, copied }: Outcome): boolean =>
  ['created', 'updated', 'adopted'].includes(outcome) ||
  changes.length > 0 ||
  (copied !== undefined && copied.copiedFiles > 0);

/** Whether the planned rebuild would write anything; null if the plan could not check everything. */
export const wouldChange = ({
  outcomes,
  result,
  failure,
}: Pick<RunResult, 'outcomes' | 'result' | 'failure'>): boolean | null => {
  if (outcomes.some(acts)) return true;
  // A refusal is the first failure only if no step broke, so everything was checked.
  return result === 'succeeded' || failure?.error === ResourceRefused.errorName ? false : null;
};
