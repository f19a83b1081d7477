import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { clientConfig, type LocalAws } from '../../local-aws/index.ts';
import type { RolePolicies } from '../local-aws/iam-simulator.ts';

const statement = z.looseObject({ Action: z.array(z.string()) });
export const document = z.looseObject({ Statement: z.array(statement) });

/** The policies in a role. */
export const policiesOf = async (aws: LocalAws, arn: string): Promise<RolePolicies> => {
  const iam = new IAMClient(clientConfig(aws));
  const RoleName = arn.split('/').at(-1);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies = await Promise.all(
    PolicyNames.map(async name => {
      const { PolicyDocument = '' } = await iam.send(
        new GetRolePolicyCommand({ RoleName, PolicyName: name }),
      );
      return { name, policy: document.parse(JSON.parse(decodeURIComponent(PolicyDocument))) };
    }),
  );
  return { arn, policies };
};

/** The role of a function. */
export const roleOf = async (aws: LocalAws, name: string): Promise<RolePolicies> => {
  const lambda = await fetch(`${aws.endpoint}/2015-03-31/functions/${name}`, {
    headers: {
      'x-amz-security-token': aws.sessionToken ?? '',
      authorization: `AWS4-HMAC-SHA256 Credential=${aws.account}/20261121/us-east-1/lambda/`,
    },
  });
  const found = z.parse(z.object({ Configuration: z.object({ Role: z.string() }) }), await lambda.json());
  return policiesOf(aws, found.Configuration.Role);
};
