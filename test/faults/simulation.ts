import { AsyncLocalStorage } from 'node:async_hooks';
import { S3Client } from '@aws-sdk/client-s3';
import { DefaultRateLimiter } from '@smithy/core/retry';
import { getSmithyContext, type HttpResponse } from '@smithy/core/transport';
import * as z from 'zod/mini';
import type { Step } from '../../lab/names.ts';
import type { EndedRun } from '../statemachine/rebuild-engine.ts';
import { type Account, emptyAccount } from './aws/account.ts';
import { glueOperations } from './aws/glue.ts';
import { type Operation, Refusal } from './aws/operation.ts';
import { athenaOperations, iamOperations, otherOperations } from './aws/others.ts';
import { s3Operations } from './aws/s3.ts';
import { contentResponse, errorInside200, errorResponse } from './aws/wire.ts';
import { VirtualTime } from './time.ts';

/** One invocation of a step's function. Lambda freezes it when it has ended. */
export interface Invocation {
  /** In which it runs: what an earlier one has left must not go on in a later one. */
  readonly simulation: Simulation;
  readonly step: Step;
  /** The execution that it belongs to. */
  readonly run: string;
  ended: boolean;
  /** Whether Lambda ended it because it took too long. */
  killed: boolean;
}

/** One call that a step made; the SDK may try it several times. */
export interface Call {
  readonly step: Step;
  readonly run: string;
  /** `S3` */
  readonly service: string;
  /** `PutObject` */
  readonly operation: string;
  readonly input: object;
  /** `ensure-storage S3.CreateBucket` */
  readonly place: string;
  /** 1 for the first call of this place in a run. */
  readonly occurrence: number;
}

/** What happens to one attempt of a call. */
export type Treatment =
  | 'passed'
  /** The connection breaks before AWS has the request. */
  | 'lost'
  /** AWS executes the request, and the connection breaks before the answer. */
  | 'unanswered'
  /** AWS has the request and does nothing with it. */
  | 'hangs'
  /** AWS executes the request, and answers when nobody waits any longer. */
  | 'late'
  /** The answer's status says that all is well, and its body that it is not. */
  | 'error in 200'
  | Refusal;

/** Decides about each attempt; the first has number 1. It may change the account, as somebody else would. */
export type Decide = (call: Call, attempt: number, account: Account) => Treatment;

interface SdkClient {
  readonly config: object;
  readonly middlewareStack: { add(middleware: Middleware, options: object): void };
}
type Context = Parameters<typeof getSmithyContext>[0];
type Next = (args: { readonly input: object }) => Promise<object>;
type Middleware = (next: Next, context: Context) => Next;

interface Base {
  send(command: object, ...rest: readonly unknown[]): unknown;
}

const isBase = (value: object): value is Base => Object.hasOwn(value, 'send');
const isClient = (value: object): value is SdkClient => 'middlewareStack' in value && 'config' in value;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const timeouts = z.object({
  requestTimeout: z.optional(z.number()),
  throwOnRequestTimeout: z.optional(z.boolean()),
});
/** https://github.com/smithy-lang/smithy-typescript/blob/main/packages/core/src/submodules/retry/util-retry/constants.ts */
const retryTokens = 500;

/** Lets a client forget all earlier throttling, as a new process would: virtual time begins anew each time. */
const renew = (strategy: unknown): void => {
  if (!isObject(strategy)) return;
  if ('capacity' in strategy) Reflect.set(strategy, 'capacity', retryTokens);
  if ('rateLimiter' in strategy) Reflect.set(strategy, 'rateLimiter', new DefaultRateLimiter());
  if ('standardRetryStrategy' in strategy) renew(strategy.standardRetryStrategy);
};

const never = new Promise<never>(() => {});

const networkError = (name: string, code: string, message: string): Error =>
  Object.assign(new Error(message), { name, code });

const withHeaders = (output: object): Record<string, string> => {
  const { ETag, ContentType, Metadata } = z.parse(
    z.object({
      ETag: z.string(),
      ContentType: z.optional(z.string()),
      Metadata: z.record(z.string(), z.string()),
    }),
    output,
  );
  const metadata = Object.entries(Metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    etag: ETag,
    ...(ContentType ? { 'content-type': ContentType } : {}),
    ...Object.fromEntries(metadata),
  };
};

const invocations = new AsyncLocalStorage<Invocation>();

