import { request as send } from 'node:http';
import { text } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../cli/endpoint/sha256.ts';
import type { Answer } from '../../functions/api/answer.ts';
import { clientConfig, type LocalAws } from '../../local-aws/index.ts';

export interface EndpointRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: true */
  readonly signed?: boolean;
}

/** Calls an endpoint of a local AWS as a client on the internet would, and returns its answer. */
export class Endpoint {
  readonly #aws: LocalAws;
  /** From the stack's outputs. */
  readonly #url: URL;
  readonly #signer: SignatureV4;

  constructor(aws: LocalAws, url: string) {
    this.#aws = aws;
    this.#url = new URL(url);
    this.#signer = new SignatureV4({
      service: 'execute-api',
      region: aws.region,
      credentials: clientConfig(aws).credentials,
      sha256: Sha256,
    });
  }

  async call(
    method: string,
    path: string,
    { headers = {}, body, signed = true }: EndpointRequest = {},
  ): Promise<Answer> {
    const request = {
      method,
      protocol: this.#url.protocol,
      hostname: this.#url.hostname,
      path,
      headers: { host: this.#url.host, ...headers },
      ...(body === undefined ? {} : { body }),
    };
    const made = signed ? await this.#signer.sign(request) : request;
    return new Promise((resolve, reject) => {
      // By IP address: not every resolver knows names under localhost.
      const sending = send(new URL(path, this.#aws.endpoint), { method, headers: made.headers }, response => {
        text(response).then(answered => {
          const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
          resolve({
            statusCode: response.statusCode ?? 0,
            headers: Object.fromEntries(entries),
            body: answered,
          });
        }, reject);
      });
      sending.on('error', reject);
      sending.end(body);
    });
  }
}
