import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { s3Calls } from '../../reconcile/aws-calls.ts';

/** What S3 is asked; `what` is its path and query. */
interface Asked {
  readonly method: string;
  readonly what: string;
  readonly sent: string;
}

interface Answer {
  readonly status: number;
  readonly body?: string;
}

/** An S3 that a test makes up, and the SDK's own client for it: so an error is what the SDK makes of an answer. */
export interface StubS3 {
  readonly s3: S3Client;
  readonly endpoint: string;
  answer: (asked: Asked) => Answer;
  stop(): Promise<void>;
}

/** An error as S3 sends it. As on AWS, the answer to a HEAD has no body. */
export const s3Error = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>because</Message></Error>`,
});

export const startStubS3 = async (): Promise<StubS3> => {
  const server = createServer(async (request, response) => {
    const { method = 'GET', url: what = '/' } = request;
    const { status, body } = stub.answer({ method, what, sent: await text(request) });
    response.writeHead(status, { 'x-amz-request-id': 'REQUEST-1' }).end(method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The stub has no port');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const stub: StubS3 = {
    endpoint,
    s3: new S3Client({
      ...s3Calls,
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      forcePathStyle: true,
      maxAttempts: 1,
    }),
    answer: () => s3Error(501, 'NotImplemented'),
    stop: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return stub;
};
