import { AthenaClient } from '@aws-sdk/client-athena';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GlueClient, type Table } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import {
  type DescribeExecutionOutput,
  type ExecutionListItem,
  type HistoryEvent,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';

export const lab = { name: 'daybreak', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
export const topicArn = 'arn:aws:sns:eu-west-1:123456789012:daybreak-notices';

const toPublish = z.object({ TopicArn: z.string(), Subject: z.string(), Message: z.string() });
const toPut = z.object({ Entries: z.tuple([z.object({ Detail: z.string() })]) });
const ofKey = z.object({ Key: z.string() });
const ofDatabase = z.object({ DatabaseName: z.string() });
const withBody = z.object({ Key: z.string(), Body: z.string() });
const toStop = z.object({ JobRunIds: z.array(z.string()) });

const named = (name: string): Error => Object.assign(new Error(name), { name });

/** What reporting a run uses, in memory: the assets bucket, the bus, the topic, runs, the catalog, saved queries, job runs. */
export class FakeNotices {
  readonly config = { region: lab.region, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  readonly s3 = new S3Client(this.config);
  readonly sns = new SNSClient(this.config);
  readonly events = new EventBridgeClient(this.config);
  readonly sfn = new SFNClient(this.config);
  readonly glue = new GlueClient(this.config);
  readonly athena = new AthenaClient(this.config);
  /** Keys and contents of the assets bucket. */
  readonly assets = new Map<string, string>();
  assetsAreOurs = true;
  readonly messages: z.output<typeof toPublish>[] = [];
  readonly emitted: unknown[] = [];
  run: Partial<DescribeExecutionOutput> = {};
  history: readonly HistoryEvent[] = [];
  listed: readonly ExecutionListItem[] = [];
  /** Of the database `daybreak_sor`. */
  tables: readonly Table[] = [];
  queries: readonly object[] = [];
  jobRuns: readonly object[] = [];
  readonly stopped: string[] = [];
  /** Names of calls that AWS refuses. */
  readonly refused = new Set<string>();

  constructor() {
    const answering =
      (_next: unknown, { commandName = '' }: { readonly commandName?: string }) =>
      async ({ input }: { readonly input: unknown }) => ({
        response: {},
        output: { $metadata: {}, ...this.#call(commandName.replace('Command', ''), input) },
      });
    const first = { step: 'initialize', priority: 'high' } as const;
    this.s3.middlewareStack.add(answering, first);
    this.sns.middlewareStack.add(answering, first);
    this.events.middlewareStack.add(answering, first);
    this.sfn.middlewareStack.add(answering, first);
    this.glue.middlewareStack.add(answering, first);
    this.athena.middlewareStack.add(answering, first);
  }

  #call(operation: string, input: unknown): object {
    if (this.refused.has(operation)) throw named('AccessDenied');
    switch (operation) {
      case 'GetObject':
        return this.#object(z.parse(ofKey, input).Key);
      case 'PutObject': {
        const { Key, Body } = z.parse(withBody, input);
        this.assets.set(Key, Body);
        return {};
      }
      case 'GetBucketTagging':
        return { TagSet: this.assetsAreOurs ? [{ Key: 'daybreak:lab', Value: lab.name }] : [] };
      case 'Publish':
        this.messages.push(z.parse(toPublish, input));
        return {};
      case 'PutEvents':
        this.emitted.push(...z.parse(toPut, input).Entries.map(({ Detail }) => JSON.parse(Detail)));
        return { Entries: [{}] };
      case 'DescribeExecution':
        return this.run;
      case 'GetExecutionHistory':
        return { events: this.history };
      case 'ListExecutions':
        return { executions: this.listed };
      case 'GetTables':
        return { TableList: z.parse(ofDatabase, input).DatabaseName === 'daybreak_sor' ? this.tables : [] };
      case 'ListNamedQueries':
        return { NamedQueryIds: this.queries.map((_, index) => String(index)) };
      case 'BatchGetNamedQuery':
        return { NamedQueries: this.queries };
      case 'GetJobRuns':
        return { JobRuns: this.jobRuns };
      case 'BatchStopJobRun':
        this.stopped.push(...z.parse(toStop, input).JobRunIds);
        return {};
      default:
        throw new Error(`unexpected call: ${operation}`);
    }
  }

  #object(key: string): object {
    const text = this.assets.get(key);
    if (text === undefined) throw named('NoSuchKey');
    return { Body: { transformToString: async () => text } };
  }
}
