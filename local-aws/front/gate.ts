import type { IncomingHttpHeaders } from 'node:http';

/** `*.localhost` is for APIs and buckets, which have their own host names. Any port: a proxy forwards the client's Host. */
const ourHost = /^(?:127\.0\.0\.1|\[::1\]|(?:[a-z0-9_-]+\.)*localhost)(?::\d+)?$/i;

const fromABrowser =
  'The local AWS answers programs, not web pages, and this request comes from a browser (it has Origin or ' +
  'Sec-Fetch-Site). Use the AWS command line or an SDK instead.';
const forAnotherHost =
  'The local AWS answers to 127.0.0.1, localhost and names that end in .localhost, but this request is for another ' +
  'host. Use the addresses that `daybreak env --local` prints.';

/** The same words as MiniStack's gate. */
export const withoutTheToken =
  'The local AWS answers only callers that have its credentials, and this request has no session token of theirs. ' +
  'Set the variables that `daybreak env --local` prints; they are new after each start.';

/**
 * Why a request is refused, or undefined: programs may use the local AWS, web pages may not.
 * `local-aws/emulator/serve/gate.py` is the same rule for MiniStack.
 */
export const refusal = (headers: IncomingHttpHeaders): string | undefined => {
  // A redirect from a page opened from the address bar or a mail has `Sec-Fetch-Site: none`.
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return fromABrowser;
  return ourHost.test(headers.host ?? '') ? undefined : forAnotherHost;
};
