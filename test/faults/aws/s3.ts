import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { type Account, type Bucket, nextId, type StoredObject } from './account.ts';
import { existing, type Operation, on, Refusal } from './operation.ts';

const crc32Of = (content: Uint8Array): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString('base64');
};

const md5Of = (...parts: readonly (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('md5')).digest('hex');

interface Description {
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly contentType?: string | undefined;
}

export const storedObject = (
  given: string | Uint8Array,
  modified: number,
  { metadata = {}, contentType }: Description = {},
): StoredObject => {
  const content = new Uint8Array(Buffer.from(given));
  return {
    bytes: content.length,
    content,
    crc32: crc32Of(content),
    etag: `"${md5Of(content)}"`,
    metadata,
    contentType,
    modified,
  };
};

/** An object of which only the size is there. */
export const hugeObject = (bytes: number, checksum: string, modified: number): StoredObject => ({
  ...storedObject('', modified),
  bytes,
  crc32: checksum,
  etag: `"${md5Of(checksum)}-1"`,
});

export const emptyBucket = (): Bucket => ({
  objects: new Map(),
  uploads: new Map(),
  tags: [],
  policy: undefined,
  rules: [],
  // Since April 2026: https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html
  encryption: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
      BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
    },
  ],
  access: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  ownership: 'BucketOwnerEnforced',
});

/** The fields of an object that HEAD, GET and listings have in common. */
const described = ({ bytes, etag, modified }: StoredObject) => ({
  ETag: etag,
  LastModified: new Date(modified - (modified % 1000)),
  Size: bytes,
});

const headOf = (object: StoredObject) => {
  const { Size, ...rest } = described(object);
  return {
    ...rest,
    ContentLength: Size,
    ContentType: object.contentType,
    ChecksumCRC32: object.crc32,
    ChecksumType: 'FULL_OBJECT',
    Metadata: { ...object.metadata },
  };
};

const noSuch = {
  bucket: () => new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist'),
  key: () => new Refusal(404, 'NoSuchKey', 'The specified key does not exist.'),
  upload: () => new Refusal(404, 'NoSuchUpload', 'The specified upload does not exist.'),
};
const overtaken = () =>
  new Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');

interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const checkWrite = (there: StoredObject | undefined, { IfMatch, IfNoneMatch }: Conditions): void => {
  if (IfNoneMatch === '*' && there !== undefined) throw overtaken();
  if (IfMatch === undefined) return;
  if (there === undefined) throw noSuch.key();
  if (there.etag !== IfMatch) throw overtaken();
};

