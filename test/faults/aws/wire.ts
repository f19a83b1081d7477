import { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/protocols';
import type { Refusal } from './operation.ts';

const xml = (status: number, body: string): HttpResponse =>
  new HttpResponse({
    statusCode: status,
    headers: {
      'content-type': 'application/xml',
      'x-amz-request-id': 'REQUEST',
      'x-amzn-requestid': 'REQUEST',
    },
    body: Buffer.from(body),
  });

const errorXml = ({ code, message }: Refusal): string =>
  `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>REQUEST</RequestId></Error>`;

/** An error as the service sends it, for the SDK to read. The answer to a HEAD has no body. */
export const errorResponse = (service: string, operation: string, refusal: Refusal): HttpResponse => {
  const { status, code, message } = refusal;
  if (service === 'S3') return xml(status, operation.startsWith('Head') ? '' : errorXml(refusal));
  if (service === 'IAM' || service === 'SNS')
    return xml(status, `<ErrorResponse>${errorXml(refusal)}<RequestId>REQUEST</RequestId></ErrorResponse>`);
  const error = { __type: code, message, Message: message };
  return new HttpResponse({
    statusCode: status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': 'REQUEST',
      'x-amzn-errortype': code,
    },
    body: Buffer.from(JSON.stringify(error)),
  });
};

/** An answer that begins as a success: S3 sends its status before it knows how a long operation ends. */
export const errorInside200 = (refusal: Refusal): HttpResponse =>
  xml(200, `<?xml version="1.0" encoding="UTF-8"?>\n${errorXml(refusal)}`);

/** The content of an object, which the SDK hands on as a stream. */
export const contentResponse = (headers: Readonly<Record<string, string>>, body: Uint8Array): HttpResponse =>
  new HttpResponse({ statusCode: 200, headers: { ...headers }, body: Readable.from([Buffer.from(body)]) });
