import { type OutgoingHttpHeaders, request as send } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request to a local AWS, to be sent exactly as it is. */
export interface RawRequest {
  readonly method?: string;
  /** Sent as they are. Without a Host, the endpoint's is sent. */
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends what `fetch` refuses to: any Host, any Origin. */
export const sendRaw = (url: string, { method, headers = {}, body }: RawRequest = {}): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const outgoing = send(url, { method, headers: { host: new URL(url).host, ...headers } }, answer => {
      text(answer).then(
        body => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
        reject,
      );
    });
    outgoing.once('upgrade', () => reject(new Error('the connection was upgraded')));
    outgoing.once('error', reject);
    outgoing.end(body);
  });

interface Case {
  readonly name: string;
  readonly headers: OutgoingHttpHeaders;
}

const host = (value: string): Case => ({ name: `for ${value}`, headers: { host: value } });

/** Requests that both the emulator and the front accept; each has its own gate. */
export const passing: readonly Case[] = [
  { name: 'of a program', headers: {} },
  { name: 'of Node’s fetch', headers: { 'sec-fetch-mode': 'cors', 'user-agent': 'node' } },
  host('127.0.0.1'),
  host('127.0.0.1:1'),
  host('localhost:4566'),
  host('LocalHost'),
  host('[::1]:4566'),
  host('a1b2c3d4.execute-api.localhost:4566'),
  host('my_bucket.s3.localhost'),
];

/** Requests that both refuse. */
export const refused: readonly Case[] = [
  { name: 'of another page', headers: { origin: 'https://evil.example' } },
  { name: 'of a page of this machine', headers: { origin: 'http://localhost:3000' } },
  { name: 'of a sandboxed page', headers: { origin: 'null' } },
  { name: 'with an empty Origin', headers: { origin: '' } },
  ...['cross-site', 'same-site', 'same-origin', 'none'].map(site => ({
    name: `of a browser that calls it ${site}`,
    headers: { 'sec-fetch-site': site },
  })),
  ...[
    'evil.test',
    'evil.test:4566',
    'evil.localhost.test',
    'notlocalhost',
    'localhost.evil.test',
    'localhost@evil.test',
    'localhost, evil.test',
    '127.0.0.1.evil.test',
    '127.0.0.1:4566.evil.test',
    '0.0.0.0',
    '.localhost',
  ].map(host),
];
