import { parseArgs } from 'node:util';
import { athena } from '../athena/service.ts';
import { isHealthy } from '../emulator/running.ts';
import { jobRunner } from '../job-runner/service.ts';
import { findSpark } from '../spark/installation.ts';
import { findTrino } from '../trino/installation.ts';
import { type JobFile, untrustedOf } from '../trust.ts';
import { sessionTokenVariable } from './launch.ts';
import { type Front, startFront } from './server.ts';

/*
 * The front as its own process, beside MiniStack. Sends its parent the address it listens on. Ends when it is
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
    trino: { type: 'string', default: '' },
    queries: { type: 'string', default: '' },
    engine: { type: 'string', default: '' },
    'engine-upstream': { type: 'string', default: '' },
    project: { type: 'string', default: '' },
    trusted: { type: 'string', default: '' },
    'only-there': { type: 'boolean', default: false },
  },
});
const { token, upstream, runs, spark, trino, queries, engine, project, trusted } = values;

const runner = {
  upstream,
  scriptUpstream: values['engine-upstream'],
  token,
  folder: runs,
  findSpark: () => findSpark(spark),
  untrustedOf: (files: readonly JobFile[]) => untrustedOf({ trusted, projectRoot: project }, files),
  howToGetSpark: `Install it once with \`npm run spark\` in ${project}, then start the run again.`,
};
const queriesOnTrino = {
  upstream,
  engineUpstream: values['engine-upstream'],
  token,
  folder: queries,
  engineFolder: engine,
  findTrino: () => findTrino(trino),
};
const options = {
  upstream,
  token,
  sessionToken: process.env[sessionTokenVariable] ?? '',
  services: [(endpoint: string) => jobRunner(runner, endpoint), () => athena(queriesOnTrino)],
};

const start = async (): Promise<Front> => {
  try {
    return await startFront({ ...options, port: Number(values.port) });
  } catch (error) {
    if (values['only-there']) throw error;
    return startFront({ ...options, port: 0 });
  }
};

const front = await start();
process.send?.({ endpoint: front.endpoint });

let missed = 0;
setInterval(async () => {
  missed = (await isHealthy({ endpoint: upstream, token })) ? 0 : missed + 1;
  if (missed < watch.patience) return;
  await front.stop();
  process.exit();
}, watch.everyMs);
process.once('SIGTERM', () => front.stop().then(() => process.exit()));
