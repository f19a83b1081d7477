import { ProofFailed, ResourceRefused } from '../../lab/errors.ts';
import { causeOf } from '../../lab/history/cause-of.ts';
import { isOptional } from '../../lab/kinds.ts';
import type { CaughtError, Failure, Outcome, Proof, StepResult } from '../../lab/outcomes.ts';

/** A caught error without Lambda's wrapping. */
const failureOf = (step: string, { Error: error, Cause = 'no cause given' }: CaughtError): Failure => ({
  step,
  ...causeOf(error, Cause),
});

const table = (rows: readonly (readonly (string | null)[])[]): string =>
  rows.map(row => row.map(cell => cell ?? 'NULL').join(', ')).join(' | ') || 'nothing';

/**
 * Everything that went wrong, first cause first: errors of steps, in the order of the graph; then refusals; then failed
 * proofs. An error of the smoke test comes after refusals, which may well have caused it.
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
    .map(({ name, expected, actual, error, note }) => ({
      step: 'SmokeTest',
      error: ProofFailed.errorName,
      cause: `${name}: ${error ?? `expected ${table(expected)}, Athena answered ${table(actual)}`}${note === undefined ? '' : ` (${note})`}`,
    }));
  return [
    ...caught.filter(({ step }) => step !== 'SmokeTest'),
    ...refused,
    ...caught.filter(({ step }) => step === 'SmokeTest'),
    ...unproven,
  ];
};
