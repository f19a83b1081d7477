import type { AthenaClient } from '@aws-sdk/client-athena';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ensureDashboard } from '../../functions/ensure-workgroup/ensure-dashboard.ts';
import { ensureWorkgroup } from '../../functions/ensure-workgroup/ensure-workgroup.ts';
import type { ShortReport } from '../../functions/report/report.ts';
import { type PublishedDefinition, parseLabDefinition } from '../../lab/definition.ts';
import { bucketName } from '../../lab/names.ts';
import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import { parseJson } from '../../lab/parse.ts';
import { type Report, reportSchema } from '../../lab/report.ts';
import type { Run } from '../../lab/run.ts';
import { type FaultyProxy, startFaultyProxy } from '../local-aws/faulty-proxy.ts';
import { athenaThatUpdatesQueries } from '../local-aws/named-queries.ts';
import { type Account, observeAccount } from '../local-aws/observe-account.ts';
import { type Call, isWrite } from '../local-aws/recording-proxy.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { type Clients, newClients } from './kind-fixture.ts';
import { createWaitingMachine, lab, loadHandlers } from './lab-handlers.ts';
import { type EndedRun, type Handlers, runOnEngine } from './rebuild-engine.ts';
import { contents, smallDefinition } from './small-definition.ts';

const seedBucket = 'somebodys-seed';
const prefix = 'cities/';
export const seedUri = `s3://${seedBucket}/${prefix}`;

/** Calls of a run that do not change the lab: its report, its event, and the queries that prove it. */
const belongsToTheRun = ({ operation, url }: Call): boolean =>
  operation === 'StartQueryExecution' ||
  operation === 'PutEvents' ||
  (operation === 'PutObject' && /\/runs\/|\/daybreak-athena-/.test(url));

/** A small lab, rebuilt by the real handlers on the in-process engine, in its own local AWS. */
export class SmallLab {
  readonly testAws: TestAws;
  readonly s3 = new S3Client({});
  readonly athena: AthenaClient = athenaThatUpdatesQueries();
  readonly clients: Clients = { ...newClients(), athena: this.athena, s3: this.s3 };
  /** Every call to AWS, by the lab's steps and by the test itself. */
  readonly calls: Call[];
  /** Breaks calls to AWS as a test wants; those that never reach AWS are not among the calls. */
  readonly faults: FaultyProxy;
  /** Tests may replace these to change a step. */
  handlers: Handlers;
  #ended: ShortReport | undefined;

  private constructor(testAws: TestAws, faults: FaultyProxy, handlers: Handlers) {
    this.testAws = testAws;
    this.calls = faults.calls;
    this.faults = faults;
    const workgroupStep = async (event: unknown) => {
      const { run, storage }: { readonly run: Run; readonly storage: StepResult } = JSON.parse(
        JSON.stringify(event),
      );
      const { outcomes, orphaned = [] } = await ensureWorkgroup(this.athena, this.s3, run, storage, '');
      const board = await ensureDashboard(this.clients.cloudWatch, this.s3, run, storage, true);
      return {
        step: 'EnsureWorkgroup',
        outcomes: [...outcomes, ...board.outcomes],
        orphaned: [...orphaned, ...board.orphaned],
      };
    };
    const report: Handlers['report'] = async event => {
      const output = await handlers.report(event);
      this.#ended = JSON.parse(JSON.stringify(output));
      return output;
    };
    this.handlers = { ...handlers, 'ensure-workgroup': workgroupStep, report };
  }

  /** Starts a local AWS and the proxy in front of it, and loads the handlers to call through it. */
  static async start(): Promise<SmallLab> {
    const testAws = await startTestAws();
    const faults = await startFaultyProxy(testAws.aws.endpoint);
    useTestAws(testAws);
    process.env.AWS_ENDPOINT_URL = faults.endpoint;
    delete process.env.AWS_ENDPOINT_URL_GLUE;
    delete process.env.AWS_ENDPOINT_URL_ATHENA;
    try {
      const handlers = await loadHandlers({ SEED_URI: seedUri });
      return new SmallLab(testAws, faults, handlers);
    } catch (error) {
      await Promise.all([testAws.stop(), faults.stop()]);
      throw error;
    }
  }

