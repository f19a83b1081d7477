import type { S3Client } from '@aws-sdk/client-s3';
import type { Lab } from '../lab/names.ts';
import { parseReport, type Report, UnreadableReport } from '../lab/report.ts';
import { type Asset, readAsset } from './assets.ts';

/** A report; empty if no run has written one. `unreadable` says why an existing report can't be read. */
export interface FoundReport extends Pick<Asset, 'ETag'> {
  readonly report?: Report;
  readonly unreadable?: string;
}

/**
 * Reads a report from the assets bucket.
 * @param key a key from `assetKeys`
 * @param what names the report in `unreadable`: `The last report`
 */
export const readReport = async (s3: S3Client, lab: Lab, key: string, what: string): Promise<FoundReport> => {
  const asset = await readAsset(s3, lab, key);
  if (asset === undefined) return {};
  try {
    return { report: parseReport(asset.text, what), ETag: asset.ETag };
  } catch (error) {
    if (error instanceof UnreadableReport) return { unreadable: error.message, ETag: asset.ETag };
    throw error;
  }
};
