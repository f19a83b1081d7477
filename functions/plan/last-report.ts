import type { S3Client } from '@aws-sdk/client-s3';
import { OlderDefinition } from '../../lab/errors.ts';
import { assetKeys, type Lab } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { readReport } from '../../reconcile/read-report.ts';

/**
 * The report of the last run that wrote one, and the ETag that it was read with; neither where there is none, or none of
 * this version's form.
 */
export const lastReport = async (
  s3: S3Client,
  lab: Lab,
): Promise<{ readonly report?: Report; readonly etag?: string | undefined }> => {
  // It tells of the past: a rebuild can do without it.
  const { report, ETag } = await readReport(s3, lab, assetKeys.latestReport, 'the last report');
  return report === undefined ? {} : { report, etag: ETag };
};

const compareVersions = (a: string, b: string): number => {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  const at = x.findIndex((part, i) => part !== y[i]);
  return at < 0 ? 0 : (x[at] ?? 0) - (y[at] ?? 0);
};

/**
 * Another seed is another definition, whatever its number; the same seed does not go back by accident.
 * @throws OlderDefinition
 */
export const refuseOlder = (last: Report | undefined, seed: string, version: string): void => {
  if (last?.definition?.seed !== seed || compareVersions(version, last.definition.version) >= 0) return;
  throw new OlderDefinition(
    `the definition in ${seed} is version ${version}, the lab was built from ${last.definition.version}: publish a newer ` +
      'one, or start with "allowOlder": true to go back',
  );
};
