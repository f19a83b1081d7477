import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName, type Lab } from '../../lab/names.ts';
import type { Failure, Outcome, Proof, StepResult } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import { resourceId } from '../../lab/resource-ids.ts';
import { type Execution, type Run, seedName } from '../../lab/run.ts';
import { joinBatches } from '../../reconcile/dataset.ts';
import { failuresOf } from './failures.ts';

/** What the state machine hands over when everything has been tried. */
export interface Ended {
  readonly execution: Execution;
  /** null: Plan did not get as far. */
  readonly run: Run | null;
  readonly steps: readonly StepResult[];
  readonly proofs: readonly Proof[];
}

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
  readonly error: string;
  readonly cause: string;
}

/** A payload has 256 KiB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const mostDetails = 700;

/** Joins every outcome and proof into one document; the first cause first. */
const joinReport = (lab: Lab, { execution, run, steps, proofs }: Ended, now: Date): Report => {
  const outcomes = joinBatches(steps.flatMap(step => step.outcomes));
  // Whoever destroys a lab has no use for what is not the lab's: that it stays is no failure.
  const failures: Failure[] = failuresOf(steps, run?.mood === 'destroy' ? [] : outcomes, proofs);
  return {
    lab: lab.name,
    account: lab.account,
    region: lab.region,
    execution,
    finishedAt: now.toISOString(),
    seconds: (now.getTime() - Date.parse(execution.startedAt)) / 1000,
    action: run?.mood ?? 'rebuild',
    ...(run === null
      ? {}
      : {
          trigger: run.trigger,
          definition: {
            title: run.title,
            version: run.version,
            seed: seedName(run.definition),
            synthetic: run.synthetic,
          },
        }),
    result: failures.length === 0 ? 'succeeded' : 'failed',
    outcomes,
    proofs: [...proofs],
    orphaned: [...(run?.orphaned ?? [])],
    steps: steps.flatMap(({ step, startedAt, seconds }) =>
      startedAt === undefined || seconds === undefined ? [] : [{ step, startedAt, seconds }],
    ),
    failures,
  };
};

const countBy = (outcomes: readonly Outcome[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(outcomes, ({ outcome }) => outcome)).map(([name, list]) => [
      name,
      list?.length ?? 0,
    ]),
  );

const write = async (s3: S3Client, lab: Lab, report: Report): Promise<string> => {
  const Bucket = bucketName(lab, 'assets');
  const Body = JSON.stringify(report, undefined, 1);
  const own = assetKeys.report(report.execution.name);
  for (const Key of [own, assetKeys.latestReport])
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body,
        ContentType: 'application/json',
        ExpectedBucketOwner: lab.account,
      }),
    );
  return `s3://${Bucket}/${own}`;
};

/** Whether the assets bucket is there and the lab's: a refused or missing one gets nothing. */
const mayWrite = (lab: Lab, report: Report): boolean =>
  report.action === 'rebuild' &&
  report.outcomes.some(
    ({ resource, outcome }) =>
      resource === resourceId.bucket(bucketName(lab, 'assets')) && outcome !== 'refused',
  );

/**
 * The last step: joins, writes, and names the first cause of a failure. A report that can't be written does not
 * change what the run has come to: it is then in the execution's output alone.
 *
 * @param couldNotWrite is told why
 */
export const reportRun = async (
  s3: S3Client,
  lab: Lab,
  ended: Ended,
  now: Date,
  couldNotWrite: (error: unknown) => void,
): Promise<ShortReport> => {
  const report = joinReport(lab, ended, now);
  let address: string | null = null;
  if (mayWrite(lab, report))
    try {
      address = await write(s3, lab, report);
    } catch (error) {
      couldNotWrite(error);
    }
  const [first] = report.failures;
  return {
    result: report.result,
    lab: lab.name,
    report: address,
    seconds: report.seconds,
    outcomes: countBy(report.outcomes),
    proofs: `${report.proofs.filter(({ passed }) => passed).length} of ${report.proofs.length} passed`,
    ...(report.action === 'rebuild' ? {} : { details: report.outcomes.slice(0, mostDetails) }),
    error: first?.error ?? '',
    cause: first === undefined ? '' : `${first.step}: ${first.cause}`,
  };
};
