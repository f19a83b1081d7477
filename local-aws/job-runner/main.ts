import { parseArgs } from 'node:util';
import { isHealthy } from '../emulator/running.ts';
import { findSpark } from '../spark/installation.ts';
import { type JobRunner, type JobRunnerOptions, startJobRunner } from './server.ts';

/*
 * The job runner as its own process, beside MiniStack. Sends its parent the address it listens on. Ends when it is
 * killed, or when MiniStack has been gone for a while.
 */

/** Checks every ten seconds; MiniStack has a minute to start. */
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
