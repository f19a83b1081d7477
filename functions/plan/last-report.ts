import type { S3Client } from '@aws-sdk/client-s3';
import type { LabDefinition } from '../../lab/definition.ts';
import { OlderDefinition } from '../../lab/errors.ts';
import { assetKeys, type Lab } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { readReport } from '../../reconcile/read-report.ts';

/**
 * The report of the last run that wrote one, and its ETag; neither if there is none, or none that this version can
 * read.
 */
export const lastReport = async (
  s3: S3Client,
  lab: Lab,
): Promise<{ readonly report?: Report; readonly etag?: string | undefined }> => {
  // A rebuild can do without an unreadable report: it only describes the past.
  const { report, ETag } = await readReport(s3, lab, assetKeys.latestReport, 'the last report');
  return report === undefined ? {} : { report, etag: ETag };
};

const compareVersions = (a: string, b: string): number => {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  const at = x.findIndex((part, i) => part !== y[i]);
  return at < 0 ? 0 : (x[at] ?? 0) - (y[at] ?? 0);
};

/**
 * Refuses an older version of the same seed's definition, so that a lab does not go back by accident. Another seed's
 * definition may have any version, also one that was published in the same place: its title tells them apart.
 * @throws OlderDefinition
 */
export const refuseOlder = (
  last: Report | undefined,
  seed: string,
  { title, version }: Pick<LabDefinition, 'title' | 'version'>,
): void => {
  const before = last?.definition;
  if (before?.seed !== seed || before.title !== title || compareVersions(version, before.version) >= 0)
    return;
  throw new OlderDefinition(
    `the definition in ${seed} is version ${version}, the lab was built from ${before.version}: publish a newer ` +
      'one, or start with "allowOlder": true to go back',
  );
};
