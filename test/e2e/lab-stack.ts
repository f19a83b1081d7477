import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { bucketName, type Lab, stackName, stateMachineName } from '../../lab/names.ts';
import { parseJson } from '../../lab/parse.ts';
import { type Report, reportSchema } from '../../lab/report.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { labTemplate } from '../lab-template.ts';
import type { TestAws } from '../local-aws/test-aws.ts';

const staging = 'template-staging';

/** Tests start their runs themselves by default. */
const noRunByItself = { RebuildOnCreate: 'false', ScheduleExpression: '' };

export interface EndedRun {
  readonly status: string;
  readonly output: string;
  readonly error: string;
  readonly cause: string;
  readonly arn: string;
}

/** A lab's stack on a test's local AWS, from the template that is deployed to accounts. */
export class LabStack {
  readonly lab: Lab;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly #cloudFormation: CloudFormationClient;
  readonly #endpoint: string;

  constructor({ aws }: TestAws, name: string) {
    this.lab = { name, account: aws.account, region: aws.region, partition: 'aws' };
    this.s3 = new S3Client(clientConfig(aws));
    this.sfn = new SFNClient(clientConfig(aws));
    this.#cloudFormation = new CloudFormationClient(clientConfig(aws));
    this.#endpoint = aws.endpoint;
  }

  async deploy(parameters: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, string>>> {
    await this.s3.send(new CreateBucketCommand({ Bucket: staging }));
    await this.s3.send(
      new PutObjectCommand({ Bucket: staging, Key: 'template.json', Body: await labTemplate() }),
    );
    const StackName = stackName(this.lab);
    await this.#cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateURL: `${this.#endpoint}/${staging}/template.json`,
        Capabilities: ['CAPABILITY_IAM'],
        Parameters: Object.entries({ LabName: this.lab.name, ...noRunByItself, ...parameters }).map(
          ([ParameterKey, ParameterValue]) => ({
            ParameterKey,
            ParameterValue,
          }),
        ),
      }),
    );
    await waitUntilStackCreateComplete(
      { client: this.#cloudFormation, maxWaitTime: 240, minDelay: 1, maxDelay: 1 },
      { StackName },
    );
    const { Stacks } = await this.#cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Object.fromEntries(
      (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    );
  }

  get stateMachineArn(): string {
    const { account, region } = this.lab;
    return `arn:aws:states:${region}:${account}:stateMachine:${stateMachineName(this.lab)}`;
  }

  async rebuild(input: unknown = {}): Promise<EndedRun> {
    const { executionArn = '' } = await this.sfn.send(
      new StartExecutionCommand({ stateMachineArn: this.stateMachineArn, input: JSON.stringify(input) }),
    );
    return this.end(executionArn);
  }

  async end(executionArn: string): Promise<EndedRun> {
    for (;;) {
      const execution = await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING')
        return {
          status: execution.status ?? '',
          output: execution.output ?? '',
          error: execution.error ?? '',
          cause: execution.cause ?? '',
          arn: executionArn,
        };
      await sleep(100);
    }
  }

  async lastReport(): Promise<Report> {
    const { Body } = await this.s3.send(
      new GetObjectCommand({ Bucket: bucketName(this.lab, 'assets'), Key: 'runs/latest.json' }),
    );
    return parseJson(reportSchema, (await Body?.transformToString()) ?? '', 'the report', Error);
  }
}
