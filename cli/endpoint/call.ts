import { request as sendPlainly } from 'node:http';
import { request as sendSecurely } from 'node:https';
import { text } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Session } from '../session.ts';
import { Sha256 } from './sha256.ts';

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The endpoint's answer, unparsed. */
export interface RawAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** Milliseconds. API Gateway answers within 30 seconds, if only with a 503. */
const longestSilence = 40_000;

/**
 * Calls the lab's endpoint, or a service of AWS that the command has no client for, signed with the session's credentials.
 * @param url from the stack's outputs. An endpoint other than AWS's is called at its own address, because not every
 * resolver knows names under localhost
 * @param service the name that AWS signs with
 */
export const callEndpoint = async (
  session: Pick<Session, 'endpoint' | 'lab' | 'sfn'>,
  url: string,
  { method, path, headers, body }: Call,
  service = 'execute-api',
): Promise<RawAnswer> => {
  const { protocol, hostname, host } = new URL(url);
  const signer = new SignatureV4({
    service,
    region: session.lab.region,
    credentials: session.sfn.config.credentials,
    sha256: Sha256,
  });
  const signed = await signer.sign({
    method,
    protocol,
    hostname,
    path,
    headers: { host, ...headers },
    body,
  });
  const address = new URL(path, session.endpoint ?? url);
  const send = address.protocol === 'http:' ? sendPlainly : sendSecurely;
  return new Promise((resolve, reject) => {
    const sending = send(address, { method, headers: signed.headers, timeout: longestSilence }, response => {
      text(response).then(answered => {
        resolve({
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          body: answered,
        });
      }, reject);
    });
    sending.on('timeout', () =>
      sending.destroy(Object.assign(new Error('the endpoint does not answer'), { code: 'ETIMEDOUT' })),
    );
    sending.on('error', reject);
    sending.end(body);
  });
};
