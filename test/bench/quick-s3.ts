/*
 * `node quick-s3.ts <milliseconds>`: an S3 that keeps small objects in memory, for the few calls that copying takes. It
 * answers after this delay, and so quickly that what a program needs for a call is what is measured, as with S3, which
 * never is the slowest part. Sends its address to its parent, and the number of calls when it is asked.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

interface Stored {
  readonly content: Buffer;
  readonly etag: string;
  readonly crc32: string;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Buffer;
}

const delay = Number(process.argv[2] ?? 0);
const buckets = new Map<string, Map<string, Stored>>();
let calls = 0;

const stored = (content: Buffer): Stored => {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return {
    content,
    etag: `"${createHash('md5').update(content).digest('hex')}"`,
    crc32: checksum.toString('base64'),
  };
};

const error = (status: number, code: string): Answer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

const headersOf = ({ content, etag, crc32 }: Stored) => ({
  etag,
  'content-length': content.length,
  'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
  'x-amz-checksum-crc32': crc32,
  'x-amz-checksum-type': 'FULL_OBJECT',
});

/** Keys are plain: they need no encoding. */
const list = (objects: ReadonlyMap<string, Stored>, query: URLSearchParams): Answer => {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const keys = [...objects.keys()].filter(key => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, 1000);
  const isTruncated = page.length < keys.length;
  const contents = page.map(key => {
    const object = objects.get(key);
    return (
      `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>` +
      `<ETag>${object?.etag.replaceAll('"', '&quot;')}</ETag><Size>${object?.content.length}</Size>` +
      '<StorageClass>STANDARD</StorageClass></Contents>'
    );
  });
  return {
    body:
      `<ListBucketResult><Prefix>${prefix}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>1000</MaxKeys>` +
      `<IsTruncated>${isTruncated}</IsTruncated>` +
      (isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '') +
      `${contents.join('')}</ListBucketResult>`,
  };
};

const put = async (request: IncomingMessage, objects: Map<string, Stored>, key: string): Promise<Answer> => {
  const source = request.headers['x-amz-copy-source'];
  if (typeof source !== 'string') {
    const object = stored(await buffer(request));
    objects.set(key, object);
    return { headers: { ...headersOf(object), 'content-length': 0 } };
  }
  const [bucket = '', ...rest] = decodeURIComponent(source).replace(/^\//, '').split('/');
  const object = buckets.get(bucket)?.get(rest.join('/'));
  if (object === undefined) return error(404, 'NoSuchKey');
  const wanted = request.headers['x-amz-copy-source-if-match'];
  if (wanted !== undefined && wanted !== object.etag) return error(412, 'PreconditionFailed');
  if (request.headers['if-none-match'] === '*' && objects.has(key)) return error(412, 'PreconditionFailed');
  objects.set(key, object);
  return {
    body:
      `<CopyObjectResult><LastModified>2026-01-01T00:00:00.000Z</LastModified>` +
      `<ETag>${object.etag.replaceAll('"', '&quot;')}</ETag><ChecksumCRC32>${object.crc32}</ChecksumCRC32>` +
      '<ChecksumType>FULL_OBJECT</ChecksumType></CopyObjectResult>',
  };
};

const answerTo = async (request: IncomingMessage): Promise<Answer> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
  const [bucket = '', ...rest] = decodeURIComponent(pathname).slice(1).split('/');
  const key = rest.join('/');
  const objects = buckets.get(bucket);
  if (key === '' && request.method === 'PUT') {
    buckets.set(bucket, new Map());
    return {};
  }
  if (objects === undefined) return error(404, 'NoSuchBucket');
  if (key === '') return list(objects, searchParams);
  if (request.method === 'PUT') return put(request, objects, key);
  const object = objects.get(key);
  if (object === undefined) return error(404, 'NoSuchKey');
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const body = object.content.subarray(from);
  if (from === 0) return { headers: headersOf(object), body };
  // The checksum is that of the whole object.
  return { status: 206, headers: { etag: object.etag, 'content-length': body.length }, body };
};

const server = createServer({ keepAliveTimeout: 120_000 }, async (request, response) => {
  calls += 1;
  const [{ status = 200, headers = {}, body = '' }] = await Promise.all([
    answerTo(request),
    delay === 0 ? undefined : wait(delay),
  ]);
  request.resume();
  const type = typeof body === 'string' ? { 'content-type': 'application/xml' } : {};
  response
    .writeHead(status, { 'x-amz-request-id': 'R', ...type, ...headers })
    .end(request.method === 'HEAD' ? undefined : body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null)
    process.send?.({ endpoint: `http://127.0.0.1:${address.port}` });
});
process.on('message', () => {
  process.send?.({ calls });
  calls = 0;
});
process.on('disconnect', () => process.exit());
