/** A response for API Gateway, in payload format 2.0. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A document as a response. It may be out of date a moment later, so it must not be cached. */
export const answer = (
  statusCode: number,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(document),
});