/**
 * An AWS account in memory and in virtual time, for all clients of the SDK in this process. Requests go through the
 * SDK's own middleware, and errors over its wire formats, so that its retries and its reading of errors are the real
 * ones.
 */
export class Simulation {
  readonly account: Account;
  readonly time: VirtualTime;
  /** The calls of steps, in the order in which AWS got their first attempts. */
  readonly calls: Call[] = [];
  /** When each of them was made, in milliseconds. */
  readonly times: number[] = [];
  /** Calls that a function made after it had ended. */
  readonly afterTheEnd: Call[] = [];
  decide: Decide = () => 'passed';
  /** Milliseconds that a request takes. */
  latency: () => number = () => 20;
  readonly #operations: readonly Operation[];
  readonly #kills = new Map<string, PromiseWithResolvers<EndedRun>>();
  readonly #killed = new Set<string>();

  constructor(account: Account = emptyAccount(), seed = 1) {
    this.account = account;
    this.time = new VirtualTime(seed);
    const now = () => this.time.now;
    this.#operations = [
      ...s3Operations(account, now),
      ...glueOperations(account, now),
      ...athenaOperations(account, now),
      ...iamOperations(account),
      ...otherOperations(account, now),
    ];
  }

  /** Runs this with the account behind every client. @param reading see VirtualTime */
  async while<Result>(work: () => Promise<Result>, reading = false): Promise<Result> {
    if (running !== undefined) throw new Error('one simulation at a time');
    running = this;
    for (const client of clients) {
      renew(await Reflect.get(client.config, 'retryStrategy')?.());
    }
    try {
      return await this.time.while(work, reading);
    } finally {
      running = undefined;
    }
  }

  /** Runs a step as Lambda does: for so many seconds at most, and not one instruction longer than its answer. */
  async invoke<Result>(
    step: Step,
    run: string,
    seconds: number,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const invocation = { simulation: this, step, run, ended: false, killed: false };
    let timer = 0;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = this.time.in(seconds * 1000, () => {
        invocation.killed = true;
        const message = `RequestId: REQUEST Error: Task timed out after ${seconds}.00 seconds`;
        reject(networkError('Sandbox.Timedout', '', message));
      });
    });
    try {
      return await Promise.race([invocations.run(invocation, work), tooLate]);
    } finally {
      invocation.ended = true;
      this.time.cancel(timer);
    }
  }

  /** How a run ends that is killed. */
  killed(run: string): Promise<EndedRun> {
    const kill = Promise.withResolvers<EndedRun>();
    this.#kills.set(run, kill);
    return kill.promise;
  }

  /** Ends a run that has begun, and all of its functions, in the middle of whatever they do. */
  kill(run: string): void {
    const kill = this.#kills.get(run);
    if (kill === undefined) return;
    this.#killed.add(run);
    const error = 'Killed';
    kill.resolve({ status: 'failed', output: null, error, cause: error, entered: [] });
  }

  #isOver(invocation: Invocation | undefined): boolean {
    return (
      invocation !== undefined && (invocation.ended || invocation.killed || this.#killed.has(invocation.run))
    );
  }

  /** The call that a command is, made in a step; undefined for a test's own calls. */
  callOf(
    client: string,
    operation: string,
    input: object,
  ): { call: Call; invocation: Invocation } | undefined {
    const invocation = invocations.getStore();
    if (invocation === undefined) return undefined;
    const service = client.replace('Client', '');
    const place = `${invocation.step} ${service}.${operation}`;
    const { step, run } = invocation;
    const before = this.calls.filter(call => call.place === place && call.run === run).length;
    const call = { step, run, service, operation, input, place, occurrence: before + 1 };
    if (!invocation.killed && !this.#killed.has(run)) {
      (invocation.ended ? this.afterTheEnd : this.calls).push(call);
      if (!invocation.ended) this.times.push(this.time.now);
    }
    return { call, invocation };
  }

  /** One attempt of a call. @param patience milliseconds after which the client gives up */
  async attempt(
    command: object,
    made: ReturnType<Simulation['callOf']>,
    attempt: number,
    patience: number | undefined,
  ): Promise<object> {
    const { call, invocation } = made ?? {};
    const givenUp = async (): Promise<never> => {
      if (patience === undefined) return never;
      await this.time.sleep(patience);
      throw networkError(
        'TimeoutError',
        'ETIMEDOUT',
        `@smithy/node-http-handler - [ERROR] a request has exceeded the configured ${patience} ms requestTimeout.`,
      );
    };
    const broken = () => networkError('TimeoutError', 'ECONNRESET', 'socket hang up');
    if (this.#isOver(invocation)) return never;
    await this.time.sleep(this.latency());
    if (this.#isOver(invocation)) return never;
    const treatment = call === undefined ? 'passed' : this.decide(call, attempt, this.account);
    if (treatment === 'lost') throw broken();
    if (treatment === 'hangs') return givenUp();
    if (treatment === 'error in 200' || treatment instanceof Refusal) return this.#refuse(call, treatment);
    if (treatment === 'passed') return this.#execute(command);
    try {
      this.#execute(command);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    if (treatment === 'unanswered') throw broken();
    return givenUp();
  }

  #refuse(call: Call | undefined, refusal: Refusal | 'error in 200'): HttpResponse {
    if (refusal === 'error in 200')
      return errorInside200(
        new Refusal(200, 'InternalError', 'We encountered an internal error. Please try again.'),
      );
    return errorResponse(call?.service ?? '', call?.operation ?? '', refusal);
  }

  /** What AWS does and answers: an output of the SDK, or an HTTP response. */
  #execute(command: object): object {
    for (const operation of this.#operations) {
      const execute = operation(command);
      if (execute === undefined) continue;
      const output: object & { readonly Body?: unknown } = execute();
      if (output.Body instanceof Uint8Array) return contentResponse(withHeaders(output), output.Body);
      return structuredClone(output);
    }
    throw new Error(`the AWS in memory has no ${command.constructor.name}: add it in test/faults/aws`);
  }
}

