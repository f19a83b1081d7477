import { CopyObjectCommand, CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../../local-aws/index.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { crc32Of } from './memory-s3.ts';

let testAws: TestAws;

beforeAll(async () => {
  testAws = await startTestAws();
});

afterAll(async () => {
  await testAws?.stop();
});

test('the answer to a copy has its CRC32, so that nobody has to ask for it', async () => {
  const s3 = new S3Client({ ...clientConfig(testAws.aws), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'somebodys-seed' }));
  await s3.send(new PutObjectCommand({ Bucket: 'somebodys-seed', Key: 'a.csv', Body: 'id\n1\n' }));
  const copy = { Bucket: 'somebodys-seed', Key: 'b.csv', CopySource: 'somebodys-seed/a.csv' };
  const { CopyObjectResult } = await s3.send(new CopyObjectCommand({ ...copy, ChecksumAlgorithm: 'CRC32' }));
  expect(CopyObjectResult?.ChecksumCRC32).toBe(crc32Of('id\n1\n'));
});
