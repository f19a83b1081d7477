import { parseArgs } from 'node:util';
import { isHealthy } from '../emulator/running.ts';
import { findSpark } from '../spark/installation.ts';
import { type JobRunner, type JobRunnerOptions, startJobRunner } from './server.ts';

/*
 * The job runner as a process of its own, beside MiniStack. Tells whoever started it where it listens; ends when it is
 * killed, and by itself when there has been no MiniStack for a while.
 */

/** A look every ten seconds; MiniStack has a minute to start in. */
const watch = { everyMs: 10_000, patience: 12 };

const { values } = parseArgs({
  options: {
    token: { type: 'string', default: '' },
    upstream: { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
    runs: { type: 'string', default: '' },
    spark: { type: 'string', default: '' },
    project: { type: 'string', default: '' },
    'only-there': { type: 'boolean', default: false },
  },
});
const { token, upstream, runs, spark, project } = values;

const options: Omit<JobRunnerOptions, 'port'> = {
  token,
  upstream,
  folder: runs,
  findSpark: () => findSpark(spark),
  howToGetSpark: `Install it once with \`npm run spark\` in ${project}, then start the run again.`,
};

const start = async (): Promise<JobRunner> => {
  try {
    return await startJobRunner({ ...options, port: Number(values.port) });
  } catch (error) {
    if (values['only-there']) throw error;
    return startJobRunner({ ...options, port: 0 });
  }
};

const runner = await start();
process.send?.({ glueEndpoint: runner.endpoint });

let missed = 0;
setInterval(async () => {
  missed = (await isHealthy({ endpoint: upstream, token })) ? 0 : missed + 1;
  if (missed < watch.patience) return;
  await runner.stop();
  process.exit();
}, watch.everyMs);
process.once('SIGTERM', () => runner.stop().then(() => process.exit()));
