import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { localAwsHome, places } from '../../local-aws/index.ts';
import type { SentRequest } from './sent-requests.ts';

/*
 * AWS's own models of its APIs, as botocore has them (the AWS SDK for Python, in the local AWS's environment):
 * https://github.com/boto/botocore/tree/develop/botocore/data
 */

const reference = z.object({ shape: z.string(), idempotencyToken: z.optional(z.boolean()) });
type Reference = z.output<typeof reference>;
const shape = z.object({
  type: z.string(),
  min: z.optional(z.number()),
  max: z.optional(z.number()),
  pattern: z.optional(z.string()),
  enum: z.optional(z.array(z.string())),
  required: z.optional(z.array(z.string())),
  members: z.optional(z.record(z.string(), reference)),
  member: z.optional(reference),
  key: z.optional(reference),
  value: z.optional(reference),
  union: z.optional(z.boolean()),
});
type Shape = z.output<typeof shape>;
const model = z.object({
  operations: z.record(z.string(), z.object({ input: z.optional(reference) })),
  shapes: z.record(z.string(), shape),
});
type Model = z.output<typeof model>;

const { venv } = places(localAwsHome(join(import.meta.dirname, '../..')));

/** `node_modules`, in a manner of speaking. */
const packages = (): string => {
  const lib = join(venv, 'lib');
  const [python = ''] = readdirSync(lib).filter(name => name.startsWith('python'));
  return join(lib, python, 'site-packages');
};

const loaded = new Map<string, Model>();
const modelOf = (service: string): Model => {
  const before = loaded.get(service);
  if (before !== undefined) return before;
  const folder = join(packages(), 'botocore', 'data', service);
  const newest = readdirSync(folder).sort().at(-1) ?? '';
  const file = join(folder, newest, 'service-2.json.gz');
  const read = z.parse(model, JSON.parse(gunzipSync(readFileSync(file)).toString()));
  loaded.set(service, read);
  return read;
};

/** Clients of the SDK whose service has another name in botocore. */
const renamed: Readonly<Record<string, string>> = { sfn: 'stepfunctions', eventbridge: 'events' };

const serviceOf = (client: string): string => {
  const name = client.replace(/Client$/, '').toLowerCase();
  return renamed[name] ?? name;
};

/**
 * What documentation alone says; the models leave it out.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
const tagCharacters = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';
const documented: Readonly<Record<string, Readonly<Record<string, Partial<Shape>>>>> = {
  s3: {
    'Tag.Key': { max: 128, pattern: tagCharacters },
    'Tag.Value': { max: 256, pattern: tagCharacters },
    'LifecycleRule.ID': { max: 255 },
    'PutObjectRequest.Key': { max: 1024 },
    'CopyObjectRequest.Key': { max: 1024 },
    'CreateMultipartUploadRequest.Key': { max: 1024 },
  },
  athena: {
    'Tag.Key': { pattern: tagCharacters },
    'Tag.Value': { pattern: tagCharacters },
  },
  glue: {
    'TagsMap.key': { pattern: tagCharacters },
    'TagsMap.value': { pattern: tagCharacters },
  },
};

/**
 * Services match a pattern as a whole, whether it has anchors or not. Not all are JavaScript's with Unicode, which is
 * stricter about backslashes.
 */
