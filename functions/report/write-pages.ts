import { allOf } from '../../lab/in-parallel.ts';
import { assetKeys, type Lab } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import type { PageClients } from '../../page/ask/surroundings.ts';
import { pageOf } from '../../page/page.ts';
import { writePage } from '../../reconcile/assets.ts';
import type { CouldNot } from '../frame/could-not.ts';
import { knownSurroundings } from './surroundings.ts';

/**
 * Writes the report as a page for people: beside the report, and over the page of the last run. It never throws: a page
 * that can't be made or written must not cost the report, nor change the run's result.
 *
 * @param isLatest whether the page of the last run gives way to this one
 * @param couldNot is called with each failure
 * @returns the key of the run's page; null if it was not written
 */
export const writePages = async (
  clients: PageClients,
  lab: Lab,
  report: Report,
  isLatest: boolean,
  couldNot: CouldNot,
): Promise<string | null> => {
  const write = async (key: string, page: string, isNew: boolean): Promise<string | null> => {
    try {
      await writePage(clients.s3, lab, key, page, isNew);
      return key;
    } catch (error) {
      couldNot(`the page could not be written to ${key}`, error);
      return null;
    }
  };
  try {
    const surroundings = await knownSurroundings(clients, lab, report, couldNot);
    const page = pageOf({
      lab,
      isLocal: false,
      madeAt: new Date(report.finishedAt),
      report,
      ...surroundings,
    });
    const [own] = await allOf([
      write(assetKeys.page(report.execution.name), page, true),
      ...(isLatest ? [write(assetKeys.latestPage, page, false)] : []),
    ]);
    return own ?? null;
  } catch (error) {
    couldNot('the page could not be made', error);
    return null;
  }
};
