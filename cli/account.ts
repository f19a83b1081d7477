import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsCalls } from '../reconcile/aws-calls.ts';
import { Failed, isConnectionError, UsageError } from './errors.ts';

export interface Account {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  /** From `AWS_ENDPOINT_URL`. */
  readonly endpoint: string | undefined;
}

const orLocal = 'Or add `--local` for the local AWS, which needs no account.';

const regionOf = async (sts: STSClient): Promise<string> => {
  try {
    return await sts.config.region();
  } catch (error) {
    throw new UsageError(
      `No AWS region: ${error instanceof Error ? error.message : error}. ` +
        `Set AWS_REGION, such as AWS_REGION=us-east-1, or a region in your profile. ${orLocal}`,
    );
  }
};

const identityProblem = (error: unknown, endpoint: string | undefined): Error => {
  const why = error instanceof Error ? error.message : String(error);
  if (isConnectionError(error))
    return new Failed(
      `Cannot reach ${endpoint ?? 'AWS'}: ${why || 'no answer'}. Check the network and AWS_ENDPOINT_URL.`,
    );
  if (error instanceof Error && error.name === 'CredentialsProviderError')
    return new UsageError(
      `No AWS credentials: ${why.replace(/\.$/, '')}. Set AWS_PROFILE, or log in to your sandbox and paste its keys into the environment. ${orLocal}`,
    );
  return new Failed(
    `AWS does not accept these credentials: ${why}. Sandbox credentials expire with the sandbox: log in again and renew them. ${orLocal}`,
  );
};

/**
 * The account that `AWS_PROFILE`, `AWS_REGION` and `AWS_ENDPOINT_URL` point to.
 * @throws UsageError without a region or credentials; Failed when AWS refuses them
 */
export const accountOf = async (environment: NodeJS.ProcessEnv): Promise<Account> => {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL } = environment;
  // Unlike the CLI and most other SDKs, this one does not read AWS_DEFAULT_REGION, which sandboxes often hand out.
  const given = AWS_REGION || AWS_DEFAULT_REGION;
  const sts = new STSClient({ ...awsCalls, ...(given ? { region: given } : {}) });
  const region = await regionOf(sts);
  const endpoint = AWS_ENDPOINT_URL || undefined;
  try {
    const { Account: account, Arn: arn } = await sts.send(new GetCallerIdentityCommand({}));
    const [, partition = 'aws'] = arn?.split(':') ?? [];
    if (account === undefined) throw new Error('the answer does not name an account');
    return { account, region, partition, endpoint };
  } catch (error) {
    throw identityProblem(error, endpoint);
  }
};
