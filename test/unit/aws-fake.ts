import { AthenaClient } from '@aws-sdk/client-athena';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';

/** One answer for each call of an operation, in turn; the last one stays. An error is thrown; nothing is an empty answer. */
export type Answers = Readonly<Record<string, readonly (object | Error)[]>>;

interface Call {
  readonly operation: string;
  readonly input: object;
}

const settings = { region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
const atOnce = { step: 'initialize', priority: 'high' } as const;

/** Clients that answer what a test gives them, and keep what they are asked: the local AWS ends job runs at once. */
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
  const athena = new AthenaClient(settings);
  athena.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) =>
        answer(commandName, input),
    atOnce,
  );
  const events = new EventBridgeClient(settings);
  events.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) =>
        answer(commandName, input),
    atOnce,
  );
  const glue = new GlueClient(settings);
  glue.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) =>
        answer(commandName, input),
    atOnce,
  );
  const s3 = new S3Client(settings);
  s3.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) =>
        answer(commandName, input),
    atOnce,
  );
  const sfn = new SFNClient(settings);
  sfn.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) =>
        answer(commandName, input),
    atOnce,
  );
  const sns = new SNSClient(settings);
  sns.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) =>
        answer(commandName, input),
    atOnce,
  );
  return { athena, events, glue, s3, sfn, sns, calls };
};

/** As AWS and Step Functions tell errors apart. */
export const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
