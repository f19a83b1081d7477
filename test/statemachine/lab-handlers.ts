import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Lab, Step } from '../../lab/names.ts';
import type { TestAws } from '../local-aws/test-aws.ts';
import { invocation } from '../unit/invocation.ts';
import type { Handlers } from './rebuild-engine.ts';

export const lab: Lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };

export const stateMachineArn = `arn:aws:states:${lab.region}:${lab.account}:stateMachine:${lab.name}-rebuild`;

/** What the stack would create. */
export const jobBoundary = `arn:aws:iam::${lab.account}:policy/${lab.name}-bootstrap-JobBoundary`;

/**
 * Loads the real handlers, with the environment that the stack would set.
 * @param parameters variables that differ from the stack's defaults
 */
export const loadHandlers = async (parameters: Readonly<Record<string, string>> = {}): Promise<Handlers> => {
  Object.assign(process.env, {
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    LAB_NAME: lab.name,
    LAB_ACCOUNT: lab.account,
    LAB_REGION: lab.region,
    LAB_PARTITION: lab.partition,
    STATE_MACHINE_ARN: stateMachineArn,
    SEED_URI: '',
    DATASETS: '',
    MAX_SEED_GIB: '10',
    RUN_JOB: 'false',
    SCHEDULE_EXPRESSION: 'rate(1 hour)',
    MAX_DOLLARS_PER_DAY: '5',
    JOB_POLICIES: '',
    DASHBOARD: 'true',
    TOPIC_ARN: '',
    EXISTING_ROLE_ARN: '',
    PERMISSIONS_BOUNDARY_ARN: jobBoundary,
    ROLE_PATH: '/',
    KMS_KEY_ARN: '',
    SECURITY_CONFIGURATION: '',
    ...parameters,
  });
  const load = async (step: Step): Promise<(input: unknown) => Promise<unknown>> => {
    const { handler } = await import(`../../functions/${step}/handler.ts`);
    return input => handler(input, invocation);
  };
  return {
    plan: await load('plan'),
    'ensure-storage': await load('ensure-storage'),
    'copy-data': await load('copy-data'),
    'ensure-catalog': await load('ensure-catalog'),
    'ensure-workgroup': await load('ensure-workgroup'),
    'ensure-role': await load('ensure-role'),
    'ensure-job': await load('ensure-job'),
    'run-jobs': await load('run-jobs'),
    'smoke-test': await load('smoke-test'),
    destroy: await load('destroy'),
    report: await load('report'),
  };
};

/** A state machine with the lab's name that only waits, so that Plan can look for rebuilds in progress. */
export const createWaitingMachine = async ({ aws }: TestAws): Promise<SFNClient> => {
  const sfn = new SFNClient({ endpoint: aws.endpoint, region: aws.region });
  await sfn.send(
    new CreateStateMachineCommand({
      name: `${lab.name}-rebuild`,
      roleArn: `arn:aws:iam::${lab.account}:role/any`,
      definition: JSON.stringify({
        StartAt: 'Wait',
        States: { Wait: { Type: 'Wait', Seconds: 600, End: true } },
      }),
    }),
  );
  return sfn;
};
