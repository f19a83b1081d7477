import { oneLine } from '../../lab/words/one-line.ts';
import type { ListedLab } from '../list/labs.ts';
import { listing } from './listing.ts';

/** `2026-11-26 15:04`, in UTC */
const moment = (when: Date): string => when.toISOString().slice(0, 16).replace('T', ' ');

const dataOf = ({ report, seed }: ListedLab): string => {
  const source = seed === '' ? 'the built-in sample' : seed;
  const definition = report?.definition;
  return definition === undefined ? source : oneLine(`${definition.title} ${definition.version}, ${source}`);
};

/** When a lab was last rebuilt, and how that ended; or, without a report, what its latest run did. */
const lastOf = ({ report, latest }: ListedLab): readonly [string, string] => {
  const running = latest?.status === 'RUNNING' ? ', running again' : '';
  if (report !== undefined) return [moment(new Date(report.finishedAt)), `${report.result}${running}`];
  if (latest === undefined) return ['', 'never rebuilt'];
  const status = latest.status.toLowerCase().replaceAll('_', ' ');
  return [
    moment(latest.stoppedAt ?? latest.startedAt),
    status === 'running' ? status : `${status}, no report`,
  ];
};

const columns = ['lab', 'rebuilt (UTC)', 'ended', 'stack'].map(name => ({ name, type: '' }));

/** The labs of an account, one per line. */
export const labsPage = (labs: readonly ListedLab[], most?: number): string =>
  listing(
    columns,
    'data',
    labs.map(lab => ({ cells: [lab.name, ...lastOf(lab), lab.stack], text: dataOf(lab) })),
    most,
  );
