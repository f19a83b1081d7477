import { ProofFailed, ResourceRefused } from '../../lab/errors.ts';
import { causeOf } from '../../lab/history/cause-of.ts';
import { isOptional } from '../../lab/kinds.ts';
import type { Caught, Failure, Outcome, Proof, StepResult } from '../../lab/outcomes.ts';

/** A caught error, with Lambda's wrapping taken off. */
const failureOf = (step: string, { Error: error, Cause = 'no cause given' }: Caught): Failure => ({
  step,
  ...causeOf(error, Cause),
});

const table = (rows: readonly (readonly (string | null)[])[]): string =>
  rows.map(row => row.map(cell => cell ?? 'NULL').join(', ')).join(' | ') || 'nothing';

/**
 * Everything that went wrong, first cause first: what steps threw, in the order of the graph; then what was refused;
 * then proofs that failed. A smoke test that broke comes after a refusal, which may well be its cause.
 */
export const failuresOf = (
  steps: readonly StepResult[],
  outcomes: readonly Outcome[],
  proofs: readonly Proof[],
): Failure[] => {
  const caught = steps.flatMap(({ step, failure }) =>
    failure === undefined ? [] : [failureOf(step, failure)],
  );
  const refused = outcomes
    .filter(({ resource, outcome }) => outcome === 'refused' && !isOptional(resource))
    .map(({ resource, notes }) => ({
      step: 'Reconcile',
      error: ResourceRefused.errorName,
      cause: notes.join('; ') || `${resource} is not the lab's`,
    }));
  const unproven = proofs
    .filter(({ passed }) => !passed)
    .map(({ name, expected, actual, note }) => ({
      step: 'SmokeTest',
      error: ProofFailed.errorName,
      cause: `${name}: expected ${table(expected)}, Athena answered ${table(actual)}${note === undefined ? '' : ` (${note})`}`,
    }));
  return [
    ...caught.filter(({ step }) => step !== 'SmokeTest'),
    ...refused,
    ...caught.filter(({ step }) => step === 'SmokeTest'),
    ...unproven,
  ];
};
