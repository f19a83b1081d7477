import { GetJobCommand, GlueClient } from '@aws-sdk/client-glue';
import { DeleteBucketCommand, DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { bucketName } from '../../lab/names.ts';
import type { ProxiedCall, Treatment } from '../local-aws/faulty-proxy.ts';
import { isWrite } from '../local-aws/recording-proxy.ts';
import { lab } from './lab-handlers.ts';
import { changeJob } from './learner.ts';
import { SmallLab } from './small-lab.ts';

const Bucket = bucketName(lab, 'assets');

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
});

beforeEach(async () => {
  await small.reset();
});

afterEach(() => {
  small.faults.decide = () => 'passed';
});

afterAll(async () => {
  await small?.stop();
});

const readOnly = (asked: ProxiedCall): Treatment =>
  asked.url.startsWith(`/${Bucket}/`) && /^(Put|Copy)Object$/.test(asked.operation) ? 'denied' : 'passed';

describe('an assets bucket that cannot be written', () => {
  test("does not change a run's result: that is in the output", async () => {
    await small.rebuilt();
    small.faults.decide = readOnly;
    const ended = await small.rebuild();
    expect(ended).toMatchObject({
      status: 'succeeded',
      output: { result: 'succeeded', report: null, outcomes: { unchanged: 22 }, error: '' },
    });
  });

  test('fails the first rebuild with the step and the reason, but the rest is built', async () => {
    small.faults.decide = readOnly;
    const ended = await small.rebuild();
    expect(ended.status).toBe('failed');
    expect(small.short()).toMatchObject({
      error: 'AccessDenied',
      cause: expect.stringMatching(
        /^EnsureJob: CopyObject s3:.+ to s3:.+: a policy says no \(AWS request id REQUEST-1\)\. Ask whoever administers the account to allow this call,/,
      ),
      report: null,
    });
    expect(small.short().outcomes).toEqual({ created: 18 });
  });

  test('stops a repair, because nothing could be saved', async () => {
    await small.rebuilt();
    const glue = new GlueClient({});
    await changeJob(glue, 'daybreak-visit', () => ({ Timeout: 60 }));
    small.faults.decide = readOnly;
    const ended = await small.rebuild({ repair: true });
    expect(ended.status).toBe('failed');
    expect(small.short()).toMatchObject({
      error: 'AccessDenied',
      cause: expect.stringMatching(
        /^EnsureJob: a policy says no \(\w+Object .+, AWS request id REQUEST-1\)\. Ask whoever administers the account to allow this call,/,
      ),
    });
    const { Job } = await glue.send(new GetJobCommand({ JobName: 'daybreak-visit' }));
    expect(Job?.Timeout).toBe(60);
  });
});

describe('a missing assets bucket', () => {
  test('that may not be created ends the run with the reason', async () => {
    small.faults.decide = asked =>
      asked.url.startsWith(`/${Bucket}`) && isWrite(asked) ? 'denied' : 'passed';
    const ended = await small.rebuild();
    expect(ended).toMatchObject({ status: 'failed', cause: expect.stringContaining('a policy says no') });
    expect(small.short()).toMatchObject({ report: null, error: 'AccessDenied' });
    expect(ended.entered.at(-1)).toBe('LabFailed');
  });

  test("at the time of the report does not change the run's result", async () => {
    const { 'smoke-test': prove } = small.handlers;
    const proveAndLose = async (event: unknown) => {
      const answer = await prove(event);
      const { Contents } = await small.s3.send(new ListObjectsV2Command({ Bucket }));
      for (const { Key } of Contents ?? []) await small.s3.send(new DeleteObjectCommand({ Bucket, Key }));
      await small.s3.send(new DeleteBucketCommand({ Bucket }));
      return answer;
    };
    small.handlers = { ...small.handlers, 'smoke-test': proveAndLose };
    const ended = await small.rebuild();
    small.handlers = { ...small.handlers, 'smoke-test': prove };
    expect(ended).toMatchObject({ status: 'succeeded', output: { report: null, outcomes: { created: 22 } } });
  });
});
