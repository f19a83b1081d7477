import { Agent, createServer, request } from 'node:http';

/** An endpoint in front of another one, which passes each call on after a while. */
export interface SlowEndpoint {
  readonly endpoint: string;
  /** Calls since this was last asked. */
  calls(): number | Promise<number>;
  stop(): Promise<void>;
}

/** @param delay milliseconds */
export const startSlowEndpoint = async (target: string, delay: number): Promise<SlowEndpoint> => {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  let calls = 0;
  const server = createServer({ keepAliveTimeout: 120_000 }, (incoming, outgoing) => {
    calls += 1;
    const { method, url, rawHeaders } = incoming;
    const passOn = () => {
      const onward = request({ hostname, port, agent, method, path: url, headers: rawHeaders }, answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(outgoing);
      });
      onward.once('error', () => outgoing.destroy());
      incoming.pipe(onward);
    };
    if (delay === 0) passOn();
    else setTimeout(passOn, delay);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The slow endpoint has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls: () => {
      const counted = calls;
      calls = 0;
      return counted;
    },
    stop: async () => {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
};
