import { JobStillRunning } from '../../lab/errors.ts';
import type { RunEvent, StepEnded, StepProgressed, StepRetried } from '../../lab/history/events.ts';
import { stateName } from '../../lab/names.ts';
import { counted } from '../../lab/words/units.ts';
import { copiedInAll, copiedWords, errorWords, jobRunWords, outcomeCounts } from '../../lab/words/words.ts';
import type { Progress } from './progress.ts';

const proofWords = ({ proofs }: StepEnded): string => {
  const passed = proofs.filter(proof => proof.passed).length;
  return proofs.length === 0 ? '' : `${passed} of ${counted(proofs.length, 'proof')} passed`;
};

/** What a step did, as counts of outcomes, files and proofs; or why it failed. */
const stepWords = (event: StepEnded, planning: boolean): string => {
  if (event.failure !== undefined) return event.failure.cause;
  const copied = copiedInAll(event.outcomes);
  // For files, their number is what matters; the number of datasets only if something is unusual.
  const counts = outcomeCounts(
    copied === undefined
      ? event.outcomes
      : event.outcomes.filter(({ outcome }) => outcome === 'kept' || outcome === 'refused'),
    planning,
  );
  const files = copied === undefined ? '' : copiedWords(copied, planning);
  return [files, counts, event.jobRuns.map(jobRunWords).join('; '), proofWords(event)]
    .filter(Boolean)
    .join(', ');
};

const progressWords = ({ step, done, of }: StepProgressed): string =>
  `${done} of ${step === stateName('run-jobs') ? counted(of, 'job') : counted(of, 'batch', 'batches')}`;

/** A job that takes longer than one call of its step is not a problem. */
const retryWords = ({ error, cause }: StepRetried): string =>
  error === JobStillRunning.errorName ? cause : `trying again: ${cause}${errorWords(error)}`;

/** A step that succeeded can still leave the lab incomplete. */
const isBad = ({ failure, outcomes, proofs }: StepEnded): boolean =>
  failure !== undefined ||
  outcomes.some(({ outcome }) => outcome === 'refused') ||
  proofs.some(({ passed }) => !passed);

/** Shows what a run does. The summary shows its end. */
export const narrate = async (event: RunEvent, progress: Progress, planning: boolean): Promise<void> => {
  switch (event.type) {
    case 'step started':
      return progress.started(event.step);
    case 'step progressed':
      return progress.doing(event.step, progressWords(event));
    case 'step retried':
      return progress.doing(event.step, retryWords(event));
    case 'step ended':
      return progress.ended(event.step, {
        text: stepWords(event, planning),
        seconds: event.seconds,
        failed: isBad(event),
      });
    case 'run ended':
      return;
  }
};
