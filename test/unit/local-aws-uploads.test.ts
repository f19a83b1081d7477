import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { uploadParts } from '../../cli/seed/upload-parts.ts';
import { measureBytes } from '../../lab/crc32.ts';
import { copyObject } from '../../reconcile/copy-object.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';

let testAws: TestAws;
let s3: S3Client;
let folder: string;

const part = 5 * 1024 * 1024;
const content = Buffer.alloc(2 * part + 10, 'daybreak');
const file = { key: 'large', ...measureBytes(content) };
const to = { bucket: 'uploads', key: 'large' };
const nothing = { IfNoneMatch: '*' } as const;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  s3 = new S3Client({});
  folder = await mkdtemp(join(tmpdir(), 'daybreak-uploads-'));
  await writeFile(join(folder, 'large'), content);
});
afterAll(async () => {
  await testAws?.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await testAws.reset();
  await s3.send(new CreateBucketCommand({ Bucket: to.bucket }));
});

const upload = (wanted = file, onPart?: (bytes: number, wasThere: boolean) => void) =>
  uploadParts(s3, join(folder, 'large'), wanted, to, nothing, onPart, part);

const head = (key = to.key) =>
  s3.send(new HeadObjectCommand({ Bucket: to.bucket, Key: key, ChecksumMode: 'ENABLED' }));

const whole = { ContentLength: file.bytes, ChecksumCRC32: file.crc32, ChecksumType: 'FULL_OBJECT' };

test('an upload in parts has the CRC32 of the whole, as on AWS; so has a copy in parts', async () => {
  await upload();
  const found = await head();
  expect(found).toMatchObject(whole);
  const copy = {
    from: to,
    found,
    to: { ...to, key: 'copy' },
    condition: nothing,
    metadata: {},
    crc32: file.crc32,
  };
  await copyObject(s3, copy, part);
  expect(await head('copy')).toMatchObject(whole);
});

test('an upload of something else than was measured is refused, and goes on once that is put right', async () => {
  await expect(upload({ ...file, crc32: 'AAAAAA==' })).rejects.toThrow('did not match');
  await expect(head()).rejects.toMatchObject({ name: 'NotFound' });
  const parts: unknown[] = [];
  await upload(file, (bytes, wasThere) => parts.push([bytes, wasThere]));
  expect(parts.sort()).toEqual([
    [10, true],
    [part, true],
    [part, true],
  ]);
  expect(await head()).toMatchObject(whole);
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: to.bucket }))).Uploads ?? []).toEqual([]);
});

test('nothing is written over what somebody else has put there', async () => {
  await upload();
  await expect(upload()).rejects.toMatchObject({ name: 'PreconditionFailed' });
});
