import type { IncomingHttpHeaders } from 'node:http';

export interface AwsRequest {
  readonly method: string;
  /** As in the request line: path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The body, if it is a form; other bodies are not read. */
  readonly form: string;
}

export interface AwsOperation {
  /** The service it was signed for: `s3`, `glue`, `athena`, `states`, `iam`, `cloudformation`, `execute-api`… */
  readonly service: string;
  /** The name in the API reference; method and path if the request does not show it. */
  readonly operation: string;
}

/** Which operation of which service a request calls. */
export const awsOperation = (request: AwsRequest): AwsOperation => {
  const url = new URL(request.url, 'http://local');
  const service = signedFor(request, url);
  const target = first(request.headers['x-amz-target']);
  const operation =
    target?.split('.').at(-1) ??
    /^\/service\/[^/]+\/operation\/([^/]+)$/.exec(url.pathname)?.[1] ??
    new URLSearchParams(request.form).get('Action') ??
    url.searchParams.get('Action') ??
    (service === 's3' ? s3Operation(request, url) : restOperation(service, request.method, url.pathname));
  return { service, operation };
};

/**
 * Whether an operation can change something. An unknown operation counts as a write, so that nothing is overlooked;
 * starting a query or an execution is a write, too.
 */
export const isWrite = ({ operation }: Pick<AwsOperation, 'operation'>): boolean =>
  !/^(Get|List|Head|Describe|BatchGet|Search|Select|Simulate|Lookup|Validate|Filter|Estimate|Test|AssumeRole|GET |HEAD |OPTIONS )/.test(
    operation,
  );

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
const signedFor = ({ headers }: AwsRequest, url: URL): string => {
  const credential =
    /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? url.searchParams.get('X-Amz-Credential');
  const service = credential?.split('/')[3];
  if (service) return service;
  return /\.execute-api\./.test(headers.host ?? '') ? 'execute-api' : 'unsigned';
};

/** Lake Formation's paths are its operations. */
const restOperation = (service: string, method: string, path: string): string => {
  if (service === 'lambda' && path.endsWith('/invocations')) return 'Invoke';
  return service === 'lakeformation' ? path.slice(1) : `${method} ${path}`;
};

/** Subresources with one name for get, put and delete. */
const bucketParts: Readonly<Record<string, string>> = {
  acl: 'BucketAcl',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  notification: 'BucketNotificationConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};
const objectParts: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  retention: 'ObjectRetention',
  tagging: 'ObjectTagging',
};
const verbs: Readonly<Record<string, string>> = { GET: 'Get', HEAD: 'Head', PUT: 'Put', DELETE: 'Delete' };

/** Newer SDKs name some operations (`x-id`); for the others, method, query and headers decide. */
const s3Operation = ({ method, headers }: AwsRequest, { pathname, searchParams: query }: URL): string => {
  const named = query.get('x-id');
  if (named) return named;
  // With `localhost` and IP addresses the bucket is in the path; `bucket.s3.…` has it in the host.
  const inHost = /^[^.]+.*\.s3[.-]/.test(headers.host ?? '');
  const [bucket, ...key] = pathname.split('/').slice(inHost ? 0 : 1);
  if (!bucket && !inHost) return method === 'GET' ? 'ListBuckets' : `${method} /`;
  return key.join('/') === '' ? bucketOperation(method, query) : objectOperation(method, query, headers);
};

const bucketOperation = (method: string, query: URLSearchParams): string => {
  const part = partOf(bucketParts, query);
  if (part) return `${verbs[method] ?? method}${part}`;
  if (method === 'PUT') return 'CreateBucket';
  if (method === 'POST') return query.has('delete') ? 'DeleteObjects' : 'PostObject';
  if (method !== 'GET') return `${verbs[method] ?? method}Bucket`;
  if (query.has('uploads')) return 'ListMultipartUploads';
  if (query.has('versions')) return 'ListObjectVersions';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
};

const objectOperation = (method: string, query: URLSearchParams, headers: IncomingHttpHeaders): string => {
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  if (method === 'PUT' && query.has('partNumber')) return isCopy ? 'UploadPartCopy' : 'UploadPart';
  if (method === 'PUT' && isCopy) return 'CopyObject';
  if (query.has('uploadId')) return uploads[method] ?? method;
  if (method === 'POST') return query.has('uploads') ? 'CreateMultipartUpload' : 'PostObject';
  return `${verbs[method] ?? method}${partOf(objectParts, query) ?? 'Object'}`;
};

const uploads: Readonly<Record<string, string>> = {
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
  GET: 'ListParts',
};

const partOf = (parts: Readonly<Record<string, string>>, query: URLSearchParams): string | undefined =>
  Object.keys(parts)
    .filter(name => query.has(name))
    .map(name => parts[name])[0];

const first = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
