import { GetObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { jsonOf } from '../../lab/json-of.ts';
import { assetKeys, bucketName } from '../../lab/names.ts';
import { type Report, reportSchema } from '../../lab/report.ts';
import { isNamed } from '../errors.ts';
import type { Session } from '../session.ts';

const read = async ({ s3, lab }: Session, Key: string): Promise<Report | undefined> => {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucketName(lab, 'assets'), Key, ExpectedBucketOwner: lab.account }),
    );
    // A report of another version of Daybreak is no news, and no reason to fail.
    const parsed = z.safeParse(reportSchema, jsonOf(await Body?.transformToString()));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (isNamed(error, 'NoSuchKey', 'NoSuchBucket', 'NotFound', 'AccessDenied', 'Forbidden'))
      return undefined;
    throw error;
  }
};

/** The report of one run; undefined where it wrote none, or none that we can read. */
export const runReport = (session: Session, run: string): Promise<Report | undefined> =>
  read(session, assetKeys.report(run));

/** The report of the last run that wrote one. */
export const latestReport = (session: Session): Promise<Report | undefined> =>
  read(session, assetKeys.latestReport);
