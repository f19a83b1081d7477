import { declarations } from '../../functions/all.ts';
import { labFunctions } from '../../lab/names.ts';
import { clientsOf } from './function-clients.ts';

test.each(labFunctions)('a call that hangs costs %s only a part of its time', async name => {
  const clients = await clientsOf(name);
  expect(clients).not.toEqual([]);
  const most = (declarations[name].timeout * 1_000) / 4;
  for (const { requestHandler } of clients.map(({ config }) => config)) {
    expect(requestHandler.connectionTimeout).toBeLessThan(most);
    expect(requestHandler.requestTimeout).toBeLessThanOrEqual(most);
    expect(requestHandler.socketTimeout).toBeLessThanOrEqual(most);
  }
});

// The endpoint reads only the lab's own bucket, not the seed.
test.each(labFunctions.filter(name => name !== 'api'))('%s follows S3 to another region', async name => {
  const s3 = (await clientsOf(name)).filter(made => made.name === 'S3Client');
  expect(s3.filter(({ config }) => config.followRegionRedirects !== true)).toEqual([]);
});

/** A lab can do without what they do, and gets it with the next rebuild. */
const optional = ['CloudWatchClient', 'EventBridgeClient', 'LakeFormationClient', 'SNSClient'];

test.each(labFunctions)('%s waits for its role, if the stack has just created it', async name => {
  for (const made of await clientsOf(name))
    if (name === 'destroy' || !optional.includes(made.name)) expect(made.middlewares).toEqual(['forNewRole']);
});
