import { Aws, CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import { assetLink } from '../lab/console-links.ts';
import { assetKeys, bucketName, type Lab } from '../lab/names.ts';
import type { Endpoint } from './endpoint.ts';
import type { LabKey } from './lab-key.ts';
import type { LearnerPolicy } from './learner-policy.ts';
import type { StackParameters } from './parameters.ts';
import type { Seed } from './seed.ts';

/** The parts of the stack that outputs show. */
interface OutputSources {
  readonly stateMachineArn: string;
  /** Link to the run that the stack started; empty if it started none. */
  readonly firstRun: string;
  readonly endpoint: Endpoint;
  readonly key: LabKey;
  readonly learnerPolicy: LearnerPolicy;
}

/** Links and addresses for people who open the stack in the console. */
export const declareOutputs = (
  stack: Stack,
  lab: Lab,
  { stateMachineArn, firstRun, endpoint, key, learnerPolicy }: OutputSources,
  seed: Seed,
  parameters: StackParameters,
): void => {
  const consoleAt = (service: string) =>
    `https://${Aws.REGION}.console.aws.amazon.com/${service}/home?region=${Aws.REGION}#/`;
  const outputs = {
    StateMachineArn: {
      value: stateMachineArn,
      description: 'The state machine that rebuilds the lab.',
    },
    RebuildConsoleLink: {
      value: `${consoleAt('states')}statemachines/view/${stateMachineArn}`,
      description:
        'Opens the state machine: choose "Start execution" to rebuild the lab. Leave the input as it is.',
    },
    FirstRun: {
      value: firstRun,
      description: 'Opens the rebuild that this stack started. Empty if it started none.',
    },
    ApiUrl: {
      value: endpoint.url,
      description: 'Address of the endpoint: sign requests to it (SigV4, service execute-api).',
      condition: endpoint.wanted,
    },
    LearnerPolicyArn: {
      value: learnerPolicy.arn,
      description:
        'Policy for people who only use the lab: attach it to users, groups, roles or a permission set.',
      condition: learnerPolicy.wanted,
    },
    AthenaConsoleLink: {
      value: `${consoleAt('athena')}query-editor`,
      description:
        "Opens Athena. Choose the workgroup with the lab's name: the default workgroup has no place for results.",
    },
    AssetsBucket: {
      value: bucketName(lab, 'assets'),
      description: "Bucket for the jobs' scripts and the reports of all runs. The first rebuild creates it.",
    },
    LabPage: {
      value: assetLink(lab, assetKeys.latestPage),
      description:
        'The lab on one page, as the last rebuild left it: choose "Open". The first rebuild writes it.',
    },
    KmsKey: {
      value: key.arn,
      description:
        'The KMS key that encrypts the lab. One that the stack created outlives the stack, and costs $1 a month or more.',
      condition: key.given,
    },
    SeedUsed: {
      value: Fn.conditionIf(seed.given.logicalId, parameters('SeedUri'), 'built-in sample').toString(),
      description: 'Source of the data.',
    },
  };
  for (const [name, output] of Object.entries(outputs)) new CfnOutput(stack, name, output);
};
