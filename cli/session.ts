import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { type Lab, stateMachineArn } from '../lab/names.ts';
import { clientConfig, findLocalAws, type LocalAws, localOptions } from '../local-aws/index.ts';
import { attempts, awsCalls, s3Uploads } from '../reconcile/aws-calls.ts';
import { accountOf } from './account.ts';
import { Failed, isConnectionError } from './errors.ts';
import type { Pace } from './follow/poll-history.ts';
import { commandFor, commandOf } from './render/next.ts';

/** One lab in one account, with the clients to work on it. */
export interface Session {
  readonly lab: Lab;
  /** Undefined for an AWS account. */
  readonly local: LocalAws | undefined;
  /** Undefined if AWS itself answers. */
  readonly endpoint: string | undefined;
  readonly stateMachineArn: string;
  readonly pace: Pace;
  readonly athena: AthenaClient;
  readonly cloudFormation: CloudFormationClient;
  readonly glue: GlueClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
}

const localPace: Pace = { interval: 150, patience: 0 };
const accountPace: Pace = { interval: 1_500, patience: 60_000 };

const sessionOf = (
  lab: Lab,
  local: LocalAws | undefined,
  endpoint: string | undefined,
  config: Partial<ReturnType<typeof clientConfig>> & { readonly maxAttempts?: number },
): Session => ({
  lab,
  local,
  endpoint,
  stateMachineArn: stateMachineArn(lab),
  pace: local === undefined ? accountPace : localPace,
  athena: new AthenaClient({
    ...awsCalls,
    ...config,
    ...(local?.athenaEndpoint === undefined ? {} : { endpoint: local.athenaEndpoint }),
  }),
  cloudFormation: new CloudFormationClient({ ...awsCalls, ...config }),
  glue: new GlueClient({ ...awsCalls, ...config }),
  // Endpoints other than AWS's seldom have a host name for each bucket.
  s3: new S3Client({ ...s3Uploads, ...config, forcePathStyle: endpoint !== undefined }),
  sfn: new SFNClient({ ...awsCalls, ...config }),
});

/** A session on a running local AWS. */
export const localSession = (labName: string, local: LocalAws): Session => {
  const { account, region } = local;
  return sessionOf(
    { name: labName, account, region, partition: 'aws' },
    local,
    local.endpoint,
    clientConfig(local),
  );
};

/** This checkout's local AWS does not answer. */
export class NoLocalAws extends Failed {}

/** @throws NoLocalAws */
const runningLocalAws = async (labName: string): Promise<LocalAws> => {
  const local = await findLocalAws(localOptions);
  if (local === undefined)
    throw new NoLocalAws(
      `No local AWS is running. Start it, and build a lab in it, with \`${commandOf({ labName, isLocal: true }, 'up')}\`.`,
    );
  return local;
};

/** Which lab a command works on, and where. */
export interface Target {
  readonly labName: string;
  readonly isLocal: boolean;
}

/**
 * A session on the running local AWS, or on the account that the environment points to.
 * @throws NoLocalAws, and what accountOf throws
 */
export const openSession = async ({ labName, isLocal }: Target): Promise<Session> => {
  if (isLocal) return localSession(labName, await runningLocalAws(labName));
  const { account, region, partition, endpoint } = await accountOf(process.env);
  // Whoever sets a number of their own has a reason.
  const patience = process.env.AWS_MAX_ATTEMPTS ? {} : { maxAttempts: attempts };
  return sessionOf({ name: labName, account, region, partition }, undefined, endpoint, {
    region,
    ...patience,
  });
};

/** Runs work on a session. If the connection is lost anywhere in it, one sentence says so. */
export const within = async <Result>(
  session: Session,
  work: (session: Session) => Promise<Result>,
): Promise<Result> => {
  try {
    return await work(session);
  } catch (error) {
    if (!isConnectionError(error)) throw error;
    const { local, endpoint } = session;
    if (local !== undefined)
      throw new Failed(
        `The local AWS at ${local.endpoint} has stopped answering. Its log is ${local.log}. ` +
          `Start it again with \`${commandFor(session, 'up')}\`.`,
      );
    throw new Failed(
      `Cannot reach ${endpoint ?? `AWS in ${session.lab.region}`}: ${error instanceof Error ? error.message : error}. ` +
        `Check the network, then see what became of it with \`${commandFor(session, 'status')}\`.`,
    );
  }
};
