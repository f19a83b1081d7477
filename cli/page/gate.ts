import { createHash, timingSafeEqual } from 'node:crypto';

/** What of a request decides whether it may come in. */
export interface Knock {
  readonly method: string;
  readonly header: (name: string) => string | undefined;
}

/**
 * Why a request is refused, or undefined. The page is for the one browser that was given its address:
 * - `Host` is ours: a name of somebody's that resolves to this machine (DNS rebinding) is not.
 * - What comes from another page, also from one on another port of this machine, is refused; browsers say so in
 *   `Sec-Fetch-Site`, and programs, which don't, need the secret all the same.
 * - A query is asked by the page itself: a browser's POST always has `Origin`.
 *
 * @param authority `127.0.0.1:1234`
 */
export const refusal = ({ method, header }: Knock, authority: string): string | undefined => {
  if (header('host') !== authority)
    return `This page is at http://${authority}, and only answers to that host.`;
  const site = header('sec-fetch-site');
  if (site !== undefined && site !== 'none' && site !== 'same-origin')
    return 'Another web page has asked for this. Open the address that `daybreak open` has printed.';
  if (method !== 'GET' && method !== 'HEAD' && header('origin') !== `http://${authority}`)
    return 'Run queries on the page itself.';
  return undefined;
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares secrets in a time that tells nothing about them. */
export const isSecret = (given: string, secret: string): boolean =>
  timingSafeEqual(digest(given), digest(secret));
