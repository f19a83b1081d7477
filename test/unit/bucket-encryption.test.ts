import { S3Client, type ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import { getSmithyContext } from '@smithy/core/transport';
import { bucketName, type Lab } from '../../lab/names.ts';
import { type Mood, reconcile } from '../../reconcile/engine.ts';
import { bucket } from '../../reconcile/kinds/bucket.ts';
import { emptyAccount } from '../faults/aws/account.ts';
import { Refusal } from '../faults/aws/operation.ts';
import { s3Operations } from '../faults/aws/s3.ts';
import { named } from './aws-fake.ts';

const lab: Lab = { name: 'sales', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const keyOf = (id: string): string => `arn:aws:kms:${lab.region}:${lab.account}:key/${id}`;
const [ours, theirs] = [keyOf('1111-ours'), keyOf('2222-theirs')];
const mood: Mood = { planning: false, repair: false, adopt: [] };
const displace = { settings: async () => 's3://saved', folder: { bucket: 'assets', key: 'displaced/' } };
const repair: Mood = { ...mood, repair: true, displace };

/** A bucket in the AWS in memory, and the calls that write its encryption. */
const inMemory = () => {
  const account = emptyAccount();
  const operations = s3Operations(account, Date.now);
  const s3 = new S3Client({
    region: lab.region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const writes: string[] = [];
  s3.middlewareStack.add(
    (_next: unknown, context: { readonly commandName?: string }) => async () => {
      const command = getSmithyContext(context).commandInstance;
      if (typeof command !== 'object' || command === null) throw new Error('the SDK gives no command');
      if (context.commandName === 'PutBucketEncryptionCommand') writes.push(context.commandName);
      try {
        for (const operation of operations) {
          const execute = operation(command);
          if (execute !== undefined)
            return { response: {}, output: { $metadata: {}, ...structuredClone(execute()) } };
        }
      } catch (error) {
        throw error instanceof Refusal ? named(error.code, error.message) : error;
      }
      throw new Error(`the AWS in memory has no ${context.commandName}`);
    },
    { step: 'initialize', priority: 'high' },
  );
  const stored = () => {
    const found = account.buckets.get(bucketName(lab, 'sor'));
    if (found === undefined) throw new Error('there is no bucket');
    return found;
  };
  return {
    writes,
    rebuild: (key = '', how = mood) => reconcile(bucket(s3, lab, 'sor', key), how),
    rule: () => stored().encryption[0],
    somebodyPuts: (SSEAlgorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse', KMSMasterKeyID?: string) => {
      const rule: ServerSideEncryptionRule = {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID && { KMSMasterKeyID }) },
      };
      stored().encryption = [rule];
      return rule;
    },
  };
};

describe('a bucket that somebody encrypts with KMS', () => {
  test.each([
    ["AWS's own key", 'aws:kms', undefined],
    ["AWS's own key, by its alias", 'aws:kms', `arn:aws:kms:${lab.region}:${lab.account}:alias/aws/s3`],
    ['a key of theirs', 'aws:kms', theirs],
    ['two layers', 'aws:kms:dsse', theirs],
  ] as const)('and %s stays as it is, and is no drift, also for a repair', async (_, algorithm, key) => {
    const aws = inMemory();
    await aws.rebuild();
    const rule = aws.somebodyPuts(algorithm, key);
    for (const how of [mood, repair]) {
      const found = await aws.rebuild('', how);
      expect(found).toMatchObject({ outcome: 'unchanged', changes: [], kept: [] });
      expect(found.notes).toEqual(
        key === theirs
          ? [`encrypted with ${theirs}. The lab can use it only if the stack's KmsKeyArn names it`]
          : [],
      );
    }
    expect(aws.rule()).toEqual(rule);
  });

  test('is kept, with the difference, in a lab with a key of its own; a repair puts that in its place', async () => {
    const aws = inMemory();
    await aws.rebuild(ours);
    const rule = aws.somebodyPuts('aws:kms', theirs);
    const change = { property: 'encryption', from: `aws:kms ${theirs}`, to: `aws:kms ${ours}` };
    expect(await aws.rebuild(ours)).toMatchObject({ outcome: 'kept', changes: [], kept: [change] });
    expect(aws.rule()).toEqual(rule);
    expect(await aws.rebuild(ours, repair)).toMatchObject({ outcome: 'updated', changes: [change] });
    expect(aws.rule()).toMatchObject({ ApplyServerSideEncryptionByDefault: { KMSMasterKeyID: ours } });
  });

  test("and the lab's own key in another way is as the lab wants it", async () => {
    const aws = inMemory();
    await aws.rebuild(ours);
    for (const [algorithm, key] of [
      ['aws:kms', '1111-ours'],
      ['aws:kms:dsse', ours],
    ] as const) {
      const rule = aws.somebodyPuts(algorithm, key);
      expect(await aws.rebuild(ours, repair)).toMatchObject({ outcome: 'unchanged', notes: [] });
      expect(aws.rule()).toEqual(rule);
    }
  });
});

describe('a lab with a key of its own', () => {
  test('encrypts a new bucket with it, with a bucket key and the rest of the rule, and then writes nothing', async () => {
    const aws = inMemory();
    expect(await aws.rebuild(ours)).toMatchObject({ outcome: 'created' });
    expect(aws.rule()).toEqual({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: ours },
      BucketKeyEnabled: true,
      BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
    });
    expect(await aws.rebuild(ours)).toMatchObject({ outcome: 'unchanged' });
    expect(aws.writes).toHaveLength(1);
  });

  test('encrypts the buckets that it had before, and again what somebody makes less safe', async () => {
    const aws = inMemory();
    await aws.rebuild();
    const updated = {
      outcome: 'updated',
      changes: [{ property: 'encryption', from: 'AES256', to: `aws:kms ${ours}` }],
    };
    expect(await aws.rebuild(ours)).toMatchObject(updated);
    aws.somebodyPuts('AES256');
    expect(await aws.rebuild(ours)).toMatchObject(updated);
  });

  test('moves on to the next key if nobody has chosen another', async () => {
    const aws = inMemory();
    await aws.rebuild(ours);
    expect(await aws.rebuild(theirs)).toMatchObject({ outcome: 'updated', kept: [] });
    expect(aws.rule()?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID).toBe(theirs);
  });
});

test('a lab without a key writes no encryption', async () => {
  const aws = inMemory();
  await aws.rebuild();
  await aws.rebuild();
  expect(aws.writes).toEqual([]);
});
