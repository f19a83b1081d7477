import { S3Client } from '@aws-sdk/client-s3';
import { copyData } from '../../functions/copy-data/copy-data.ts';
import { batchesOf } from '../../functions/plan/batches.ts';
import { getDefinition } from '../../functions/seed/definition.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { parseSeedUri } from '../../lab/seed-uri.ts';
import { s3Copies } from '../../reconcile/aws-calls.ts';
import { runOf } from '../run-of.ts';

/*
 * `node copy-lab.ts <lab> <seed>`: what Plan and CopyData do for a seed's datasets, in one process. The state machine
 * gives each of the four batches under way a function of its own.
 */

/** As many as the state machine's Map. */
const batchesAtOnce = 4;

const [, , name = '', uri = ''] = process.argv;
const s3 = new S3Client(s3Copies());
const { text, etag } = await getDefinition(s3, parseSeedUri(uri));
const { datasets } = parseLabDefinition(text);
const definition = { from: 'seed', uri, etag } as const;
const run = runOf(
  {
    name,
    account: process.env.AWS_ACCESS_KEY_ID ?? '',
    region: process.env.AWS_REGION ?? '',
    partition: 'aws',
  },
  { definition },
);
const noSample = (): never => {
  throw new Error('this is not the sample');
};
const { batches } = await batchesOf(s3, definition, datasets);
const copied = await inParallel(batchesAtOnce, batches, async batch => {
  const storage = { step: 'EnsureStorage', outcomes: [] };
  return (await copyData(new S3Client(s3Copies()), noSample, run, storage, batch)).outcomes;
});
console.log(JSON.stringify(copied.flat().map(({ outcome }) => outcome)));
