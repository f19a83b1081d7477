import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface PassedRequest {
  readonly target: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The parts of Glue and S3 that a job runner uses: jobs by name, objects by path. */
export interface FakeGlue {
  readonly endpoint: string;
  readonly jobs: Map<string, object>;
  readonly objects: Map<string, string>;
  /** All other requests. */
  readonly passed: PassedRequest[];
  stop(): Promise<void>;
}

export const startFakeGlue = async (): Promise<FakeGlue> => {
  const jobs = new Map<string, object>();
  const objects = new Map<string, string>();
  const passed: PassedRequest[] = [];

  const answerTo = (target: string | undefined, body: string): readonly [number, object] => {
    if (target === 'AWSGlue.GetDatabases') return [200, { DatabaseList: [] }];
    if (target !== 'AWSGlue.GetJob') return [418, { said: 'something of its own' }];
    const name: string = JSON.parse(body).JobName;
    const Job = jobs.get(name);
    return Job ? [200, { Job }] : [400, { __type: 'EntityNotFoundException', Message: `no ${name}` }];
  };

  const server = createServer(async (incoming, outgoing) => {
    const { headers, url = '' } = incoming;
    const body = await text(incoming);
    const object = objects.get(new URL(url, 'http://local').pathname);
    if (object !== undefined) return void outgoing.end(object);
    const target = headers['x-amz-target']?.toString();
    const [status, content] = answerTo(target, body);
    if (status === 418) passed.push({ target, headers, body });
    outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(content));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The fake has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    jobs,
    objects,
    passed,
    stop: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
};
