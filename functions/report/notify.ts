import type { S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { assetLink, athenaLink, executionLink } from '../../lab/console-links.ts';
import { isRecord, jsonOf } from '../../lab/json-of.ts';
import { assetKeys, type Lab, workgroupName } from '../../lab/names.ts';
import type { Failure } from '../../lab/outcomes.ts';
import type { Report } from '../../lab/report.ts';
import { visible } from '../../lab/visible.ts';
import { commandWords } from '../../lab/words/command-words.ts';
import { assetsAreOurs, readAsset, writeAsset } from '../../reconcile/assets.ts';

/** How a rebuild ended: what the next one needs to decide whether its own end is news. */
export interface LastResult {
  readonly result: Report['result'];
  readonly first?: Failure | undefined;
}

const isSame = (a: Failure | undefined, b: Failure | undefined): boolean =>
  a?.step === b?.step && a?.error === b?.error && a?.cause === b?.cause;

/**
 * Whether to send a notice: for each failure, except one that a scheduled run only repeats; and for a lab that is ready
 * after a failure, after a reset, or for the first time in an account.
 */
const isNews = ({ result, trigger, failures }: Report, before: LastResult | undefined): boolean => {
  if (result === 'failed')
    return !(trigger === 'schedule' && before?.result === 'failed' && isSame(before.first, failures[0]));
  return before === undefined || before.result === 'failed' || trigger === 'reset';
};

/**
 * Has no text from a seed or from AWS: SNS takes fewer than 100 ASCII characters without control characters
 * (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). The longest lab name fits.
 */
const subject = ({ lab, result }: Report): string =>
  result === 'failed' ? `Daybreak: lab ${lab} could not be rebuilt` : `Daybreak: lab ${lab} is ready`;

/** What a run has left in the assets bucket; null for what it has not. */
export interface Written {
  /** Address of the full report. */
  readonly report: string | null;
  /** Key of the report as a page. */
  readonly page: string | null;
}

const body = (report: Report, lab: Lab, written: Written): string => {
  const { execution, failures, proofs, seconds, trigger } = report;
  const [first, ...others] = failures;
  const more = others.length === 0 ? '' : ` (and ${others.length} more, in the report)`;
  const what =
    first === undefined
      ? [`${proofs.filter(({ passed }) => passed).length} of ${proofs.length} proofs passed.`]
      : [`First cause: ${first.step}, ${first.error}${more}`, first.cause];
  return [
    `${subject(report)}.`,
    '',
    ...what,
    '',
    `Account ${lab.account}, ${lab.region}. Run ${execution.name}, started by: ${trigger ?? 'console'}, ${Math.round(seconds)} s.`,
    `The run:   ${executionLink(execution.arn)}`,
    ...(written.report === null ? [] : [`Its report: ${written.report}`]),
    // The object is private: the console opens it for whoever may read it, with an address that is signed for minutes.
    ...(written.page === null
      ? []
      : [
          `Its page:   ${assetLink(lab, written.page)} (choose Open), or: ${commandWords(lab, false)('open')}`,
        ]),
    ...(first === undefined
      ? [`Athena:    ${athenaLink(lab)} (choose the workgroup ${workgroupName(lab)})`]
      : []),
  ].join('\n');
};

const isLastResult = (value: unknown): value is LastResult =>
  isRecord(value) &&
  (value.result === 'succeeded' || value.result === 'failed') &&
  (value.first === undefined || isRecord(value.first));

/**
 * Sends one message about a finished rebuild if it is news, and stores how it ended.
 *
 * @param topicArn empty: no notices
 * @param written what the run has left in the assets bucket
 */
export const notify = async (
  { s3, sns }: { readonly s3: S3Client; readonly sns: SNSClient },
  lab: Lab,
  topicArn: string,
  report: Report,
  written: Written,
): Promise<void> => {
  if (topicArn === '') return;
  const seen = await readAsset(s3, lab, assetKeys.lastResult);
  const before = jsonOf(seen?.text);
  if (isNews(report, isLastResult(before) ? before : undefined))
    await sns.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject(report),
        Message: visible(body(report, lab, written)),
      }),
    );
  const now: LastResult = { result: report.result, first: report.failures[0] };
  if (await assetsAreOurs(s3, lab)) await writeAsset(s3, lab, assetKeys.lastResult, now, seen);
};
