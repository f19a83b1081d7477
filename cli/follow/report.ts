import { assetKeys } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { readReport } from '../../reconcile/read-report.ts';
import type { Session } from '../session.ts';

/** A report of another version of Daybreak is no news, and no reason to fail. */
const read = async ({ s3, lab }: Session, key: string): Promise<Report | undefined> =>
  (await readReport(s3, lab, key))?.report;

/** The report of one run; undefined where it wrote none, or none that we can read. */
export const runReport = (session: Session, run: string): Promise<Report | undefined> =>
  read(session, assetKeys.report(run));

/** The report of the last run that wrote one. */
export const latestReport = (session: Session): Promise<Report | undefined> =>
  read(session, assetKeys.latestReport);
