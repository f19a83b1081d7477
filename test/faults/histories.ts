/**
 * `npm run test:histories [-- <how many>]`: random histories, each from its seed, which is printed where one goes wrong.
 * `-- --seed <seed>` tells that one again, with everything that happens in it. `-- --from <seed>` begins there.
 */
import './load-python.ts';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';

/** As many as CI has a minute for. */
const usual = 300;

const shareSchema = z.object({ first: z.int(), count: z.int(), workers: z.int() });
const historySchema = z.object({
  seed: z.int(),
  told: z.array(z.string()),
  violations: z.array(z.string()),
  digest: z.string(),
});
type History = z.output<typeof historySchema>;

/** Runs every so-manieth history from the first one on. */
const work = async (
  { first, count, workers }: z.output<typeof shareSchema>,
  tell: (history: History) => void,
): Promise<void> => {
  const { loadWarmHandlers } = await import('./runs.ts');
  const { record } = await import('./cell.ts');
  const { runHistory } = await import('./history.ts');
  const { scenarioNames } = await import('./scenarios.ts');
  const handlers = await loadWarmHandlers();
  const recorded = new Map(
    await Array.fromAsync(scenarioNames, async name => [name, await record(name, handlers, true)] as const),
  );
  const starts = (['first rebuild', 'unchanged', 'repair'] as const).flatMap(
    name => recorded.get(name)?.before ?? [],
  );
  const inhabited = await record('unchanged', handlers, true);
  for (let seed = first; seed < count; seed += workers) {
    const history = await runHistory(seed, handlers, starts, inhabited.before, inhabited.after);
    tell({ ...history, told: [...history.told], violations: [...history.violations] });
  }
};

const main = async (): Promise<void> => {
  const given = process.argv.slice(2);
  const seed = given.includes('--seed') ? Number(given[given.indexOf('--seed') + 1]) : undefined;
  const from = given.includes('--from') ? Number(given[given.indexOf('--from') + 1]) : 0;
  const several = given[0]?.startsWith('--') ? usual : Number(given[0] ?? usual);
  const count = seed === undefined ? from + several : seed + 1;
  const workers = seed === undefined ? availableParallelism() : 1;
  const started = performance.now();
  let all = 0;
  let wrong = 0;
  const digests = new Map<number, string>();
  const tell = (): void => {
    if (given.includes('--digests') || seed !== undefined)
      for (const [each, digest] of [...digests].sort(([a], [b]) => a - b))
        console.log(`digest of ${each}: ${digest}`);
    console.log(`${Math.round((all / (performance.now() - started)) * 60_000)} histories a minute`);
    console.log(`unexpected: ${wrong} of ${all}`);
  };
  // Many take their time: whoever ends it sees what they have found.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      tell();
      process.exit(1);
    });
  await Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const share = { first: seed ?? from + worker, count, workers };
      const running = new Worker(fileURLToPath(import.meta.url), { workerData: share });
      return new Promise<void>((resolve, reject) => {
        running.on('message', message => {
          const history = z.parse(historySchema, message);
          all += 1;
          digests.set(history.seed, history.digest);
          if (history.violations.length > 0) wrong += 1;
          if (history.violations.length > 0 || seed !== undefined)
            console.log(
              [
                `seed ${history.seed}`,
                ...(seed === undefined ? [] : history.told.map(line => `  ${line}`)),
                ...history.violations.map(line => `  ! ${line}`),
              ].join('\n'),
            );
        });
        running.once('error', reject);
        running.once('exit', () => resolve());
      });
    }),
  );
  tell();
  process.exitCode = wrong === 0 && all > 0 ? 0 : 1;
};

if (isMainThread) await main();
else await work(z.parse(shareSchema, workerData), history => parentPort?.postMessage(history));
