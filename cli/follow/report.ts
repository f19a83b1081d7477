import { assetKeys } from '../../lab/names.ts';
import { type FoundReport, readReport } from '../../reconcile/read-report.ts';
import type { Session } from '../session.ts';

/** The report of one run. */
export const runReport = ({ s3, lab }: Session, run: string): Promise<FoundReport> =>
  readReport(s3, lab, assetKeys.report(run), `The report of ${run}`);

/** The report of the last run that wrote one. */
export const latestReport = ({ s3, lab }: Session): Promise<FoundReport> =>
  readReport(s3, lab, assetKeys.latestReport, 'The last report');
