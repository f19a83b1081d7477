import type { Desk, Surroundings } from '../../page/model.ts';
import { pageOf } from '../../page/page.ts';
import type { LabStatus } from '../render/status-page.ts';
import type { Session } from '../session.ts';
import { headlineOf } from './headline.ts';

/** The lab as it is now, on one page. */
export const labPage = (
  { lab, local }: Session,
  status: LabStatus,
  surroundings: Surroundings,
  desk?: Desk,
): string => {
  const headline = headlineOf(lab.name, status);
  return pageOf({
    lab,
    isLocal: local !== undefined,
    madeAt: new Date(),
    report: status.report,
    ...(headline === undefined ? {} : { headline }),
    ...surroundings,
    ...(desk === undefined ? {} : { desk }),
  });
};
