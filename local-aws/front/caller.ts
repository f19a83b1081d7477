import type { IncomingHttpHeaders } from 'node:http';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { account, type Caller, clientConfig, region } from '../environment.ts';

/**
 * The caller, by MiniStack's rules: an access key id of 12 digits is the account, any other belongs to a session that
 * only MiniStack knows, and the region is the signed one. An unsigned request belongs to the usual account.
 */
export const callerOf = async (headers: IncomingHttpHeaders, upstream: string): Promise<Caller> => {
  const scope = /Credential=([^/,\s]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '');
  const [, key = account, signedRegion = region] = scope ?? [];
  if (/^\d{12}$/.test(key)) return { account: key, region: signedRegion };
  const sts = new STSClient(clientConfig({ endpoint: upstream, account: key, region: signedRegion }));
  try {
    const { Account = account } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, region: signedRegion };
  } finally {
    sts.destroy();
  }
};
