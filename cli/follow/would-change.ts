import { FilesInTheWay, ResourceRefused } from '../../lab/errors.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { RunResult } from './follow-run.ts';

/**
 * Whether a first failure is something that the run has found in the account. It is the first only if no step broke, so
 * everything was checked.
 */
export const isFinding = (error: string | undefined): boolean =>
  error === ResourceRefused.errorName || error === FilesInTheWay.errorName;

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
  return result === 'succeeded' || isFinding(failure?.error) ? false : null;
};
