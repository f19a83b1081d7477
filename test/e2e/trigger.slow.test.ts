import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import type { Context } from '../../cli/command.ts';
import { seedPublish } from '../../cli/commands/seed.ts';
import { trigger } from '../../cli/commands/trigger.ts';
import { interruptOn } from '../../cli/interrupt.ts';
import { plainProgress } from '../../cli/render/plain.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { LabStack } from './lab-stack.ts';

const definition = {
  title: 'A small library',
  version: '1.0.0',
  licence: 'CC0-1.0',
  source: 'Typed in by hand',
  datasets: [
    {
      table: 'books',
      zone: 'sor',
      format: 'csv',
      header: true,
      columns: [
        { name: 'id', type: 'int' },
        { name: 'title', type: 'string' },
      ],
    },
  ],
};

const lines: string[] = [];
const context: Context = {
  target: { labName: 'daybreak', isLocal: false },
  interrupt: interruptOn(new AbortController().signal),
  progress: plainProgress(line => void lines.push(line)),
  ask: undefined,
};

let testAws: TestAws;
let stack: LabStack;
let folder: string;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  stack = new LabStack(testAws, 'daybreak');
  folder = await mkdtemp(join(tmpdir(), 'daybreak-seed-'));
  await mkdir(join(folder, 'books'));
  await writeFile(join(folder, 'lab.json'), JSON.stringify(definition));
  await writeFile(join(folder, 'books', 'a.csv'), 'id,title\n1,Grande Sertão\n');
});

afterAll(() => testAws?.stop());

const publish = (options: Parameters<typeof seedPublish>[2]) =>
  seedPublish(context, [folder, 's3://library/class/'], options);

describe('from a folder to a lab', () => {
  test('a bucket that does not exist is reported in one sentence', async () => {
    await expect(publish({})).rejects.toThrow(/There is no bucket library\. Create it first/);
  });

  test('without an option for readers the bucket stays closed', async () => {
    await stack.s3.send(new CreateBucketCommand({ Bucket: 'library' }));
    await stack.s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: 'library',
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      }),
    );
    const { document } = await publish({});
    expect(document).toMatchObject({ seed: 's3://library/class/', uploaded: 2, readers: 'as before' });
    await expect(stack.s3.send(new GetBucketPolicyCommand({ Bucket: 'library' }))).rejects.toThrow();
  });

  test('--public opens the prefix, says so, and keeps the block on access lists', async () => {
    const { document, text } = await publish({ public: true });
    expect(document).toMatchObject({ unblocked: true, uploaded: 0, skipped: 2 });
    expect(text).toContain('no longer blocks public policies');
    const { Policy } = await stack.s3.send(new GetBucketPolicyCommand({ Bucket: 'library' }));
    expect(Policy).toContain('arn:aws:s3:::library/class/*');
    const block = await stack.s3.send(new GetPublicAccessBlockCommand({ Bucket: 'library' }));
    expect(block.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
  });

  test('without a lab, it says so', async () => {
    await expect(trigger(context, { wait: true })).rejects.toThrow(/There is no lab daybreak/);
    await stack.deploy({ SeedUri: 's3://library/class/' });
  });

  test('the signed call starts a run, which is followed until the lab is built', async () => {
    const { document, failure } = await trigger(context, { wait: true, idempotencyKey: 'monday' });
    expect(failure).toBeUndefined();
    expect(document).toMatchObject({ result: 'succeeded' });
    expect(lines.join('\n')).toContain('The endpoint started monday');
    expect((await stack.lastReport()).proofs).not.toEqual([]);
  });

  test('a stack without an endpoint says how to get one', async () => {
    await new LabStack(testAws, 'closed').deploy({ Endpoint: 'false' });
    const target = { labName: 'closed', isLocal: false };
    await expect(trigger({ ...context, target }, { wait: true })).rejects.toThrow(
      /has no endpoint.*--parameter Endpoint=true/,
    );
  });

  test('the same key again is the same run', async () => {
    const { document, text } = await trigger(context, { wait: false, idempotencyKey: 'monday' });
    expect(document).toMatchObject({ run: 'monday', how: 'repeated' });
    expect(text).toContain('This key already started a run: monday');
  });

  test('a run that is under way is followed', async () => {
    await trigger(context, { wait: false, idempotencyKey: 'first' });
    const { document } = await trigger(context, { wait: true, idempotencyKey: 'second' });
    expect(document).toMatchObject({ result: 'succeeded', execution: expect.stringMatching(/:first$/) });
  });
});
