import { Aws, CfnOutput, Fn, type Stack } from 'aws-cdk-lib';
import { bucketName, type Lab } from '../lab/names.ts';
import type { Endpoint } from './endpoint.ts';
import type { StackParameters } from './parameters.ts';
import type { Seed } from './seed.ts';

/** What the stack has made, as far as outputs show it. */
interface Made {
  readonly stateMachineArn: string;
  /** Link to the run that the stack has started; empty when it has started none. */
  readonly firstRun: string;
  readonly endpoint: Endpoint;
}

/** What whoever opens the stack wants to click next. */
export const declareOutputs = (
  stack: Stack,
  lab: Lab,
  { stateMachineArn, firstRun, endpoint }: Made,
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
        'Opens the state machine: choose "Start execution" to rebuild the lab. The input may stay as it is.',
    },
    FirstRun: {
      value: firstRun,
      description: 'Opens the rebuild that this stack has started by itself. Empty when it has started none.',
    },
    ApiUrl: {
      value: endpoint.url,
      description: 'Address of the endpoint: requests are signed (SigV4, service execute-api).',
      condition: endpoint.wanted,
    },
    AthenaConsoleLink: {
      value: `${consoleAt('athena')}query-editor`,
      description:
        "Opens Athena. Choose the workgroup that has the lab's name: the one that is chosen at first has no place for results.",
    },
    AssetsBucket: {
      value: bucketName(lab, 'assets'),
      description: "Where the jobs' scripts and the reports of all runs lie, once a rebuild has made it.",
    },
    SeedUsed: {
      value: Fn.conditionIf(seed.given.logicalId, parameters('SeedUri'), 'built-in sample').toString(),
      description: 'Where the data comes from.',
    },
  };
  for (const [name, output] of Object.entries(outputs)) new CfnOutput(stack, name, output);
};
