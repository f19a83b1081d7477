import { isWrite } from '../local-aws/aws-operation.ts';
import { Refusal } from './aws/operation.ts';
import { appearing, vanishing } from './between.ts';
import type { Call, Treatment } from './simulation.ts';

/** What AWS answers to one who asks too often, by service. */
const throttles: Readonly<Record<string, () => Refusal>> = {
  S3: () => new Refusal(503, 'SlowDown', 'Please reduce your request rate.'),
  IAM: () => new Refusal(400, 'Throttling', 'Rate exceeded'),
};
const throttled = ({ service }: Call): Refusal =>
  throttles[service]?.() ?? new Refusal(400, 'ThrottlingException', 'Rate exceeded');

/** An internal error: S3's has a body, other services may answer nothing at all. */
const broken = ({ service }: Call): Refusal =>
  service === 'S3'
    ? new Refusal(500, 'InternalError', 'We encountered an internal error. Please try again.')
    : new Refusal(500, 'InternalServerException', 'Internal server error');

const unavailable = (): Refusal =>
  new Refusal(503, 'ServiceUnavailable', 'Service is unable to handle request.');

const denied = (call: Call): Refusal =>
  new Refusal(
    call.service === 'Athena' || call.service === 'Glue' ? 400 : 403,
    call.service === 'Athena' || call.service === 'Glue' ? 'AccessDeniedException' : 'AccessDenied',
    'User is not authorized, with an explicit deny in a service control policy',
  );

type Effect = (call: Call) => Treatment;

/** A fault of a call, for so many of its attempts. */
export interface Fault {
  readonly attempts: number;
  readonly effect: Effect;
  /** Which calls can have it; all if left out. */
  readonly of?: (call: Call) => boolean;
}

const always = Number.POSITIVE_INFINITY;
const once = (effect: Effect, of?: Fault['of']): Fault => ({ attempts: 1, effect, ...(of ? { of } : {}) });
const forEver = (effect: Effect, of?: Fault['of']): Fault => ({
  attempts: always,
  effect,
  ...(of ? { of } : {}),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html: "a 200 OK response can contain … errors" */
const answersEarly = ({ operation }: Call): boolean =>
  ['CopyObject', 'CompleteMultipartUpload', 'UploadPartCopy'].includes(operation);

export const faults = {
  'throttled once': once(throttled),
  'throttled ten times': { ...forEver(throttled), attempts: 10 },
  'throttled always': forEver(throttled),
  '500 once': once(broken),
  '500 always': forEver(broken),
  '503 once': once(unavailable),
  '503 always': forEver(unavailable),
  'error in 200 once': once(() => 'error in 200', answersEarly),
  'error in 200 always': forEver(() => 'error in 200', answersEarly),
  'reset before once': once(() => 'lost'),
  'reset before always': forEver(() => 'lost'),
  'reset after once': once(() => 'unanswered'),
  'reset after always': forEver(() => 'unanswered'),
  'hang once': once(() => 'hangs'),
  'hang always': forEver(() => 'hangs'),
  'late once': once(() => 'late'),
  denied: forEver(denied),
  appeared: once(
    () => 'passed',
    call => isWrite(call) && typeof appearing[kindOf(call)] !== 'string',
  ),
  vanished: once(
    () => 'passed',
    ({ service }) => vanishing[service] !== undefined,
  ),
} satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;

/** `S3.PutObject` */
export const kindOf = ({ service, operation }: Pick<Call, 'service' | 'operation'>): string =>
  `${service}.${operation}`;

export const faultNames: readonly FaultName[] = [
  'throttled once',
  'throttled ten times',
  'throttled always',
  '500 once',
  '500 always',
  '503 once',
  '503 always',
  'error in 200 once',
  'error in 200 always',
  'reset before once',
  'reset before always',
  'reset after once',
  'reset after always',
  'hang once',
  'hang always',
  'late once',
  'denied',
  'appeared',
  'vanished',
];
