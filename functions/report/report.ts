import { kinds } from '../../lab/kinds.ts';
import { assetKeys, bucketName, type Lab } from '../../lab/names.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import { writeAsset } from '../../reconcile/assets.ts';
import { withinBytes } from '../frame/within-bytes.ts';
import { type Ended, joinReport } from './join.ts';
import { type Tellers, tellFinished } from './tell-finished.ts';

/** The execution's output: what somebody in the console wants to see at once, and where the rest is. */
export interface ShortReport {
  readonly result: Report['result'];
  readonly lab: string;
  /** Address of the whole report; null where none could be written, and after a plan or a destroy. */
  readonly report: string | null;
  readonly seconds: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly proofs: string;
  /** Of a plan, what a rebuild would do; of a destroy, what was done: neither writes a report. */
  readonly details?: readonly Outcome[];
  /** With `details`: what the definition does not name. */
  readonly orphaned?: readonly string[];
  readonly error: string;
  readonly cause: string;
}

/** Bytes; a payload has 256 KiB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const mostDetails = 160 * 1024;

const countBy = (outcomes: readonly Outcome[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(outcomes, ({ outcome }) => outcome)).map(([name, list]) => [
      name,
      list?.length ?? 0,
    ]),
  );

/** Whether the assets bucket is there and the lab's: a refused or missing one gets nothing. */
const mayWrite = (lab: Lab, report: Report): boolean =>
  report.action === 'rebuild' &&
  report.outcomes.some(
    ({ resource, outcome }) =>
      resource === kinds.bucket.id(bucketName(lab, 'assets')) && outcome !== 'refused',
  );

/**
 * The last step: joins, writes, names the first cause of a failure, and tells whoever wants to know. A report that
 * can't be written does not change what the run has come to: it is then in the execution's output alone.
 *
 * @param topicArn of those who want to be told; empty for nobody
 * @param couldNot is told what failed
 */
export const reportRun = async (
  clients: Tellers,
  lab: Lab,
  topicArn: string,
  ended: Ended,
  now: Date,
  couldNot: (what: string, error: unknown) => void,
): Promise<ShortReport> => {
  const report = joinReport(lab, ended, now);
  let address: string | null = null;
  if (mayWrite(lab, report))
    try {
      address = await writeAsset(clients.s3, lab, assetKeys.report(report.execution.name), report);
      const before = { ETag: ended.run?.latestReport };
      await writeAsset(clients.s3, lab, assetKeys.latestReport, report, before);
    } catch (error) {
      couldNot('the report could not be written', error);
    }
  if (report.action === 'rebuild') await tellFinished(clients, lab, topicArn, report, address, couldNot);
  const [first] = report.failures;
  return {
    result: report.result,
    lab: lab.name,
    report: address,
    seconds: report.seconds,
    outcomes: countBy(report.outcomes),
    proofs: `${report.proofs.filter(({ passed }) => passed).length} of ${report.proofs.length} passed`,
    ...(report.action === 'rebuild'
      ? {}
      : { details: withinBytes(report.outcomes, mostDetails), orphaned: report.orphaned }),
    error: first?.error ?? '',
    cause: first === undefined ? '' : `${first.step}: ${first.cause}`,
  };
};
