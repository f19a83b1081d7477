import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { readDefinition } from '../../cli/seed/published-seed.ts';
import { findDefinition } from '../../functions/plan/find-definition.ts';

const size = 100_000_000;
const chunk = Buffer.alloc(64 * 1024, ' ');

let server: Server;
let s3: S3Client;
let sent: number;

/** An S3 whose only object has 100 MB, and which knows how much of it was taken. */
beforeEach(async () => {
  sent = 0;
  server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': size, etag: '"e"' });
    const send = (): void => {
      while (!response.destroyed && sent < size) {
        sent += chunk.length;
        if (!response.write(chunk.subarray(0, size - sent + chunk.length))) {
          response.once('drain', send);
          return;
        }
      }
      response.end();
    };
    send();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: string | AddressInfo | null = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  s3 = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    forcePathStyle: true,
  });
});

afterEach(async () => {
  s3.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test.each([
  ['Plan', () => findDefinition(s3, 's3://seed/a/')],
  ['the command', () => readDefinition(s3, { bucket: 'seed', prefix: 'a/' })],
])('%s refuses a lab.json of 100 MB in S3 without reading it', async (_, read) => {
  await expect(read()).rejects.toThrow(
    's3://seed/a/lab.json has 100 MB, and a definition has at most 20 MB. List files in a manifest',
  );
  // What fits into buffers on the way.
  expect(sent).toBeLessThan(20_000_000);
});
