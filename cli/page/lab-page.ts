import { allOf } from '../../lab/in-parallel.ts';
import type { CatalogTable, Desk, Extras } from '../../page/live/extras.ts';
import { liveParts } from '../../page/live/live.ts';
import { pageOf } from '../../page/page.ts';
import type { LabStatus } from '../render/status-page.ts';
import type { Session } from '../session.ts';
import { catalogOf } from './catalog.ts';
import { headlineOf } from './headline.ts';
import { pastRuns } from './past-runs.ts';
import { queriesOf } from './saved-queries.ts';

/** Asks AWS for what a report does not know; no query runs for it. */
export const extrasOf = async (session: Session): Promise<Omit<Extras, 'desk'>> => {
  const [runs, catalog, queries] = await allOf([pastRuns(session), catalogOf(session), queriesOf(session)]);
  return { runs, catalog, queries };
};

/** The lab as it is now, on one page. */
export const labPage = (
  { lab, local }: Session,
  status: LabStatus,
  extras: Omit<Extras, 'desk' | 'catalog'> & { readonly catalog: readonly CatalogTable[] },
  desk?: Desk,
): string => {
  const headline = headlineOf(lab.name, status);
  return pageOf({
    lab,
    isLocal: local !== undefined,
    madeAt: new Date(),
    report: status.report,
    ...(headline === undefined ? {} : { headline }),
    live: liveParts({ ...extras, ...(desk === undefined ? {} : { desk }) }),
  });
};
