import { BucketNotReady } from '../../lab/errors.ts';
import { bucketName, bucketPurposes } from '../../lab/names.ts';
import { rebuildDefinition } from '../../statemachine/read.ts';
import { lab } from './lab-handlers.ts';
import { SmallLab } from './small-lab.ts';

/*
 * For up to a minute after CreateBucket, S3 may answer about the bucket as if it did not exist, or as if somebody else
 * were at work on it.
 */

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
  small.skipProofs();
});

beforeEach(() => small.reset());

afterEach(() => {
  small.faults.decide = () => 'passed';
});

afterAll(async () => {
  await small?.stop();
});

const noSuchBucket = { status: 404, code: 'NoSuchBucket' };
const aborted = { status: 409, code: 'OperationAborted' };

/** The calls about a new bucket, in their order. */
const settings = [
  'PutPublicAccessBlock',
  'PutBucketPolicy',
  'PutBucketLifecycleConfiguration',
  'PutBucketTagging',
];

test('NoSuchBucket to each of the calls that follow its creation is waited for', async () => {
  const refused = new Set<string>();
  small.faults.decide = ({ operation, url }) => {
    const call = `${operation} ${url.split(/[/?]/)[1]}`;
    if (!settings.includes(operation) || refused.has(call)) return 'passed';
    refused.add(call);
    return noSuchBucket;
  };
  const { outcomes } = await small.rebuilt();
  for (const purpose of bucketPurposes)
    for (const operation of settings) expect(refused).toContain(`${operation} ${bucketName(lab, purpose)}`);
  expect(outcomes.filter(({ kind }) => kind === 'bucket')).toHaveLength(bucketPurposes.length);
  await small.rebuilt();
  expect(small.writes()).toEqual([]);
});

test('a bucket that was created but is not to be seen yet is waited for, too', async () => {
  let hidden = 3;
  const Bucket = bucketName(lab, 'spec');
  small.faults.decide = ({ operation, url }) => {
    if (!url.startsWith(`/${Bucket}`) || hidden === 0) return 'passed';
    if (operation === 'CreateBucket') return { status: 409, code: 'BucketAlreadyOwnedByYou' };
    hidden -= 1;
    return noSuchBucket;
  };
  await small.rebuilt();
  expect(hidden).toBe(0);
});

test('OperationAborted for longer than the engine repeats it is waited for', async () => {
  let left = 5;
  small.faults.decide = ({ operation, url }) => {
    if (operation !== 'PutBucketPolicy' || !url.startsWith(`/${bucketName(lab, 'assets')}`) || left === 0)
      return 'passed';
    left -= 1;
    return aborted;
  };
  await small.rebuilt();
  expect(left).toBe(0);
});

test('a new bucket that is not there for its first object is waited for', async () => {
  const refused = new Set<string>();
  small.faults.decide = ({ operation, url }) => {
    const bucket = url.split(/[/?]/)[1] ?? '';
    const isFirst = /^(PutObject|CopyObject)$/.test(operation) && bucket.startsWith(`${lab.name}-`);
    if (!isFirst || refused.has(bucket)) return 'passed';
    refused.add(bucket);
    return noSuchBucket;
  };
  await small.rebuilt();
  expect(refused.size).toBeGreaterThan(2);
});

test('a bucket that somebody deletes again and again ends the run by name', async () => {
  let tries = 0;
  small.faults.decide = ({ operation }) => {
    if (operation !== 'PutBucketPolicy') return 'passed';
    tries += 1;
    return noSuchBucket;
  };
  await small.rebuild();
  expect(small.short()).toMatchObject({ error: 'BucketNotReady' });
  expect(small.short().cause).toMatch(/S3 is still working on bucket .* created or deleted a moment ago/);
  // Nine attempts of the step, for each of the buckets.
  expect(tries).toBeLessThanOrEqual(9 * bucketPurposes.length);
});

test('a destruction waits for what S3 has not finished, too', async () => {
  await small.rebuilt();
  const refused: string[] = [];
  small.faults.decide = ({ operation }) => {
    if (operation !== 'DeleteBucket' || refused.length > 3) return 'passed';
    refused.push(operation);
    return refused.length % 2 === 0 ? noSuchBucket : aborted;
  };
  await small.told({ action: 'destroy', confirm: 'daybreak' });
  expect(Object.keys(await small.observe()).filter(name => name.includes('daybreak-'))).toEqual([]);
});

/** The seconds that a state waits in all for an error. */
const secondsOf = ({ IntervalSeconds, MaxAttempts, BackoffRate }: Retrier): number =>
  Array.from({ length: MaxAttempts }, (_, i) => IntervalSeconds * BackoffRate ** i).reduce((a, b) => a + b);

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
}

test('the waiting is longer than a minute and ends', () => {
  const retriers: Retrier[] = [];
  JSON.parse(rebuildDefinition(), (key, value) => {
    if (key === 'Retry') retriers.push(...value);
    return value;
  });
  const waits = retriers.filter(({ ErrorEquals }) =>
    ErrorEquals.some(each => each === BucketNotReady.errorName || each === 'NoSuchBucket'),
  );
  expect(waits).toHaveLength(4);
  for (const seconds of waits.map(secondsOf)) {
    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThan(900);
  }
});
