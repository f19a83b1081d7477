/**
 * `npm run test:faults`: a part of the matrix, as CI runs it. `-- --all`: every cell. `-- "<coordinate>"`: the cells
 * whose coordinate begins like this, with all that they tell.
 */
import './load-python.ts';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import type { FaultName } from './faults.ts';

/** One in so many cells is run in CI: those that fit into a few minutes. */
const part = 12;

/** Cells that have found something, and are of too few for the part to have their like. */
const telling =
  /^multi-part copy [/] copy-data S3[.](Create|Complete)MultipartUpload [/] (reset after once|late once|appeared) [/] first$/;

/**
 * Here somebody takes every name that the run tries to save several files under. The run tries names until its time is up,
 * which takes a quarter of an hour to compute. `repair` has the same cell with one file.
 */
const endless = /^newer seed [/] copy-data S3[.]CopyObject [/] appeared [/] every$/;

/** The same cells each time, spread over all scenarios, places and faults. */
const isInPart = (coordinate: string): boolean => {
  if (telling.test(coordinate)) return true;
  if (endless.test(coordinate)) return false;
  let hash = 0;
  for (const character of coordinate) hash = (hash * 31 + character.charCodeAt(0)) | 0;
  return Math.abs(hash) % part === 0;
};

const jobSchema = z.object({ worker: z.int(), workers: z.int(), all: z.boolean(), begin: z.string() });
type Job = z.output<typeof jobSchema>;

const toldSchema = z.object({
  scenario: z.string(),
  fault: z.string(),
  coordinate: z.string(),
  unexpected: z.array(z.string()),
  result: z.string(),
  error: z.string(),
  cause: z.string(),
});
type Told = z.output<typeof toldSchema>;

/** Runs a worker's share of the cells. */
const work = async ({ worker, workers, all, begin }: Job, tell: (told: Told) => void): Promise<void> => {
  const { loadWarmHandlers } = await import('./runs.ts');
  const { scenarioNames } = await import('./scenarios.ts');
  const { cellsOf, coordinateOf, record, runCell } = await import('./cell.ts');
  const { unexpectedIn } = await import('./expectations.ts');
  const { faultNames } = await import('./faults.ts');
  const handlers = await loadWarmHandlers();
  for (const scenario of scenarioNames) {
    if (!begin.startsWith(scenario) && !scenario.startsWith(begin)) continue;
    const recorded = await record(scenario, handlers, true);
    const cells = cellsOf(scenario, recorded, faultNames).filter(cell => {
      const coordinate = coordinateOf(cell);
      return coordinate.startsWith(begin) && (all || begin !== '' || isInPart(coordinate));
    });
    for (const [index, cell] of cells.entries()) {
      if (index % workers !== worker) continue;
      const finding = await runCell(cell, recorded, handlers);
      const { result, error, cause } = finding;
      const unexpected = [...unexpectedIn(cell, finding)];
      tell({ scenario, fault: cell.fault, coordinate: coordinateOf(cell), unexpected, result, error, cause });
    }
  }
};

/** The cells in rows of faults and columns of scenarios: unexpected of all. */
const table = (told: readonly Told[], faults: readonly FaultName[]): string => {
  const scenarios = [...new Set(told.map(({ scenario }) => scenario))];
  const cell = (fault: string, scenario: string): string => {
    const those = told.filter(each => each.fault === fault && each.scenario === scenario);
    return those.length === 0
      ? '-'
      : `${those.filter(({ unexpected }) => unexpected.length > 0).length} of ${those.length}`;
  };
  const rows = [
    ['', ...scenarios],
    ...faults.map(fault => [fault, ...scenarios.map(each => cell(fault, each))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? [];
  return rows
    .map(row =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const main = async (): Promise<void> => {
  const given = process.argv.slice(2);
  const all = given.includes('--all');
  const begin = given.find(argument => !argument.startsWith('--')) ?? '';
  const workers = availableParallelism();
  const told: Told[] = [];
  const { faultNames } = await import('./faults.ts');
  /** @returns whether all was as expected */
  const tell = (): boolean => {
    console.log(`\n${table(told, faultNames)}\n`);
    const unexpected = told.filter(each => each.unexpected.length > 0).length;
    console.log(`unexpected: ${unexpected} of ${told.length}`);
    return unexpected === 0;
  };
  // A run of all cells takes its time: whoever ends it sees what it has found.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      tell();
      process.exit(1);
    });
  await Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const running = new Worker(fileURLToPath(import.meta.url), {
        workerData: { worker, workers, all, begin },
      });
      return new Promise<void>((resolve, reject) => {
        running.on('message', message => {
          const each = z.parse(toldSchema, message);
          told.push(each);
          if (each.unexpected.length > 0 || (begin !== '' && !all))
            console.log(
              [
                each.coordinate,
                `  ${each.result}: ${each.error}: ${each.cause}`,
                ...each.unexpected.map(text => `  ! ${text}`),
              ].join('\n'),
            );
        });
        running.once('error', reject);
        running.once('exit', () => resolve());
      });
    }),
  );
  process.exitCode = tell() && told.length > 0 ? 0 : 1;
};

if (isMainThread) await main();
else await work(z.parse(jobSchema, workerData), told => parentPort?.postMessage(told));
