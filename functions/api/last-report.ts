import type { S3Client } from '@aws-sdk/client-s3';
import { assetKeys, type Lab } from '../../lab/names.ts';
import { readReport } from '../../reconcile/read-report.ts';
import { type Answer, answer } from './answer.ts';
import { Problem } from './problem.ts';

const noReport = (why: string): Problem =>
  new Problem('no-report', `${why}: start a rebuild with POST /rebuild, and ask again when it has ended`);

/**
 * The report of the last run that wrote one.
 * @param known ETag of the report that the caller has: the same report is not sent again
 * @throws Problem when there is none, or AWS's error
 */
export const lastReport = async (s3: S3Client, lab: Lab, known: string | undefined): Promise<Answer> => {
  const { report, unreadable, ETag } = await readReport(s3, lab, assetKeys.latestReport, 'The last report');
  if (report === undefined) throw noReport(unreadable ?? 'No run of this lab has written a report yet');
  const headers: Readonly<Record<string, string>> = ETag === undefined ? {} : { etag: ETag };
  return known !== undefined && known === ETag
    ? { ...answer(304, undefined, headers), body: '' }
    : answer(200, report, headers);
};
