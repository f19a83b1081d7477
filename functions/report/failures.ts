import { counted } from '../../lab/counted.ts';
import { FilesInTheWay, ProofFailed, ResourceRefused } from '../../lab/errors.ts';
import { causeOf } from '../../lab/history/cause-of.ts';
import { isOptional, partsOf } from '../../lab/kinds.ts';
import type { CaughtError, Extra, Failure, Outcome, Proof, StepResult } from '../../lab/outcomes.ts';
import { afterDenial, isDenial } from '../../reconcile/aws-errors.ts';

/** `not authorized to perform: kms:Decrypt on …`, or S3's own `KMS.DisabledException`. */
const ofKey = /\bkms:\w|\bKMS\./;

/** An error's text with what to do, if only the account's owners can remove the cause. */
const withAdvice = (error: string, cause: string): string => {
  if (ofKey.test(`${error} ${cause}`))
    return `${cause}. A KMS key encrypts this: the stack's KmsKeyArn must name it, its policy must allow this, and it must be enabled. See docs/security.md`;
  return isDenial(error) ? afterDenial(cause, 'start the rebuild again') : cause;
};

/** A caught error without Lambda's wrapping, and what to do about it. */
const failureOf = (step: string, { Error: error, Cause = 'no cause given' }: CaughtError): Failure => {
  const found = causeOf(error, Cause);
  const cause = ofKey.test(found.error) ? `${found.error}: ${found.cause}` : found.cause;
  return { step, ...found, cause: withAdvice(found.error, cause) };
};

const table = (rows: readonly (readonly (string | null)[])[]): string =>
  rows.map(row => row.map(cell => cell ?? 'NULL').join(', ')).join(' | ') || 'nothing';

const extraCause = (name: string, { files, named }: Extra): string => {
  const more = files - named.length;
  const which = [
    ...named,
    ...(more > 0 ? [named.length === 0 ? counted(more, 'file') : `${more} more`] : []),
  ];
  const [what, it] = files === 1 ? ['a file', 'it'] : [counted(files, 'file'), 'them'];
  return (
    `the definition does not name ${what} in the folder of ${name}, and queries count what is in ${it}, too: ` +
    `${which.join(', ')}. Move ${it} elsewhere, or below displaced/ in the assets bucket: ` +
    'a rebuild with --set-aside, or the input {"setAside": true}'
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
      step: steps.find(each => each.outcomes.some(found => found.resource === resource))?.step ?? 'Report',
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
      cause: `${name}: ${error === undefined ? `expected ${table(expected)}, Athena answered ${table(actual)}` : withAdvice('', error)}${note === undefined ? '' : ` (${note})`}`,
    }));
  return [
    ...caught.filter(({ step }) => step !== 'SmokeTest'),
    ...refused,
    ...inTheWay,
    ...caught.filter(({ step }) => step === 'SmokeTest'),
    ...unproven,
  ];
};
