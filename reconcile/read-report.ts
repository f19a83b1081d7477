import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { jsonOf } from '../lab/json-of.ts';
import type { Lab } from '../lab/names.ts';
import { type Report, reportSchema } from '../lab/report.ts';
import { type Asset, readAsset } from './assets.ts';

/** A report as it was read. */
export interface ReadReport extends Pick<Asset, 'ETag'> {
  /** Undefined where it is not of this version's form. */
  readonly report: Report | undefined;
}

/**
 * Reads a report from the assets bucket; undefined where there is none, or none that may be read.
 * @param key as `assetKeys` has it
 */
export const readReport = async (s3: S3Client, lab: Lab, key: string): Promise<ReadReport | undefined> => {
  const asset = await readAsset(s3, lab, key);
  if (asset === undefined) return undefined;
  const { success, data } = z.safeParse(reportSchema, jsonOf(asset.text));
  return { report: success ? data : undefined, ETag: asset.ETag };
};
