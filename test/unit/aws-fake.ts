import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';

/** Answers to an operation's calls, in turn; the last one repeats. Errors are thrown; without answers, the answer is empty. */
export type Answers = Readonly<Record<string, readonly (object | Error)[]>>;

interface Call {
  readonly operation: string;
  readonly input: object;
}

const settings = { region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
const atOnce = { step: 'initialize', priority: 'high' } as const;

/** Clients that give a test's answers and record calls: the local AWS ends job runs at once. */
export const fakeAws = (answers: Answers) => {
  const calls: Call[] = [];
  const answer = (command: string | undefined, input: object) => {
    const operation = (command ?? '').replace('Command', '');
    const given = answers[operation] ?? [];
    const before = calls.filter(call => call.operation === operation).length;
    calls.push({ operation, input });
    const chosen = given[Math.min(before, given.length - 1)] ?? {};
    if (chosen instanceof Error) throw chosen;
    return { response: {}, output: { $metadata: {}, ...chosen } };
  };
  const answering =
    (_next: unknown, { commandName }: { readonly commandName?: string }) =>
    async ({ input }: { readonly input: object }) =>
      answer(commandName, input);
  const athena = new AthenaClient(settings);
  const cloudFormation = new CloudFormationClient(settings);
  const cloudWatch = new CloudWatchClient(settings);
  const eventBridge = new EventBridgeClient(settings);
  const glue = new GlueClient(settings);
  const iam = new IAMClient(settings);
  const s3 = new S3Client(settings);
  const sfn = new SFNClient(settings);
  const sns = new SNSClient(settings);
  athena.middlewareStack.add(answering, atOnce);
  cloudFormation.middlewareStack.add(answering, atOnce);
  cloudWatch.middlewareStack.add(answering, atOnce);
  eventBridge.middlewareStack.add(answering, atOnce);
  glue.middlewareStack.add(answering, atOnce);
  iam.middlewareStack.add(answering, atOnce);
  s3.middlewareStack.add(answering, atOnce);
  sfn.middlewareStack.add(answering, atOnce);
  sns.middlewareStack.add(answering, atOnce);
  return { athena, cloudFormation, cloudWatch, eventBridge, glue, iam, s3, sfn, sns, calls };
};

/** An error with a name, by which AWS and Step Functions distinguish errors. */
export const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
