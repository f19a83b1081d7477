import { createServer, type RequestListener, type Server } from 'node:http';
import { GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { waiting } from '../../reconcile/aws-calls.ts';

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };

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

describe('a call', () => {
  test('that hangs is given up and made again', async () => {
    let calls = 0;
    const endpoint = await answering((_request, answer) => {
      calls += 1;
      if (calls > 1) answer.end('{"Database":{"Name":"sor"}}');
    });
    const glue = new GlueClient({
      ...waiting(0.2),
      endpoint,
      region: 'us-east-1',
      credentials,
      maxAttempts: 2,
    });
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: 'sor' }));
    expect(Database?.Name).toBe('sor');
  });

  test('whose answer stops in the middle is given up', async () => {
    const endpoint = await answering((_request, answer) => {
      answer.writeHead(200, { 'content-length': '1000' });
      answer.write('{');
    });
    const s3 = new S3Client({
      ...waiting(0.2),
      endpoint,
      region: 'us-east-1',
      credentials,
      forcePathStyle: true,
    });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    await expect(Body?.transformToString()).rejects.toThrow(/timed out/);
  });
});
