import { countBy } from '../../lab/count-by.ts';
import { kinds } from '../../lab/kinds.ts';
import { bucketName, type Lab } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import type { PageClients } from '../../page/ask/surroundings.ts';
import type { CouldNot } from '../frame/could-not.ts';
import { withinBytes } from '../frame/within-bytes.ts';
import { type FinishedRun, joinReport } from './join.ts';
import { type AnnouncementClients, tellFinished } from './tell-finished.ts';
import { writeReport } from './write-report.ts';

/** The execution's output: what a person in the console wants to see at once, and where the rest is. */
export interface ShortReport {
  readonly result: Report['result'];
  readonly lab: string;
  /** Address of the full report; null if none could be written, and after a plan or a destroy. */
  readonly report: string | null;
  readonly seconds: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly proofs: string;
  /** For a plan, what a rebuild would do; for a destroy, what was done: neither writes a report. */
  readonly details?: readonly Outcome[];
  /** With `details`: the lab's resources that the definition does not name. */
  readonly orphaned?: readonly string[];
  /** With `details`: what else people should know. */
  readonly notes?: readonly string[];
  readonly error: string;
  readonly cause: string;
}

/** Bytes; a payload has 256 KiB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const mostDetails = 160 * 1024;

/** Whether the assets bucket exists and is the lab's: otherwise nothing is written to it. */
const mayWrite = (lab: Lab, report: Report): boolean =>
  report.action === 'rebuild' &&
  report.outcomes.some(
    ({ resource, outcome }) =>
      resource === kinds.bucket.id(bucketName(lab, 'assets')) && outcome !== 'refused',
  );

/**
 * The last step: builds and writes the report, names the first cause of a failure, and sends notices. If the report
 * can't be written, the result stays the same, but only the execution's output has it.
 *
 * @param topicArn the topic for notices; empty if there is none
 * @param couldNot is called with each failure
 */
export const reportRun = async (
  clients: AnnouncementClients & PageClients,
  lab: Lab,
  topicArn: string,
  ended: FinishedRun,
  now: Date,
  couldNot: CouldNot,
): Promise<ShortReport> => {
  const report = joinReport(lab, ended, now);
  const written = mayWrite(lab, report)
    ? await writeReport(clients, lab, report, { ETag: ended.run?.latestReport }, couldNot)
    : { report: null, page: null };
  if (report.action === 'rebuild') await tellFinished(clients, lab, topicArn, report, written, couldNot);
  const [first] = report.failures;
  return {
    result: report.result,
    lab: lab.name,
    report: written.report,
    seconds: report.seconds,
    outcomes: countBy(report.outcomes),
    proofs: `${report.proofs.filter(({ passed }) => passed).length} of ${report.proofs.length} passed`,
    ...(report.action === 'rebuild'
      ? {}
      : {
          details: withinBytes(report.outcomes, mostDetails),
          orphaned: report.orphaned,
          notes: report.notes,
        }),
    error: first?.error ?? '',
    cause: first === undefined ? '' : `${first.step}: ${first.cause}`,
  };
};
