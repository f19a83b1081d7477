import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { assetKeys, bucketName, type Lab } from '../../lab/names.ts';
import { parseJson } from '../../lab/parse.ts';
import { type Report, reportSchema } from '../../lab/report.ts';
import { orAbsent } from '../../reconcile/aws-errors.ts';
import { type Answer, answer } from './answer.ts';
import { Problem } from './problem.ts';

class OtherReport extends Error {
  override readonly name = 'OtherReport';
}

const noReport = (why: string): Problem =>
  new Problem('no-report', `${why}: start a rebuild with POST /rebuild, and ask again when it has ended`);

const read = (text: string): Report => {
  try {
    return parseJson(reportSchema, text, 'the report', OtherReport);
  } catch (error) {
    if (error instanceof OtherReport) throw noReport('The last report is of another version of Daybreak');
    throw error;
  }
};

/**
 * The report of the last run that wrote one.
 * @param known the ETag of what the caller has, for which there is no need to send it again
 * @throws Problem when there is none, or what AWS says
 */
export const lastReport = async (s3: S3Client, lab: Lab, known: string | undefined): Promise<Answer> => {
  const object = await orAbsent(
    s3.send(
      new GetObjectCommand({
        Bucket: bucketName(lab, 'assets'),
        Key: assetKeys.latestReport,
        ExpectedBucketOwner: lab.account,
      }),
    ),
    'NoSuchKey',
    'NoSuchBucket',
    'AccessDenied',
    'Forbidden',
  );
  if (object === undefined) throw noReport('No run of this lab has written a report yet');
  const headers: Readonly<Record<string, string>> = object.ETag === undefined ? {} : { etag: object.ETag };
  const report = read((await object.Body?.transformToString()) ?? '');
  return known !== undefined && known === object.ETag
    ? { ...answer(304, undefined, headers), body: '' }
    : answer(200, report, headers);
};
