import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { Sha256 } from '../../cli/endpoint/sha256.ts';
import { clientConfig, type LocalAws } from '../../local-aws/index.ts';

const groups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });
const events = z.object({ events: z.array(z.object({ message: z.string() })) });

/** CloudWatch Logs of a local AWS: the lines of all log groups, by group. */
export const allLogs = async (aws: LocalAws): Promise<ReadonlyMap<string, readonly string[]>> => {
  const { region, credentials } = clientConfig(aws);
  const signer = new SignatureV4({ service: 'logs', region: aws.region, credentials, sha256: Sha256 });
  const { hostname, protocol, host, port } = new URL(aws.endpoint);
  const call = async (operation: string, input: object): Promise<unknown> => {
    const { headers, body } = await signer.sign({
      method: 'POST',
      protocol,
      hostname,
      port: Number(port),
      path: '/',
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${operation}`,
      },
      body: JSON.stringify(input),
    });
    const answer = await fetch(aws.endpoint, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${operation} in ${region}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const { logGroups } = z.parse(groups, await call('DescribeLogGroups', {}));
  return new Map(
    await Promise.all(
      logGroups.map(async ({ logGroupName }) => {
        const found = z.parse(events, await call('FilterLogEvents', { logGroupName }));
        return [logGroupName, found.events.map(({ message }) => message)] as const;
      }),
    ),
  );
};
