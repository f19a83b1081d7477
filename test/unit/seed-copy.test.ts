import { S3Client } from '@aws-sdk/client-s3';
import { FileMismatch } from '../../lab/errors.ts';
import { saveObject } from '../../reconcile/displaced-object.ts';
import { seedSource } from '../../reconcile/seed-source.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const file = { key: 'tbl/à b.csv', bytes: 25, crc32: 'AAAAAA==' };
const to = { bucket: 'daybreak-sor', key: 'tbl/à b.csv' };

interface SentCommand {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => object>>;

/** A client that answers without sending anything, for what the local AWS can't do. */
const stubbed = (answers: Answers): { s3: S3Client; sent: SentCommand[] } => {
  const sent: SentCommand[] = [];
  const s3 = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  s3.middlewareStack.add(
    (_next, context) => async args => {
      const operation = String(context.commandName).replace('Command', '');
      const input = Object.fromEntries(Object.entries(args.input));
      sent.push({ operation, input });
      return { response: {}, output: { $metadata: {}, ...answers[operation]?.(input) } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { s3, sent };
};

const asDefined = { ContentLength: 25, ChecksumCRC32: 'AAAAAA==', ChecksumType: 'FULL_OBJECT', ETag: '"e"' };
const named = (name: string): Error => Object.assign(new Error(name), { name });
/** Only if nothing is there. */
const nothing = { IfNoneMatch: '*' } as const;
const seed = { bucket: 'seed', prefix: 'olist/' };

test('a file is copied by S3 itself, only in the version that was checked, with its key encoded', async () => {
  const { s3, sent } = stubbed({ HeadObject: () => asDefined });
  await seedSource(s3, lab, seed).place(file, to, { 'daybreak-applied': 'x' }, nothing);
  expect(sent.map(({ operation }) => operation)).toEqual(['HeadObject', 'CopyObject']);
  expect(sent[1]?.input).toMatchObject({
    CopySource: 'seed/olist/tbl/%C3%A0%20b.csv',
    CopySourceIfMatch: '"e"',
    ChecksumAlgorithm: 'CRC32',
    MetadataDirective: 'REPLACE',
    TaggingDirective: 'REPLACE',
    ExpectedBucketOwner: lab.account,
    IfNoneMatch: '*',
  });
});

test('a file too large for one copy is copied in parts, and S3 checks the CRC32 of the whole', async () => {
  const { s3, sent } = stubbed({
    HeadObject: () => asDefined,
    CreateMultipartUpload: () => ({ UploadId: 'u' }),
    UploadPartCopy: ({ PartNumber }) => ({ CopyPartResult: { ETag: `"${PartNumber}"` } }),
  });
  await seedSource(s3, lab, seed, 10).place(file, to, {}, nothing);
  expect(sent.map(({ operation }) => operation)).toEqual([
    'HeadObject',
    'CreateMultipartUpload',
    'UploadPartCopy',
    'UploadPartCopy',
    'UploadPartCopy',
    'CompleteMultipartUpload',
  ]);
  expect(sent.slice(2, 5).map(({ input }) => input.CopySourceRange)).toEqual([
    'bytes=0-9',
    'bytes=10-19',
    'bytes=20-24',
  ]);
  expect(sent[5]?.input).toMatchObject({
    ChecksumCRC32: file.crc32,
    ChecksumType: 'FULL_OBJECT',
    IfNoneMatch: '*',
    MultipartUpload: { Parts: [{ ETag: '"1"' }, { ETag: '"2"' }, { ETag: '"3"' }] },
  });
});

test('what a repair displaces is saved whatever its size, with its metadata', async () => {
  const theirs = {
    ContentLength: 6_000_000_000,
    ETag: '"e"',
    Metadata: { by: 'me' },
    ContentType: 'text/csv',
  };
  const { s3, sent } = stubbed({
    CreateMultipartUpload: () => ({ UploadId: 'u' }),
    UploadPartCopy: ({ PartNumber }) => ({ CopyPartResult: { ETag: `"${PartNumber}"` } }),
  });
  const folder = { bucket: 'daybreak-assets', key: 'displaced/r1/' };
  const from = { bucket: 'daybreak-sor', key: 'tbl/a.csv' };
  expect(await saveObject(s3, lab, folder, from, { $metadata: {}, ...theirs })).toEqual({
    bucket: 'daybreak-assets',
    key: 'displaced/r1/daybreak-sor/tbl/a.csv',
  });
  expect(sent[0]).toMatchObject({
    operation: 'CreateMultipartUpload',
    input: { Metadata: { by: 'me' }, ContentType: 'text/csv' },
  });
  expect(sent.filter(({ operation }) => operation === 'UploadPartCopy')).toHaveLength(12);
  expect(sent.at(-1)).toMatchObject({ operation: 'CompleteMultipartUpload' });
  expect(sent.at(-1)?.input).not.toHaveProperty('ChecksumCRC32');
});

test('a copy in parts that fails leaves no unfinished upload behind', async () => {
  const { s3, sent } = stubbed({
    HeadObject: () => asDefined,
    CreateMultipartUpload: () => ({ UploadId: 'u' }),
    UploadPartCopy: () => {
      throw named('SlowDown');
    },
  });
  await expect(seedSource(s3, lab, seed, 10).place(file, to, {}, nothing)).rejects.toThrow('SlowDown');
  expect(sent.at(-1)).toMatchObject({ operation: 'AbortMultipartUpload', input: { UploadId: 'u' } });
});

test.each([
  ['another size', { ...asDefined, ContentLength: 24 }],
  ['another CRC32', { ...asDefined, ChecksumCRC32: 'BBBBBB==' }],
])('a seed file with %s is refused before anything is written', async (_, found) => {
  const { s3, sent } = stubbed({ HeadObject: () => found });
  await expect(seedSource(s3, lab, seed).place(file, to, {}, nothing)).rejects.toThrow(FileMismatch);
  expect(sent.map(({ operation }) => operation)).toEqual(['HeadObject']);
});
