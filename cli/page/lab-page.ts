import { allOf } from '../../lab/in-parallel.ts';
import type { Desk, Surroundings } from '../../page/model.ts';
import { pageOf } from '../../page/page.ts';
import type { LabStatus } from '../render/status-page.ts';
import type { Session } from '../session.ts';
import { catalogOf } from './catalog.ts';
import { headlineOf } from './headline.ts';
import { pastRuns } from './past-runs.ts';
import { queriesOf } from './saved-queries.ts';

/** Asks AWS for what a report does not know; no query runs for it. */
export const surroundingsOf = async (session: Session): Promise<Required<Surroundings>> => {
  const [runs, catalog, queries] = await allOf([pastRuns(session), catalogOf(session), queriesOf(session)]);
  return { runs, catalog, queries };
};

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