const wholly = (pattern: string): RegExp => {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return new RegExp(`^(?:${pattern})$`);
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isRecord(value) ? Object.entries(value) : [];

/** Walks through one input and collects what its model refuses. */
class Check {
  readonly problems: string[] = [];
  readonly #model: Model;
  readonly #documented: Readonly<Record<string, Partial<Shape>>>;

  constructor(service: string) {
    this.#model = modelOf(service);
    this.#documented = documented[service] ?? {};
  }

  any({ shape: name }: Reference, value: unknown, at: string, place: string): void {
    const found = this.#model.shapes[name];
    if (found === undefined) throw new Error(`the model has no shape ${name}`);
    for (const limits of [found, { ...this.#documented[place], type: found.type }])
      this.#limits(limits, value, at);
    if (found.type === 'structure') this.#structure(name, found, value, at);
    else if (found.type === 'list') this.#list(name, found, value, at);
    else if (found.type === 'map') this.#map(name, found, value, at);
    else this.#scalar(found.type, value, at);
  }

  #refuse(at: string, why: string): void {
    this.problems.push(`${at}: ${why}`);
  }

  #limits({ min, max, pattern, enum: allowed }: Partial<Shape>, value: unknown, at: string): void {
    // Text in units of UTF-16: services that count characters count fewer.
    const size =
      typeof value === 'string' || value instanceof Uint8Array || Array.isArray(value)
        ? value.length
        : typeof value === 'number'
          ? value
          : isRecord(value)
            ? Object.keys(value).length
            : undefined;
    if (size !== undefined && min !== undefined && size < min)
      this.#refuse(at, `${size} is less than ${min}`);
    if (size !== undefined && max !== undefined && size > max)
      this.#refuse(at, `${size} is more than ${max}`);
    if (typeof value !== 'string') return;
    if (pattern !== undefined && !wholly(pattern).test(value))
      this.#refuse(at, `${JSON.stringify(value.slice(0, 80))} does not match ${pattern}`);
    if (allowed !== undefined && !allowed.includes(value))
      this.#refuse(at, `'${value}' is none of ${allowed.slice(0, 8).join(', ')}`);
  }

  #structure(name: string, { members = {}, required = [], union }: Shape, value: unknown, at: string): void {
    if (!isRecord(value)) this.#refuse(at, 'is not a structure');
    const given = entriesOf(value).filter(([, each]) => each !== undefined);
    if (union === true && given.length !== 1) this.#refuse(at, 'needs exactly one member');
    for (const each of required)
      if (members[each]?.idempotencyToken !== true && !given.some(([key]) => key === each))
        this.#refuse(`${at}.${each}`, 'is required');
    for (const [key, each] of given) {
      const member = members[key];
      if (member === undefined) this.#refuse(`${at}.${key}`, 'is unknown to the API');
      else this.any(member, each, `${at}.${key}`, `${name}.${key}`);
    }
  }

  #list(name: string, { member }: Shape, value: unknown, at: string): void {
    if (!Array.isArray(value)) this.#refuse(at, 'is not a list');
    for (const [index, each] of Array.isArray(value) ? value.entries() : [])
      if (member !== undefined) this.any(member, each, `${at}[${index}]`, `${name}.member`);
  }

  #map(name: string, { key, value: member }: Shape, value: unknown, at: string): void {
    if (!isRecord(value)) this.#refuse(at, 'is not a map');
    for (const [each, content] of entriesOf(value)) {
      if (key !== undefined) this.any(key, each, `${at} key`, `${name}.key`);
      if (member !== undefined) this.any(member, content, `${at}.${each}`, `${name}.value`);
    }
  }

  #scalar(type: string, value: unknown, at: string): void {
    const is: Readonly<Record<string, boolean>> = {
      string: typeof value === 'string',
      boolean: typeof value === 'boolean',
      integer: Number.isInteger(value),
      long: Number.isSafeInteger(value) || typeof value === 'bigint',
      float: typeof value === 'number',
      double: typeof value === 'number',
      timestamp: value instanceof Date,
      // Bytes, text or a stream.
      blob: typeof value === 'string' || typeof value === 'object',
    };
    if (is[type] !== true) this.#refuse(at, `${JSON.stringify(value)} is not a ${type}`);
  }
}

/** What AWS's model of the API refuses in a request: `glue CreateJob.Description: 2049 is more than 2048` */
export const problemsOf = ({ client, operation, input }: SentRequest): readonly string[] => {
  const service = serviceOf(client);
  const found = modelOf(service).operations[operation];
  if (found === undefined) return [`${service} ${operation}: is unknown to the API`];
  const check = new Check(service);
  if (found.input !== undefined) check.any(found.input, input, `${service} ${operation}`, operation);
  return check.problems;
};
