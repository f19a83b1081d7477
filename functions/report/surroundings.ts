import { countBy } from '../../lab/count-by.ts';
import { allOf } from '../../lab/in-parallel.ts';
import type { Lab } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { runKind } from '../../lab/run-kind.ts';
import { latestRuns, pageRun } from '../../page/ask/latest-runs.ts';
import { queriesOf } from '../../page/ask/saved-queries.ts';
import type { PageClients } from '../../page/ask/surroundings.ts';
import { tablesOf } from '../../page/ask/tables.ts';
import type { PageRun, Surroundings } from '../../page/model.ts';
import type { CouldNot } from '../frame/could-not.ts';

/** The run that is being reported, as it will be listed when it has ended. */
const thisRun = ({ execution, input, trigger, finishedAt, result, outcomes, failures }: Report): PageRun => {
  const [first] = failures;
  return pageRun({
    ...execution,
    startedAt: new Date(execution.startedAt),
    stoppedAt: new Date(finishedAt),
    status: result === 'failed' ? 'FAILED' : 'SUCCEEDED',
    action: 'rebuild',
    kind: runKind(input),
    trigger: trigger ?? 'console',
    outcomes: countBy(outcomes),
    leftTo: undefined,
    failure: first === undefined ? undefined : { error: first.error, cause: `${first.step}: ${first.cause}` },
  });
};

const runsWith = (own: PageRun, listed: readonly PageRun[]): readonly PageRun[] =>
  [own, ...listed.filter(({ name }) => name !== own.name)].sort(
    (a, b) => b.startedAt.getTime() - a.startedAt.getTime(),
  );

/**
 * What a run's page shows besides its report. What can't be asked is left out: the page says so.
 * @param couldNot is called with each failure
 */
export const knownSurroundings = async (
  clients: PageClients,
  lab: Lab,
  report: Report,
  couldNot: CouldNot,
): Promise<Surroundings> => {
  const known = <Part>(what: string, part: Promise<Part>): Promise<Part | undefined> =>
    part.catch(error => {
      couldNot(`${what} not on the page`, error);
      return undefined;
    });
  const [runs, tables, queries] = await allOf([
    known('the latest runs are', latestRuns(clients.sfn, lab)),
    known('columns and first rows are', tablesOf(clients.glue, clients.s3, lab)),
    known('saved queries are', queriesOf(clients.athena, lab)),
  ]);
  return {
    ...(runs === undefined ? {} : { runs: runsWith(thisRun(report), runs) }),
    ...tables,
    ...(queries === undefined ? {} : { queries }),
  };
};
