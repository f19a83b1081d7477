import { ensureDeployBucket } from '../../cli/deploy/bucket.ts';
import { Failed } from '../../cli/errors.ts';
import { type StubS3, s3Error, startStubS3 } from './stub-s3.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const bucket = 'daybreak-deploy-123456789012-us-east-1';

let stub: StubS3;
/** The bucket's settings by their name in the query; undefined if there is no bucket. */
let settings: Map<string, string> | undefined;
let objects: number;
let refused: RegExp;
let asked: string[];

const absent: Readonly<Record<string, string>> = {
  tagging: 'NoSuchTagSet',
  lifecycle: 'NoSuchLifecycleConfiguration',
};

beforeEach(async () => {
  stub = await startStubS3();
  settings = undefined;
  objects = 0;
  refused = /^none$/;
  asked = [];
  stub.answer = ({ method, what, sent }) => {
    const setting = /\?(tagging|lifecycle|publicAccessBlock|list-type)/.exec(what)?.[1] ?? 'bucket';
    asked.push(`${method} ${setting}`);
    if (refused.test(`${method} ${setting} ${sent}`)) return s3Error(403, 'AccessDenied');
    if (method === 'PUT' && setting === 'bucket') {
      settings = new Map([['tagging', /<Tags>.*<\/Tags>/.exec(sent)?.[0] ?? '']]);
      return { status: 200 };
    }
    if (settings === undefined) return s3Error(404, 'NoSuchBucket');
    if (method === 'PUT') {
      settings.set(setting, sent);
      return { status: 200 };
    }
    if (setting === 'list-type')
      return { status: 200, body: `<ListBucketResult><KeyCount>${objects}</KeyCount></ListBucketResult>` };
    const there = settings.get(setting) ?? '';
    if (there === '') return s3Error(404, absent[setting] ?? 'NoSuchKey');
    const tags = there.replace('<Tags>', '<Tagging><TagSet>').replace('</Tags>', '</TagSet></Tagging>');
    return { status: 200, body: setting === 'tagging' ? tags : there };
  };
});
afterEach(() => stub.stop());

test('is created with the mark and closed, and found again', async () => {
  expect(await ensureDeployBucket(stub.s3, lab)).toBe(bucket);
  objects = 1;
  asked = [];
  expect(await ensureDeployBucket(stub.s3, lab)).toBe(bucket);
  expect(asked).toEqual(['GET tagging', 'PUT publicAccessBlock']);
});

test.each([/^PUT .*<Tag/s, /tagging|<Tags>/])('is found again where tags are denied (%s)', async denied => {
  refused = denied;
  await ensureDeployBucket(stub.s3, lab);
  objects = 1;
  await ensureDeployBucket(stub.s3, lab);
  expect(settings?.get('lifecycle')).toContain('[daybreak:lab=daybreak; applied=]');
  // A lab of another name does not take it.
  await expect(ensureDeployBucket(stub.s3, { ...lab, name: 'other' })).rejects.toThrow(Failed);
});

test('with objects and without a mark is not touched', async () => {
  settings = new Map();
  objects = 1;
  await expect(ensureDeployBucket(stub.s3, lab)).rejects.toThrow('without the mark of lab daybreak');
  expect(asked.filter(each => each.startsWith('PUT'))).toEqual([]);
});

test("of another account's is not touched", async () => {
  refused = /./;
  await expect(ensureDeployBucket(stub.s3, lab)).rejects.toThrow('another account has the name');
});

test('that S3 does not know everywhere yet is waited for', async () => {
  const { answer } = stub;
  let hidden = 1;
  stub.answer = request => {
    if (!request.what.includes('publicAccessBlock') || hidden === 0) return answer(request);
    hidden -= 1;
    return s3Error(404, 'NoSuchBucket');
  };
  await ensureDeployBucket(stub.s3, lab);
  expect(settings?.has('publicAccessBlock')).toBe(true);
});
