import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { named } from './aws-fake.ts';

interface StoredContent {
  readonly content: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where that is not the content's MD5: of parts, or encrypted. */
  readonly etag?: string;
}

const inputSchema = z.object({
  Bucket: z.string(),
  Key: z._default(z.string(), ''),
  Prefix: z._default(z.string(), ''),
  StartAfter: z._default(z.string(), ''),
  Range: z.optional(z.string()),
  UploadId: z.optional(z.string()),
  PartNumber: z.optional(z.number()),
  CopySourceRange: z.optional(z.string()),
  ChecksumCRC32: z.optional(z.string()),
  MultipartUpload: z.optional(z.object({ Parts: z.array(z.object({ ETag: z.string() })) })),
  CopySource: z.optional(z.string()),
  CopySourceIfMatch: z.optional(z.string()),
  Body: z.optional(z.union([z.string(), z.instanceof(Uint8Array)])),
  Metadata: z.optional(z.record(z.string(), z.string())),
  IfNoneMatch: z.optional(z.string()),
  IfMatch: z.optional(z.string()),
});
type Input = z.output<typeof inputSchema>;

export const crc32Of = (content: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString('base64');
};

export const md5Etag = (content: string): string => `"${createHash('md5').update(content).digest('hex')}"`;

const etagOf = ({ content, etag = md5Etag(content) }: Pick<StoredContent, 'content' | 'etag'>): string =>
  etag;

/** An upload in parts: what began it, and its parts by number. */
interface Upload {
  readonly input: Input;
  readonly parts: Map<number, string>;
}

const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * S3 as documented, with the conditions of CopyObject and of multipart uploads, which the local AWS
 * ignores. Nothing leaves the process.
 */
