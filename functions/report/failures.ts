import { FilesInTheWay, ProofFailed, ResourceRefused } from '../../lab/errors.ts';
import { causeOf } from '../../lab/history/cause-of.ts';
import { isOptional, partsOf } from '../../lab/kinds.ts';
import type { CaughtError, Extra, Failure, Outcome, Proof, StepResult } from '../../lab/outcomes.ts';
import { afterDenial, isDenial } from '../../reconcile/aws-errors.ts';

/** A caught error without Lambda's wrapping; a denial says what to do. */
const failureOf = (step: string, { Error: error, Cause = 'no cause given' }: CaughtError): Failure => {
  const found = causeOf(error, Cause);
  return {
    step,
    ...found,
    cause: isDenial(found.error) ? afterDenial(found.cause, 'start the rebuild again') : found.cause,
  };
};

const table = (rows: readonly (readonly (string | null)[])[]): string =>
  rows.map(row => row.map(cell => cell ?? 'NULL').join(', ')).join(' | ') || 'nothing';

const extraCause = (name: string, { files, named }: Extra): string => {
  const more = files - named.length;
  const which = [...named, ...(more > 0 ? [named.length === 0 ? `${more} files` : `${more} more`] : [])];
  const [what, it] = files === 1 ? ['a file', 'it'] : [`${files} files`, 'them'];
  return (
    `the definition does not name ${what} in the folder of ${name}, and queries count what is in ${it}, too: ` +
    `${which.join(', ')}. Move ${it} elsewhere, or below displaced/ in the assets bucket: ` +
    'npx daybreak rebuild --set-aside, or the input {"setAside": true}'
  );
};

/**
 * Everything that went wrong, first cause first: errors of steps, in the order of the graph; then refusals; then files in
 * the way; then failed proofs. An error of the smoke test comes after those, which may well have caused it.
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
  const inTheWay = outcomes.flatMap(({ resource, extra }) =>
    extra === undefined || extra.files === 0
      ? []
      : [
          {
            step: 'CopyData',
            error: FilesInTheWay.errorName,
            cause: extraCause(partsOf(resource).name, extra),
          },
        ],
  );
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
    ...inTheWay,
    ...caught.filter(({ step }) => step === 'SmokeTest'),
    ...unproven,
  ];
};
