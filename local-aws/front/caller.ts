import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { account, type Caller, clientConfig, region } from '../environment.ts';

/** Compares in a time that says nothing about where the two differ. */
const isSame = (one: string, other: string): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
};

/**
 * The caller, by MiniStack's rules: an access key id of 12 digits is the account, any other belongs to a session that
 * only MiniStack knows, and the region is the signed one. An unsigned request belongs to the usual account.
 *
 * @param sessionToken what callers have to know
 * @returns undefined if the caller does not know it
 */
export const callerOf = async (
  headers: IncomingHttpHeaders,
  { upstream, sessionToken }: { readonly upstream: string; readonly sessionToken: string },
): Promise<Caller | undefined> => {
  const given = headers['x-amz-security-token'];
  if (typeof given !== 'string' || sessionToken === '' || !isSame(given, sessionToken)) return undefined;
  const scope = /Credential=([^/,\s]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '');
  const [, key = account, signedRegion = region] = scope ?? [];
  if (/^\d{12}$/.test(key)) return { account: key, region: signedRegion, sessionToken };
  const config = clientConfig({ endpoint: upstream, account: key, region: signedRegion, sessionToken });
  const sts = new STSClient(config);
  try {
    const { Account = account } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, region: signedRegion, sessionToken };
  } finally {
    sts.destroy();
  }
};
