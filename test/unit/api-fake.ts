import { S3Client } from '@aws-sdk/client-s3';
import { type DescribeExecutionOutput, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod/mini';
import type { Answer } from '../../functions/api/answer.ts';
import { answerRequest } from '../../functions/api/api.ts';
import { parseRequest } from '../../functions/api/request.ts';
import { type ProblemDocument, problemSchema, type RunLink, runLinkSchema } from '../../lab/api-answers.ts';
import { unlikeDocument } from './api-document.ts';

export const lab = { name: 'lab', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:lab-rebuild';
export const arnOf = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
export const now = new Date('2026-11-23T09:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

/** An error as the SDK throws it. */
export const awsError = (name: string, httpStatusCode = 400) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

type Run = DescribeExecutionOutput & { readonly events?: readonly HistoryEvent[] };
const byName = z.object({ executionArn: z.string() });
const toStart = z.object({ name: z.string(), input: z.string(), stateMachineArn: z.string() });
const page = z.object({ nextToken: z.optional(z.string()), maxResults: z.number() });

/** The parts of Step Functions and S3 that the endpoint calls, in memory. */
export class FakeAws {
  readonly runs = new Map<string, Run>();
  readonly calls: string[] = [];
  /** Errors to throw, by call. */
  readonly failing = new Map<string, Error>();
  /** Does something just before a call of this name, as another caller might. */
  readonly before = new Map<string, () => void>();
  /** The answer of StartExecution is lost, and the SDK repeats the call. */
  losesAnswer = false;
  report: { readonly text: string; readonly etag: string } | undefined;
  readonly sfn = new SFNClient({ region: lab.region });
  readonly s3 = new S3Client({ region: lab.region });

  constructor() {
    const answering =
      (_next: unknown, { commandName = '' }: { readonly commandName?: string }) =>
      async ({ input }: { readonly input: unknown }) => ({
        response: {},
        output: { $metadata: {}, ...this.#call(commandName.replace('Command', ''), input) },
      });
    this.sfn.middlewareStack.add(answering, { step: 'initialize', priority: 'high' });
    this.s3.middlewareStack.add(answering, { step: 'initialize', priority: 'high' });
  }

  /** A run that someone started. */
  add(name: string, run: Partial<Run> = {}, startedSecondsAgo = 60): void {
    this.runs.set(name, {
      executionArn: arnOf(name),
      stateMachineArn,
      name,
      status: 'RUNNING',
      startDate: secondsAgo(startedSecondsAgo),
      input: '{}',
      ...run,
    });
  }

  #call(operation: string, input: unknown): object {
    this.calls.push(operation);
    const hook = this.before.get(operation);
    this.before.delete(operation);
    hook?.();
    const error = this.failing.get(operation);
    if (error !== undefined) throw error;
    switch (operation) {
      case 'StartExecution':
        return this.#start(z.parse(toStart, input));
      case 'ListExecutions':
        return { executions: [...this.runs.values()].filter(({ status }) => status === 'RUNNING') };
      case 'DescribeExecution':
        return this.#run(z.parse(byName, input).executionArn);
      case 'GetExecutionHistory':
        return this.#history(this.#run(z.parse(byName, input).executionArn), z.parse(page, input));
      case 'GetObject':
        return this.#object();
      default:
        throw new Error(`${operation} is not expected`);
    }
  }

  #run(arn: string): Run {
    const run = [...this.runs.values()].find(({ executionArn }) => executionArn === arn);
    if (run === undefined) throw awsError('ExecutionDoesNotExist');
    return run;
  }

  #start({ name, input }: z.output<typeof toStart>): object {
    const taken = this.runs.get(name);
    if (taken === undefined) this.add(name, { input }, 0);
    else if (taken.status !== 'RUNNING' || taken.input !== input) throw awsError('ExecutionAlreadyExists');
    if (this.losesAnswer) throw awsError('ExecutionAlreadyExists');
    return { executionArn: arnOf(name), startDate: this.runs.get(name)?.startDate };
  }

  #history({ events = [] }: Run, { nextToken, maxResults }: z.output<typeof page>): object {
    const from = Number(nextToken ?? 0);
    const to = from + maxResults;
    return { events: events.slice(from, to), ...(to < events.length ? { nextToken: String(to) } : {}) };
  }

  #object(): object {
    if (this.report === undefined) throw awsError('NoSuchKey', 404);
    const { text, etag } = this.report;
    return { ETag: etag, Body: { transformToString: async () => text } };
  }
}

export interface Call {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly base64?: boolean;
  readonly id?: string;
  readonly path?: string;
  readonly stage?: string;
  readonly method?: string;
}

/** Makes a call as API Gateway forwards it, and checks the answer against the OpenAPI document. */
export const call = async (
  aws: FakeAws,
  routeKey: string,
  { headers = {}, body, base64 = false, id, path, stage = '$default', method }: Call = {},
  unexpected: (error: unknown) => void = error => {
    throw error;
  },
): Promise<Answer> => {
  const [routeMethod = '', routePath = ''] = routeKey.split(' ');
  const event = {
    routeKey,
    rawPath: path ?? routePath.replace('{id}', id ?? ''),
    headers: { host: 'api.example', 'x-forwarded-proto': 'https', ...headers },
    ...(id === undefined ? {} : { pathParameters: { id } }),
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: base64,
    requestContext: {
      domainName: 'api.example',
      stage,
      requestId: 'request-1',
      http: { method: method ?? routeMethod },
    },
  };
  const answer = await answerRequest(aws, { lab, stateMachineArn }, parseRequest(event), now, unexpected);
  if (routeKey !== '$default') expect(unlikeDocument(routeKey, answer)).toBeUndefined();
  expect(answer.headers['cache-control']).toBe('no-store');
  return answer;
};

const json = { 'content-type': 'application/json' };

/** `POST /rebuild` with a body. */
export const post = (aws: FakeAws, body: unknown = {}, headers: Call['headers'] = {}): Promise<Answer> =>
  call(aws, 'POST /rebuild', { body: JSON.stringify(body), headers: { ...json, ...headers } });

export const problemOf = ({ body }: Answer): ProblemDocument => z.parse(problemSchema, JSON.parse(body));
export const linkOf = ({ body }: Answer): RunLink => z.parse(runLinkSchema, JSON.parse(body));
