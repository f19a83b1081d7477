import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { named } from './aws-fake.ts';

interface StoredContent {
  readonly content: string;
  readonly metadata: Readonly<Record<string, string>>;
}

const inputSchema = z.object({
  Bucket: z.string(),
  Key: z.string(),
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

const etagOf = (content: string): string => `"${createHash('md5').update(content).digest('hex')}"`;

/**
 * S3 as documented, for single objects: with the conditions of CopyObject and of multipart uploads, which the local AWS
 * ignores. Nothing leaves the process.
 */
export const memoryS3 = () => {
  const objects = new Map<string, StoredContent>();
  const operations: string[] = [];
  const uploads: Input[] = [];
  const at = ({ Bucket, Key }: Pick<Input, 'Bucket' | 'Key'>): string => `${Bucket}/${Key}`;
  const describe = ({ content, metadata }: StoredContent) => ({
    ContentLength: content.length,
    ChecksumCRC32: crc32Of(content),
    ChecksumType: 'FULL_OBJECT',
    ETag: etagOf(content),
    Metadata: metadata,
  });
  const sourceOf = ({ CopySource, CopySourceIfMatch }: Input): StoredContent => {
    const source = objects.get(decodeURIComponent(CopySource ?? ''));
    if (source === undefined) throw named('NoSuchKey', 'the source is not there');
    if (etagOf(source.content) !== CopySourceIfMatch) throw named('PreconditionFailed', 'the source changed');
    return source;
  };
  const write = (input: Input, content: string): void => {
    s3.beforeWrite();
    const there = objects.get(at(input));
    if (input.IfNoneMatch === '*' && there !== undefined) throw named('PreconditionFailed', 'it is there');
    if (input.IfMatch !== undefined && there === undefined) throw named('NoSuchKey', 'it is gone');
    if (input.IfMatch !== undefined && there !== undefined && etagOf(there.content) !== input.IfMatch)
      throw named('PreconditionFailed', 'it has changed');
    objects.set(at(input), { content, metadata: input.Metadata ?? {} });
  };
  const answers: Readonly<Record<string, (input: Input) => object>> = {
    HeadObject: input => {
      const there = objects.get(at(input));
      if (there === undefined) throw named('NotFound', 'it is not there');
      return describe(there);
    },
    PutObject: input => {
      write(input, Buffer.from(input.Body ?? '').toString());
      return {};
    },
    CopyObject: input => {
      write(input, sourceOf(input).content);
      return {};
    },
    CreateMultipartUpload: input => {
      uploads.push(input);
      return { UploadId: 'u' };
    },
    UploadPartCopy: input => ({ CopyPartResult: { ETag: etagOf(sourceOf(input).content) } }),
    CompleteMultipartUpload: input => {
      const [begun] = uploads.splice(0);
      const content = [...objects].find(([place]) => place.startsWith('seed/'))?.[1].content ?? '';
      write({ ...input, Metadata: begun?.Metadata }, content);
      return {};
    },
    AbortMultipartUpload: () => {
      uploads.splice(0);
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
    /** What someone else does between a rebuild's read and its write. */
    beforeWrite: (): void => {},
  };
  return s3;
};