let running: Simulation | undefined;
const clients = new Set<SdkClient>();

const isHttpResponse = (answer: object): answer is HttpResponse => 'statusCode' in answer;

/** How long a client waits for an answer; undefined: for ever. */
const patienceOf = async (config: object): Promise<number | undefined> => {
  const handler: unknown = Reflect.get(config, 'requestHandler');
  if (typeof handler !== 'object' || handler === null) return undefined;
  const settings = z.parse(timeouts, await Reflect.get(handler, 'configProvider'));
  return settings.throwOnRequestTimeout === true ? settings.requestTimeout : undefined;
};

/** Puts the running simulation between a client and the network. */
const connect = (client: SdkClient): void => {
  clients.add(client);
  const made = new WeakMap<object, { attempts: number; readonly call: ReturnType<Simulation['callOf']> }>();
  const responses = new WeakMap<object, HttpResponse>();
  const answer: Middleware = (next, context) => async args => {
    const invocation = invocations.getStore();
    if (invocation !== undefined && invocation.simulation !== running) return never;
    if (running === undefined) throw new Error('a call outside of a simulation');
    const { clientName = '', commandName = '' } = context;
    const operation = commandName.replace(/Command$/, '');
    const known = made.get(context) ?? {
      attempts: 0,
      call: running.callOf(clientName, operation, args.input),
    };
    known.attempts += 1;
    made.set(context, known);
    const command = getSmithyContext(context).commandInstance;
    if (typeof command !== 'object' || command === null)
      throw new Error('the SDK no longer tells its command');
    const service = clientName.replace('Client', '');
    let result: object;
    try {
      result = await running.attempt(command, known.call, known.attempts, await patienceOf(client.config));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      result = errorResponse(service, operation, error);
    }
    if (!isHttpResponse(result)) {
      const $metadata = { httpStatusCode: 200, requestId: 'REQUEST' };
      return { response: {}, output: { $metadata, ...result } };
    }
    responses.set(context, result);
    return next(args);
  };
  const wire: Middleware = (_next, context) => async () => ({ response: responses.get(context) });
  client.middlewareStack.add(answer, { step: 'deserialize', priority: 'high', name: 'simulationAnswer' });
  client.middlewareStack.add(wire, { step: 'deserialize', priority: 'low', name: 'simulationWire' });
};

/** From now on, no client of the SDK in this process reaches a network. */
export const simulateAws = (): void => {
  const base: object = Object.getPrototypeOf(S3Client.prototype);
  if (!isBase(base)) throw new Error("the SDK's clients no longer share one `send`");
  const { send } = base;
  base.send = function connected(this: object, ...given) {
    if (isClient(this) && !clients.has(this)) connect(this);
    return Reflect.apply(send, this, given);
  };
};