  /** For tests of what is created, not of query results: Athena takes half a second. */
  skipProofs(): void {
    const noProofs = async () => ({ step: 'SmokeTest', outcomes: [], proofs: [] });
    this.handlers = { ...this.handlers, 'smoke-test': noProofs };
  }

  async stop(): Promise<void> {
    await this.testAws.stop();
    await this.faults.stop();
  }

  /** Empties the account, except for the seed. */
  async reset(): Promise<void> {
    await this.testAws.reset();
    await createWaitingMachine(this.testAws);
    await this.publish(smallDefinition);
    this.calls.length = 0;
  }

  /** Publishes a definition with all files that it may name. */
  async publish(definition: PublishedDefinition): Promise<void> {
    const text = JSON.stringify(definition);
    parseLabDefinition(text);
    await this.publishText(text);
  }

  /** The same, with any text as `lab.json`. */
  async publishText(text: string): Promise<void> {
    try {
      await this.s3.send(new HeadBucketCommand({ Bucket: seedBucket }));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      await this.s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
      for (const [key, Body] of Object.entries(contents))
        await this.s3.send(
          new PutObjectCommand({
            Bucket: seedBucket,
            Key: `${prefix}${key}`,
            Body,
            ChecksumAlgorithm: 'CRC32',
          }),
        );
    }
    await this.s3.send(new PutObjectCommand({ Bucket: seedBucket, Key: `${prefix}lab.json`, Body: text }));
  }

  /** Deletes the seed's definition. */
  async unpublish(): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: seedBucket, Key: `${prefix}lab.json` }));
  }

  rebuild(input: unknown = {}, execution: Parameters<typeof runOnEngine>[2] = {}): Promise<EndedRun> {
    this.calls.length = 0;
    this.#ended = undefined;
    return runOnEngine(this.handlers, input, execution);
  }

  /** Runs a rebuild that has to succeed, and returns its report. */
  async rebuilt(input: unknown = {}): Promise<Report> {
    const ended = await this.rebuild(input);
    if (ended.status !== 'succeeded') throw new Error(`${ended.error}: ${ended.cause}`);
    return this.report();
  }

  /** What a plan or a destroy, which write no report, does with each resource. */
  async told(input: unknown): Promise<readonly Outcome[]> {
    const ended = await this.rebuild(input);
    if (ended.status !== 'succeeded') throw new Error(`${ended.error}: ${ended.cause}`);
    return this.short().details ?? [];
  }

  /** The last run's result: the execution's output, even if the last state then failed it. */
  short(): ShortReport {
    if (this.#ended === undefined) throw new Error('no run has reached its report');
    return this.#ended;
  }

  async report(): Promise<Report> {
    const { Body } = await this.s3.send(
      new GetObjectCommand({ Bucket: bucketName(lab, 'assets'), Key: 'runs/latest.json' }),
    );
    return parseJson(reportSchema, (await Body?.transformToString()) ?? '', 'the report', Error);
  }

  /** Everything in the account, without what every run creates: its report and its query results. */
  observe(): Promise<Account> {
    const isLasting = (bucket: string, key: string): boolean =>
      bucket !== bucketName(lab, 'athena') && !/^(runs|displaced)\//.test(key);
    return observeAccount(this.testAws.aws, { ofObject: isLasting });
  }

  /** Writes since the last run began, without the run's own report and queries. */
  writes(): readonly string[] {
    return this.calls
      .filter(call => isWrite(call) && !belongsToTheRun(call))
      .map(({ operation, url }) => (url === '/' ? operation : `${operation} ${url}`));
  }
}

/** `{ 'bucket/x': 'created', … }`, without what is unchanged. */
export const changedOutcomes = (outcomes: readonly Outcome[]): Record<string, string> =>
  Object.fromEntries(
    outcomes
      .filter(({ outcome }) => outcome !== 'unchanged')
      .map(({ resource, outcome }) => [resource, outcome]),
  );
