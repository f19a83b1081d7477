import { allOf } from '../../lab/in-parallel.ts';
import { assetKeys, type Lab } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import type { PageClients } from '../../page/ask/surroundings.ts';
import { type Seen, writeAsset } from '../../reconcile/assets.ts';
import type { CouldNot } from '../frame/could-not.ts';
import type { Written } from './notify.ts';
import { writePages } from './write-pages.ts';

/**
 * Writes a run's report, and again as the latest, with which later runs compare; both also as pages.
 *
 * @param latest the latest report that the run saw, if there was one; null: this one does not replace it
 * @param couldNot is called with each failure
 */
export const writeReport = async (
  clients: PageClients,
  lab: Lab,
  report: Report,
  latest: Seen | undefined | null,
  couldNot: CouldNot,
): Promise<Written> => {
  const write = async (key: string, before?: Seen): Promise<string | null> => {
    try {
      return await writeAsset(clients.s3, lab, key, report, before);
    } catch (error) {
      couldNot(`the report could not be written to ${key}`, error);
      return null;
    }
  };
  const [address, page] = await allOf([
    write(assetKeys.report(report.execution.name)),
    writePages(clients, lab, report, latest !== null, couldNot),
    ...(latest === null ? [] : [write(assetKeys.latestReport, latest)]),
  ]);
  return { report: address ?? null, page: page ?? null };
};
