import { awsOperation, isWrite } from '../local-aws/aws-operation.ts';

const signedFor = (service: string) => ({
  host: '127.0.0.1:4566',
  authorization: `AWS4-HMAC-SHA256 Credential=123456789012/20261121/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

const name = (service: string, method: string, url: string, headers = {}, form = '') =>
  awsOperation({ method, url, headers: { ...signedFor(service), ...headers }, form }).operation;

describe('the operation that a request asks for', () => {
  test.each([
    ['GET', '/', 'ListBuckets'],
    ['PUT', '/lab', 'CreateBucket'],
    ['PUT', '/lab/', 'CreateBucket'],
    ['HEAD', '/lab', 'HeadBucket'],
    ['DELETE', '/lab', 'DeleteBucket'],
    ['GET', '/lab?list-type=2&prefix=a%2F', 'ListObjectsV2'],
    ['GET', '/lab?versions', 'ListObjectVersions'],
    ['PUT', '/lab?policy', 'PutBucketPolicy'],
    ['GET', '/lab/?publicAccessBlock', 'GetPublicAccessBlock'],
    ['DELETE', '/lab?tagging', 'DeleteBucketTagging'],
    ['POST', '/lab?delete', 'DeleteObjects'],
    ['PUT', '/lab/a/b', 'PutObject'],
    ['GET', '/lab/a/b?x-id=GetObject', 'GetObject'],
    ['HEAD', '/lab/a/b', 'HeadObject'],
    ['PUT', '/lab/a/b?tagging', 'PutObjectTagging'],
    ['POST', '/lab/a/b?uploads', 'CreateMultipartUpload'],
    ['PUT', '/lab/a/b?partNumber=1&uploadId=u', 'UploadPart'],
    ['POST', '/lab/a/b?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', '/lab/a/b?uploadId=u', 'AbortMultipartUpload'],
    ['GET', '/lab/a/b?uploadId=u', 'ListParts'],
  ])('S3 %s %s is %s', (method, url, operation) => {
    expect(name('s3', method, url)).toBe(operation);
  });

  test('a copy is not mistaken for an upload', () => {
    const copy = { 'x-amz-copy-source': 'seed/a' };
    expect(name('s3', 'PUT', '/lab/a', copy)).toBe('CopyObject');
    expect(name('s3', 'PUT', '/lab/a?partNumber=1&uploadId=u', copy)).toBe('UploadPartCopy');
  });

  test('is found whether the bucket is in the path or in the host', () => {
    expect(name('s3', 'PUT', '/', { host: 'lab.s3.us-east-1.amazonaws.com' })).toBe('CreateBucket');
    expect(name('s3', 'PUT', '/a', { host: 'lab.s3.us-east-1.amazonaws.com' })).toBe('PutObject');
  });

  test('is in the target, form or path in the other protocols', () => {
    expect(name('glue', 'POST', '/', { 'x-amz-target': 'AWSGlue.BatchCreatePartition' })).toBe(
      'BatchCreatePartition',
    );
    expect(name('iam', 'POST', '/', {}, 'Action=CreateRole&Version=2010-05-08')).toBe('CreateRole');
    expect(name('states', 'POST', '/service/AWSStepFunctions/operation/StartExecution')).toBe(
      'StartExecution',
    );
    expect(name('lambda', 'POST', '/2015-03-31/functions/plan/invocations')).toBe('Invoke');
    expect(name('scheduler', 'GET', '/schedules/hourly')).toBe('GET /schedules/hourly');
    expect(name('lakeformation', 'POST', '/GetDataLakeSettings')).toBe('GetDataLakeSettings');
  });

  test('belongs to the service it was signed for', () => {
    expect(awsOperation({ method: 'GET', url: '/', headers: signedFor('states'), form: '' }).service).toBe(
      'states',
    );
  });
});

test('an operation that is not known to be a read is a write', () => {
  const writes = [
    'PutObject',
    'CopyObject',
    'TagResource',
    'BatchUpdatePartition',
    'InventedYesterday',
    'PUT /x',
  ];
  const reads = [
    'GetTable',
    'HeadObject',
    'ListObjectsV2',
    'DescribeExecution',
    'BatchGetPartition',
    'GET /x',
  ];
  expect(writes.filter(operation => !isWrite({ operation }))).toEqual([]);
  expect(reads.filter(operation => isWrite({ operation }))).toEqual([]);
});
