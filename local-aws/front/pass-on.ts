import type { Agent } from 'node:http';
import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';

/**
 * Forwards a request unchanged, including Host and signature, and passes the answer back.
 * @param body if it has already been read
 */
export const passOn = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { upstream, agent }: { readonly upstream: string; readonly agent: Agent },
  body?: Buffer,
): void => {
  const { hostname, port } = new URL(upstream);
  const { method = 'GET', url: path = '/', rawHeaders: headers } = incoming;
  const onward = send({ hostname, port, agent, method, path, headers }, answer => {
    outgoing.sendDate = false;
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
    answer.pipe(outgoing);
    answer.once('error', () => outgoing.destroy());
  });
  onward.once('error', () => outgoing.destroy());
  outgoing.once('close', () => outgoing.writableFinished || onward.destroy());
  if (body) onward.end(body);
  else incoming.pipe(onward);
};
