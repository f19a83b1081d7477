import { createServer, type RequestListener, type Server } from 'node:http';
import { GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getDefinition } from '../../functions/seed/definition.ts';
import { SeedUnavailable } from '../../lab/errors.ts';
import { copiesAtOnce, s3Calls, s3Copies, waiting } from '../../reconcile/aws-calls.ts';
import { asSeen } from '../../reconcile/place.ts';
import { seedSource } from '../../reconcile/seed-source.ts';

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const to = { bucket: 'daybreak-sor', key: 'a.csv' };
const seed = { bucket: 'somebodys-seed', prefix: 'olist/' };

let server: Server;

const answering = async (listener: RequestListener): Promise<string> => {
  server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
};

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('a seed in another region', () => {
  /** S3 answers for a bucket in its own region, and redirects requests signed for another. */
  const inEurope = async (told: boolean) => {
    const asked: string[] = [];
    const endpoint = await answering(({ method, url, headers }, answer) => {
      const [, region = ''] = /\/\d{8}\/([a-z0-9-]+)\/s3\//.exec(headers.authorization ?? '') ?? [];
      asked.push(`${method} ${url?.split('?')[0]} signed for ${region}`);
      if (region === 'eu-west-1')
        return answer.writeHead(200, { etag: '"e"', 'content-length': 2 }).end('{}');
      const body = '<Error><Code>PermanentRedirect</Code><Message>use another endpoint</Message></Error>';
      answer
        .writeHead(301, told ? { 'x-amz-bucket-region': 'eu-west-1' } : {})
        .end(method === 'HEAD' ? undefined : body);
    });
    const s3 = new S3Client({ ...s3Calls, endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    return { s3, asked };
  };

  test('is read in its own region', async () => {
    const { s3, asked } = await inEurope(true);
    expect(await getDefinition(s3, seed)).toEqual({ text: '{}', etag: '"e"' });
    expect(asked).toEqual([
      'GET /somebodys-seed/olist/lab.json signed for us-east-1',
      'GET /somebodys-seed/olist/lab.json signed for eu-west-1',
    ]);
  });

  test('that S3 does not name is reported as unavailable, with what to do', async () => {
    const { s3 } = await inEurope(false);
    await expect(getDefinition(s3, seed)).rejects.toThrow(SeedUnavailable);
    const placing = seedSource(s3, lab, seed).place(
      { key: 'a.csv', bytes: 1, crc32: '' },
      to,
      {},
      asSeen(undefined),
    );
    await expect(placing).rejects.toThrow(SeedUnavailable);
    await expect(placing).rejects.toThrow(/s3:\/\/somebodys-seed\/olist\/a.csv is in another region/);
  });
});

describe('a call', () => {
  /** Enough tries that one is answered in time, however busy the machine is. */
  const impatient = { ...waiting(0.5, 10), maxAttempts: 10, region: 'us-east-1', credentials };

  test('that hangs is abandoned and repeated', async () => {
    let calls = 0;
    const endpoint = await answering((_request, answer) => {
      calls += 1;
      if (calls > 1) answer.end('{"Database":{"Name":"sor"}}');
    });
    const glue = new GlueClient({ ...impatient, endpoint });
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: 'sor' }));
    expect(Database?.Name).toBe('sor');
    expect(calls).toBeGreaterThan(1);
  });

  test('whose answer stops in the middle is abandoned', async () => {
    const endpoint = await answering((_request, answer) => {
      answer.writeHead(200, { 'content-length': '1000' });
      answer.write('{');
    });
    const s3 = new S3Client({ ...impatient, endpoint, forcePathStyle: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    await expect(Body?.transformToString()).rejects.toThrow(/timed out/);
  });
});

describe('copies', () => {
  test('have a socket each, and a rate that adapts whatever the environment says', async () => {
    const before = process.env.AWS_RETRY_MODE;
    process.env.AWS_RETRY_MODE = 'standard';
    try {
      const { config } = new S3Client({ ...s3Copies(), region: 'us-east-1', credentials });
      expect(await config.retryStrategy()).toMatchObject({ mode: 'adaptive' });
    } finally {
      if (before === undefined) delete process.env.AWS_RETRY_MODE;
      else process.env.AWS_RETRY_MODE = before;
    }
    const { httpAgent, httpsAgent } = s3Copies().requestHandler;
    expect([httpAgent.maxSockets, httpsAgent.maxSockets]).toEqual([copiesAtOnce, copiesAtOnce]);
  });
});