export const memoryS3 = () => {
  const objects = new Map<string, StoredContent>();
  const operations: string[] = [];
  const uploads = new Map<string, Upload>();
  let begun = 0;
  const at = ({ Bucket, Key }: Pick<Input, 'Bucket' | 'Key'>): string => `${Bucket}/${Key}`;
  const described = (stored: StoredContent) => ({
    ChecksumCRC32: crc32Of(stored.content),
    ETag: etagOf(stored),
  });
  const uploadOf = ({ UploadId = '' }: Input): Upload => {
    const upload = uploads.get(UploadId);
    if (upload === undefined) throw named('NoSuchUpload', 'there is no such upload');
    return upload;
  };
  const sourceOf = ({ CopySource, CopySourceIfMatch }: Input): StoredContent => {
    const source = objects.get(decodeURIComponent(CopySource ?? ''));
    if (source === undefined) throw named('NoSuchKey', 'the source is not there');
    if (etagOf(source) !== CopySourceIfMatch) throw named('PreconditionFailed', 'the source changed');
    return source;
  };
  const write = (input: Input, content: string, etag?: string) => {
    s3.beforeWrite(at(input));
    const there = objects.get(at(input));
    if (input.IfNoneMatch === '*' && there !== undefined) throw named('PreconditionFailed', 'it is there');
    if (input.IfMatch !== undefined && there === undefined) throw named('NoSuchKey', 'it is gone');
    if (input.IfMatch !== undefined && there !== undefined && etagOf(there) !== input.IfMatch)
      throw named('PreconditionFailed', 'it has changed');
    const stored = { content, metadata: input.Metadata ?? {}, ...(etag === undefined ? {} : { etag }) };
    objects.set(at(input), stored);
    return described(stored);
  };
  const list = ({ Bucket, Prefix, StartAfter }: Input) => {
    s3.beforeList(Bucket);
    const keys = [...objects.keys()]
      .filter(place => place.startsWith(`${Bucket}/`))
      .map(place => place.slice(Bucket.length + 1))
      .filter(key => key.startsWith(Prefix) && bytewise(key, StartAfter) > 0)
      .sort(bytewise);
    const Contents = keys.slice(0, s3.pageSize).flatMap(Key => {
      const stored = objects.get(`${Bucket}/${Key}`);
      return stored === undefined ? [] : [{ Key, Size: stored.content.length, ETag: etagOf(stored) }];
    });
    return { Contents, IsTruncated: keys.length > Contents.length };
  };
  const answers: Readonly<Record<string, (input: Input) => object>> = {
    HeadObject: input => {
      s3.beforeHead(at(input));
      const there = objects.get(at(input));
      if (there === undefined) throw named('NotFound', 'it is not there');
      const { content, metadata } = there;
      return {
        ...described(there),
        ContentLength: content.length,
        ChecksumType: 'FULL_OBJECT',
        Metadata: metadata,
      };
    },
    GetObject: input => {
      const there = objects.get(at(input));
      if (there === undefined) throw named('NoSuchKey', 'it is not there');
      if (input.IfMatch !== undefined && input.IfMatch !== etagOf(there))
        throw named('PreconditionFailed', 'it has changed');
      const from = Number(/^bytes=(\d+)-$/.exec(input.Range ?? '')?.[1] ?? 0);
      const body = Buffer.from(there.content).subarray(from);
      const Body = {
        transformToWebStream: () => new Blob([body]).stream(),
        transformToString: async () => body.toString(),
      };
      return { ...described(there), Body, ContentLength: body.length, Metadata: there.metadata };
    },
    ListObjectsV2: list,
    PutObject: input => write(input, Buffer.from(input.Body ?? '').toString()),
    CopyObject: input => ({ CopyObjectResult: write(input, sourceOf(input).content) }),
    DeleteObject: input => {
      s3.beforeDelete();
      const there = objects.get(at(input));
      if (input.IfMatch !== undefined && there === undefined) throw named('NoSuchKey', 'it is gone');
      if (input.IfMatch !== undefined && there !== undefined && etagOf(there) !== input.IfMatch)
        throw named('PreconditionFailed', 'it has changed');
      objects.delete(at(input));
      return {};
    },
    CreateMultipartUpload: input => {
      begun += 1;
      uploads.set(`upload ${begun}`, { input, parts: new Map() });
      return { UploadId: `upload ${begun}` };
    },
    UploadPartCopy: input => {
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(input.CopySourceRange ?? '') ?? [];
      const content = sourceOf(input).content.slice(Number(first), Number(last) + 1);
      uploadOf(input).parts.set(input.PartNumber ?? 0, content);
      return { CopyPartResult: described({ content, metadata: {} }) };
    },
    ListParts: input => ({
      Parts: [...uploadOf(input).parts].map(([PartNumber, content]) => ({
        PartNumber,
        Size: content.length,
        ...described({ content, metadata: {} }),
      })),
    }),
    CompleteMultipartUpload: input => {
      const { input: first, parts } = uploadOf(input);
      const contents = [...parts].sort(([a], [b]) => a - b).map(([, content]) => content);
      const theirs = input.MultipartUpload?.Parts.map(({ ETag }) => ETag).join();
      if (theirs !== contents.map(md5Etag).join()) throw named('InvalidPart', 'not the parts that are there');
      if (crc32Of(contents.join('')) !== input.ChecksumCRC32) throw named('BadDigest', 'another checksum');
      const etag = `"${md5Etag(contents.join()).slice(1, -1)}-${parts.size}"`;
      const written = write({ ...input, Metadata: first.Metadata }, contents.join(''), etag);
      uploads.delete(input.UploadId ?? '');
      return written;
    },
    AbortMultipartUpload: input => {
      uploadOf(input);
      uploads.delete(input.UploadId ?? '');
      return {};
    },
  };
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  client.middlewareStack.add(
    (_next, { commandName }) =>
      async args => {
        const operation = String(commandName).replace('Command', '');
        operations.push(operation);
        const output = answers[operation]?.(z.parse(inputSchema, args.input));
        return { response: {}, output: { $metadata: {}, ...output } };
      },
    { step: 'initialize', priority: 'high' },
  );
  const s3 = {
    client,
    objects,
    operations,
    uploads,
    /** Objects in one answer to ListObjectsV2. */
    pageSize: 1000,
    /** What someone else does between a rebuild's read and its write. */
    beforeWrite: (_place: string): void => {},
    /** What someone else does between a rebuild's copy and its delete. */
    beforeDelete: (): void => {},
    /** What happens before an object is looked at. */
    beforeHead: (_place: string): void => {},
    /** What happens before a listing of a bucket. */
    beforeList: (_bucket: string): void => {},
  };
  return s3;
};
