import { FileMismatch } from '../../lab/errors.ts';
import { copyObject } from '../../reconcile/copy-object.ts';
import { CopyUnfinished, type HandOver } from '../../reconcile/copy-parts.ts';
import { named } from './aws-fake.ts';
import { crc32Of, md5Etag, memoryS3 } from './memory-s3.ts';

const content = 'abcdefghij'.repeat(4);
const from = { bucket: 'seed', key: 'tbl/a.csv' };
const to = { bucket: 'daybreak-sor', key: 'tbl/a.csv' };

let s3: ReturnType<typeof memoryS3>;

beforeEach(() => {
  s3 = memoryS3();
  s3.objects.set('seed/tbl/a.csv', { content, metadata: {} });
});

/** A copy in parts of ten bytes. */
const copy = (handOver?: HandOver, crc32 = crc32Of(content)) =>
  copyObject(
    s3.client,
    {
      from,
      found: { ContentLength: content.length, ETag: md5Etag(content) },
      to,
      condition: { IfNoneMatch: '*' },
      owner: '123456789012',
      metadata: {},
      crc32,
    },
    10,
    handOver,
  );

/** The hand-over of an invocation that has time for so many parts. */
const during = (parts: number, upload?: HandOver['upload']): HandOver => {
  let asked = 0;
  return {
    upload,
    isTimeUp: () => {
      asked += 1;
      return asked > parts;
    },
  };
};

const uploadLeftBy = async (handOver: HandOver) => {
  try {
    await copy(handOver);
  } catch (error) {
    if (error instanceof CopyUnfinished) return error.upload;
    throw error;
  }
  throw new Error('the copy is finished');
};

test('the upload is handed over before its first part is copied, so that no crash loses it', async () => {
  const upload = await uploadLeftBy(during(100));
  expect(upload.key).toBe(to.key);
  expect(s3.operations).toEqual(['CreateMultipartUpload']);
  expect([...s3.uploads.keys()]).toEqual([upload.id]);
});

test('the next invocation copies only the parts that are missing', async () => {
  const upload = await uploadLeftBy(during(0));
  expect(await uploadLeftBy(during(3, upload))).toEqual(upload);
  s3.operations.length = 0;
  expect(await copy(during(3, upload))).toMatchObject({ crc32: crc32Of(content) });
  expect(s3.operations).toEqual(['ListParts', 'UploadPartCopy', 'CompleteMultipartUpload']);
  expect(s3.objects.get('daybreak-sor/tbl/a.csv')?.content).toBe(content);
});

test("an upload that is gone is begun again, and another key's is left alone", async () => {
  const gone = await uploadLeftBy(during(0, { ...to, id: 'gone' }));
  expect(gone.id).not.toBe('gone');
  const other = await uploadLeftBy(during(0, { ...to, key: 'tbl/other.csv', id: gone.id }));
  expect(other.id).not.toBe(gone.id);
  expect(s3.uploads.size).toBe(2);
});

test('a source that changes between two invocations is noticed, and nothing is left', async () => {
  const upload = await uploadLeftBy(during(0));
  await uploadLeftBy(during(2, upload));
  s3.objects.set('seed/tbl/a.csv', { content: content.toUpperCase(), metadata: {} });
  const copying = copy(during(100, upload));
  await expect(copying).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(copying).rejects.toThrow('UploadPartCopy s3://seed/tbl/a.csv to s3://daybreak-sor/tbl/a.csv');
  expect(s3.uploads.size).toBe(0);
});

test('parts that are not what the definition says are not put together, and the file is named', async () => {
  const copying = copy(undefined, crc32Of('other'));
  await expect(copying).rejects.toThrow(FileMismatch);
  await expect(copying).rejects.toThrow(/s3:\/\/seed\/tbl\/a.csv does not have the CRC32/);
  expect(s3.uploads.size).toBe(0);
  expect(s3.objects.has('daybreak-sor/tbl/a.csv')).toBe(false);
});

test('an upload that cannot be aborted does not hide what went wrong', async () => {
  s3.beforeWrite = () => {
    s3.uploads.clear();
    throw named('InternalError', 'We encountered an internal error');
  };
  await expect(copy()).rejects.toMatchObject({ name: 'InternalError' });
  expect(s3.operations.at(-1)).toBe('AbortMultipartUpload');
});
