import type { S3Client } from '@aws-sdk/client-s3';
import { allOf } from '../../lab/in-parallel.ts';
import { assetKeys, type Lab } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { type Asset, writeAsset } from '../../reconcile/assets.ts';
import type { Written } from './notify.ts';
import { writePages } from './write-pages.ts';

/**
 * Writes a run's report, and again as the latest, with which later runs compare; both also as pages.
 *
 * @param latest the latest report that the run saw, if there was one; null: this one does not replace it
 * @param couldNot is called with each failure
 */
export const writeReport = async (
  s3: S3Client,
  lab: Lab,
  report: Report,
  latest: Pick<Asset, 'ETag'> | undefined | null,
  couldNot: (what: string, error: unknown) => void,
): Promise<Written> => {
  const write = async (key: string, before?: Pick<Asset, 'ETag'>): Promise<string | null> => {
    try {
      return await writeAsset(s3, lab, key, report, before);
    } catch (error) {
      couldNot(`the report could not be written to ${key}`, error);
      return null;
    }
  };
  const [address, page] = await allOf([
    write(assetKeys.report(report.execution.name)),
    writePages(s3, lab, report, latest !== null, couldNot),
    ...(latest === null ? [] : [write(assetKeys.latestReport, latest)]),
  ]);
  return { report: address ?? null, page: page ?? null };
};