/** S3 as its API reference describes it, for the calls that a lab makes; buckets have no versions. */
export const s3Operations = (account: Account, now: () => number): readonly Operation[] => {
  const bucketOf = (name: string | undefined) => existing(account.buckets, name, noSuch.bucket);
  const objectAt = (name: string | undefined, key: string | undefined) =>
    existing(bucketOf(name).objects, key, noSuch.key);
  const keysOf = ({ objects }: Bucket) => [...objects.keys()].sort();

  const sourceOf = (input: { CopySource?: string | undefined; CopySourceIfMatch?: string | undefined }) => {
    const [bucket, ...key] = decodeURIComponent(input.CopySource ?? '').split('/');
    const source = objectAt(bucket, key.join('/'));
    if (input.CopySourceIfMatch !== undefined && input.CopySourceIfMatch !== source.etag) throw overtaken();
    return source;
  };

  const setting = <Value>(value: Value | undefined, code: string): Value => {
    if (value === undefined) throw new Refusal(404, code);
    return value;
  };

  return [
    on(CreateBucketCommand, ({ Bucket = '', CreateBucketConfiguration, ObjectOwnership }) => {
      // In us-east-1 S3 answers 200 to the owner of the bucket, and leaves it as it is.
      if (account.buckets.has(Bucket)) return { Location: `/${Bucket}` };
      const tags = CreateBucketConfiguration?.Tags ?? [];
      account.buckets.set(Bucket, { ...emptyBucket(), tags, ownership: ObjectOwnership });
      return { Location: `/${Bucket}` };
    }),
    on(DeleteBucketCommand, ({ Bucket = '' }) => {
      const { objects, uploads } = bucketOf(Bucket);
      if (objects.size + uploads.size > 0) throw new Refusal(409, 'BucketNotEmpty');
      account.buckets.delete(Bucket);
      return {};
    }),
    on(HeadBucketCommand, ({ Bucket }) => {
      bucketOf(Bucket);
      return {};
    }),
    on(GetBucketTaggingCommand, ({ Bucket }) => {
      const { tags } = bucketOf(Bucket);
      return { TagSet: setting(tags.length === 0 ? undefined : [...tags], 'NoSuchTagSet') };
    }),
    on(PutBucketTaggingCommand, ({ Bucket, Tagging }) => {
      bucketOf(Bucket).tags = Tagging?.TagSet ?? [];
      return {};
    }),
    on(GetBucketPolicyCommand, ({ Bucket }) => ({
      Policy: setting(bucketOf(Bucket).policy, 'NoSuchBucketPolicy'),
    })),
    on(PutBucketPolicyCommand, ({ Bucket, Policy }) => {
      bucketOf(Bucket).policy = Policy;
      return {};
    }),
    on(DeleteBucketPolicyCommand, ({ Bucket }) => {
      bucketOf(Bucket).policy = undefined;
      return {};
    }),
    on(GetBucketLifecycleConfigurationCommand, ({ Bucket }) => {
      const { rules } = bucketOf(Bucket);
      return { Rules: setting(rules.length === 0 ? undefined : [...rules], 'NoSuchLifecycleConfiguration') };
    }),
    on(PutBucketLifecycleConfigurationCommand, ({ Bucket, LifecycleConfiguration }) => {
      bucketOf(Bucket).rules = LifecycleConfiguration?.Rules ?? [];
      return {};
    }),
    on(GetBucketEncryptionCommand, ({ Bucket }) => ({
      ServerSideEncryptionConfiguration: { Rules: [...bucketOf(Bucket).encryption] },
    })),
    on(PutBucketEncryptionCommand, ({ Bucket, ServerSideEncryptionConfiguration }) => {
      bucketOf(Bucket).encryption = ServerSideEncryptionConfiguration?.Rules ?? [];
      return {};
    }),
    on(GetPublicAccessBlockCommand, ({ Bucket }) => ({
      PublicAccessBlockConfiguration: setting(
        bucketOf(Bucket).access,
        'NoSuchPublicAccessBlockConfiguration',
      ),
    })),
    on(PutPublicAccessBlockCommand, ({ Bucket, PublicAccessBlockConfiguration }) => {
      bucketOf(Bucket).access = PublicAccessBlockConfiguration;
      return {};
    }),
    on(GetBucketOwnershipControlsCommand, ({ Bucket }) => ({
      OwnershipControls: {
        Rules: [{ ObjectOwnership: setting(bucketOf(Bucket).ownership, 'OwnershipControlsNotFoundError') }],
      },
    })),
    on(PutBucketOwnershipControlsCommand, ({ Bucket, OwnershipControls }) => {
      bucketOf(Bucket).ownership = OwnershipControls?.Rules?.[0]?.ObjectOwnership;
      return {};
    }),

    on(HeadObjectCommand, ({ Bucket, Key }) => headOf(objectAt(Bucket, Key))),
    on(GetObjectCommand, ({ Bucket, Key, IfMatch, Range }) => {
      const object = objectAt(Bucket, Key);
      if (IfMatch !== undefined && IfMatch !== object.etag) throw overtaken();
      const from = Number(/^bytes=(\d+)-/.exec(Range ?? '')?.[1] ?? 0);
      return { ...headOf(object), Body: object.content.slice(from) };
    }),
    on(
      PutObjectCommand,
      ({ Bucket, Key = '', Body, Metadata, ContentType, ChecksumCRC32, ...conditions }) => {
        const { objects } = bucketOf(Bucket);
        checkWrite(objects.get(Key), conditions);
        if (typeof Body !== 'string' && !(Body instanceof Uint8Array))
          throw new Error('the AWS in memory takes no streams');
        const object = storedObject(Body, now(), { metadata: Metadata, contentType: ContentType });
        if (ChecksumCRC32 !== undefined && ChecksumCRC32 !== object.crc32)
          throw new Refusal(400, 'BadDigest');
        objects.set(Key, object);
        return { ETag: object.etag, ChecksumCRC32: object.crc32 };
      },
    ),
    on(CopyObjectCommand, input => {
      const source = sourceOf(input);
      const { objects } = bucketOf(input.Bucket);
      checkWrite(objects.get(input.Key ?? ''), input);
      const { Metadata = {}, ContentType } = input;
      objects.set(input.Key ?? '', {
        ...source,
        etag: `"${md5Of(source.etag)}"`,
        ...(source.content.length === source.bytes ? { etag: `"${md5Of(source.content)}"` } : {}),
        metadata: Metadata,
        contentType: ContentType,
        modified: now(),
      });
      const { etag, crc32 } = objects.get(input.Key ?? '') ?? source;
      return { CopyObjectResult: { ETag: etag, ChecksumCRC32: crc32, ChecksumType: 'FULL_OBJECT' } };
    }),
    on(DeleteObjectCommand, ({ Bucket, Key = '', IfMatch }) => {
      const { objects } = bucketOf(Bucket);
      checkWrite(objects.get(Key), { IfMatch });
      objects.delete(Key);
      return {};
    }),
    on(DeleteObjectsCommand, ({ Bucket, Delete }) => {
      const { objects } = bucketOf(Bucket);
      for (const { Key = '' } of Delete?.Objects ?? []) objects.delete(Key);
      return {};
    }),
    on(
      ListObjectsV2Command,
      ({ Bucket, Prefix = '', Delimiter, MaxKeys = 1000, ContinuationToken, StartAfter = '' }) => {
        const bucket = bucketOf(Bucket);
        const isInside = (key: string) =>
          Delimiter !== undefined && key.slice(Prefix.length).includes(Delimiter);
        const keys = keysOf(bucket).filter(
          key => key.startsWith(Prefix) && !isInside(key) && key > (ContinuationToken ?? StartAfter),
        );
        const page = keys.slice(0, MaxKeys);
        const IsTruncated = page.length < keys.length;
        return {
          KeyCount: page.length,
          IsTruncated,
          ...(IsTruncated ? { NextContinuationToken: page.at(-1) } : {}),
          ...(page.length === 0
            ? {}
            : { Contents: page.map(Key => ({ Key, ...described(objectAt(Bucket, Key)) })) }),
        };
      },
    ),
    on(ListObjectVersionsCommand, ({ Bucket, Prefix = '' }) => ({
      IsTruncated: false,
      Versions: keysOf(bucketOf(Bucket))
        .filter(key => key.startsWith(Prefix))
        .map(Key => ({ Key, VersionId: 'null', IsLatest: true, ...described(objectAt(Bucket, Key)) })),
    })),

    on(CreateMultipartUploadCommand, ({ Bucket, Key = '', Metadata = {}, ContentType }) => {
      const { uploads } = bucketOf(Bucket);
      const UploadId = nextId(account);
      uploads.set(UploadId, { key: Key, metadata: Metadata, contentType: ContentType, parts: new Map() });
      return { UploadId };
    }),
    on(UploadPartCopyCommand, input => {
      const source = sourceOf(input);
      const upload = existing(bucketOf(input.Bucket).uploads, input.UploadId, noSuch.upload);
      upload.parts.set(input.PartNumber ?? 0, source);
      return {
        CopyPartResult: {
          ETag: `"${md5Of(source.etag, input.CopySourceRange ?? '')}"`,
          ChecksumCRC32: 'AAAAAA==',
        },
      };
    }),
    on(ListPartsCommand, ({ Bucket, UploadId }) => {
      const { parts } = existing(bucketOf(Bucket).uploads, UploadId, noSuch.upload);
      return {
        Parts: [...parts].map(([PartNumber, { etag, crc32 }]) => ({
          PartNumber,
          ETag: etag,
          ChecksumCRC32: crc32,
        })),
      };
    }),
    on(CompleteMultipartUploadCommand, input => {
      const { objects, uploads } = bucketOf(input.Bucket);
      const upload = existing(uploads, input.UploadId, noSuch.upload);
      checkWrite(objects.get(upload.key), input);
      const [source] = [...upload.parts.values()];
      if (source === undefined || input.MultipartUpload?.Parts?.length !== upload.parts.size)
        throw new Refusal(400, 'InvalidPart');
      if (input.ChecksumCRC32 !== undefined && input.ChecksumCRC32 !== source.crc32)
        throw new Refusal(400, 'BadDigest');
      const { metadata, contentType } = upload;
      const etag = `"${md5Of(source.etag)}-${upload.parts.size}"`;
      objects.set(upload.key, { ...source, etag, metadata, contentType, modified: now() });
      uploads.delete(input.UploadId ?? '');
      return { ETag: etag, ChecksumCRC32: source.crc32 };
    }),
    on(AbortMultipartUploadCommand, ({ Bucket, UploadId = '' }) => {
      const { uploads } = bucketOf(Bucket);
      existing(uploads, UploadId, noSuch.upload);
      uploads.delete(UploadId);
      return {};
    }),
    on(ListMultipartUploadsCommand, ({ Bucket, Prefix = '' }) => ({
      IsTruncated: false,
      Uploads: [...bucketOf(Bucket).uploads]
        .filter(([, { key }]) => key.startsWith(Prefix))
        .map(([UploadId, { key }]) => ({ Key: key, UploadId, Initiated: new Date(now()) })),
    })),
  ];
};
