import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { formatCrc32 } from '../../lab/crc32.ts';
import { named } from './aws-fake.ts';

const inputSchema = z.object({
  Bucket: z.string(),
  Key: z._default(z.string(), ''),
  Prefix: z._default(z.string(), ''),
  ContinuationToken: z.optional(z.string()),
  CopySource: z._default(z.string(), ''),
  Body: z._default(z.union([z.string(), z.instanceof(Uint8Array)]), ''),
  Range: z.optional(z.string()),
  ChecksumCRC32: z.optional(z.string()),
  PartNumber: z._default(z.number(), 0),
  MultipartUpload: z.optional(z.object({ Parts: z.array(z.object({ PartNumber: z.number() })) })),
  IfNoneMatch: z.optional(z.string()),
  IfMatch: z.optional(z.string()),
  RequestPayer: z.optional(z.string()),
});
type Input = z.output<typeof inputSchema>;

const checksumOf = (content: Uint8Array): string => formatCrc32(crc32(content));
const etagOf = (content: Uint8Array): string => `"${createHash('md5').update(content).digest('hex')}"`;

const bodyOf = (content: Buffer) => ({
  transformToString: async () => content.toString(),
  transformToByteArray: async () => content,
  transformToWebStream: () => new Blob([new Uint8Array(content)]).stream(),
});

/** Objects of a page: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const pageSize = 1000;

/**
 * S3 as documented, in memory, as far as publishing and verifying seeds use it: conditions, checksums, lists, and
 * uploads in parts. Objects are by `bucket/key`.
 */
export const seedS3 = () => {
  const objects = new Map<string, Buffer>();
  /** Parts of the upload under way, by `bucket/key`. */
  const uploads = new Map<string, Map<number, Buffer>>();
  /** Objects that S3 has no full-object CRC32 of. */
  const withoutChecksum = new Set<string>();
  const archived = new Set<string>();
  const calls: (Input & { readonly operation: string })[] = [];
  let active = 0;
  let mostActive = 0;

  const at = ({ Bucket, Key }: Input): string => `${Bucket}/${Key}`;
  const described = (place: string, content: Buffer) => ({
    ContentLength: content.length,
    ETag: etagOf(content),
    ...(archived.has(place) ? { StorageClass: 'GLACIER' } : {}),
    ...(withoutChecksum.has(place)
      ? { ChecksumCRC32: 'AAAAAA==-2', ChecksumType: 'COMPOSITE' }
      : { ChecksumCRC32: checksumOf(content), ChecksumType: 'FULL_OBJECT' }),
  });
  const found = (place: string): Buffer => {
    const content = objects.get(place);
    if (content === undefined) throw named('NoSuchKey', 'it is not there');
    return content;
  };
  const write = (input: Input, content: Buffer): void => {
    const there = objects.get(at(input));
    if (input.IfNoneMatch === '*' && there !== undefined) throw named('PreconditionFailed', 'it is there');
    if (input.IfMatch !== undefined && (there === undefined || etagOf(there) !== input.IfMatch))
      throw named('PreconditionFailed', 'it is not as it was');
    if (input.ChecksumCRC32 !== undefined && checksumOf(content) !== input.ChecksumCRC32)
      throw named('BadDigest', 'it has another checksum');
    objects.set(at(input), content);
  };
  const answers: Readonly<Record<string, (input: Input) => object>> = {
    HeadObject: input => described(at(input), found(at(input))),
    GetObject: input => {
      const content = found(at(input));
      const [, from = 0, to = content.length - 1] = (/^bytes=(\d+)-(\d+)$/.exec(input.Range ?? '') ?? []).map(
        Number,
      );
      return { ETag: etagOf(content), Body: bodyOf(content.subarray(from, to + 1)) };
    },
    PutObject: input => {
      write(input, Buffer.from(input.Body));
      return {};
    },
    CopyObject: input => {
      write(input, found(decodeURIComponent(input.CopySource)));
      return {};
    },
    ListObjectsV2: ({ Bucket, Prefix, ContinuationToken = '' }) => {
      const keys = [...objects.keys()]
        .filter(place => place.startsWith(`${Bucket}/${Prefix}`) && place > ContinuationToken)
        .sort();
      const page = keys.slice(0, pageSize);
      return {
        Contents: page.map(place => ({
          Key: place.slice(Bucket.length + 1),
          Size: objects.get(place)?.length,
          ETag: etagOf(found(place)),
        })),
        ...(keys.length > pageSize ? { NextContinuationToken: page.at(-1) } : {}),
      };
    },
    CreateMultipartUpload: input => {
      uploads.set(at(input), new Map());
      return { UploadId: at(input) };
    },
    ListMultipartUploads: ({ Bucket, Prefix }) => ({
      Uploads: [...uploads.keys()]
        .filter(place => place.startsWith(`${Bucket}/${Prefix}`))
        .map(UploadId => ({
          UploadId,
          Key: UploadId.slice(Bucket.length + 1),
          ChecksumAlgorithm: 'CRC32',
          ChecksumType: 'FULL_OBJECT',
        })),
    }),
    ListParts: input => ({
      Parts: [...(uploads.get(at(input)) ?? [])].map(([PartNumber, content]) => ({
        PartNumber,
        Size: content.length,
        ETag: etagOf(content),
        ChecksumCRC32: checksumOf(content),
      })),
    }),
    UploadPart: input => {
      const content = Buffer.from(input.Body);
      if (checksumOf(content) !== input.ChecksumCRC32) throw named('BadDigest', 'it has another checksum');
      uploads.get(at(input))?.set(input.PartNumber, content);
      return { ETag: etagOf(content) };
    },
    CompleteMultipartUpload: input => {
      const parts = uploads.get(at(input));
      const whole = input.MultipartUpload?.Parts.map(
        ({ PartNumber }) => parts?.get(PartNumber) ?? Buffer.alloc(0),
      );
      write(input, Buffer.concat(whole ?? []));
      uploads.delete(at(input));
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
        const input = z.parse(inputSchema, args.input);
        calls.push({ ...input, operation });
        active += 1;
        mostActive = Math.max(mostActive, active);
        try {
          await new Promise(resolve => setTimeout(resolve, 1));
          s3.before(operation, input);
          const output = answers[operation]?.(input);
          if (output === undefined) throw named('NotImplemented', operation);
          return { response: {}, output: { $metadata: {}, ...output } };
        } finally {
          active -= 1;
        }
      },
    { step: 'initialize', priority: 'high' },
  );
  const s3 = {
    client,
    objects,
    uploads,
    withoutChecksum,
    archived,
    calls,
    mostActive: () => mostActive,
    /** Keys that were written, in order. */
    written: (): readonly string[] =>
      calls
        .filter(({ operation }) => ['PutObject', 'CopyObject', 'CompleteMultipartUpload'].includes(operation))
        .map(({ Key }) => Key),
    count: (operation: string): number => calls.filter(call => call.operation === operation).length,
    /** What happens before S3 answers a call: what others do, or an error. */
    before: (_operation: string, _input: Input): void => {},
  };
  return s3;
};
