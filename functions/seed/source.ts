import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Lab } from '../../lab/names.ts';
import type { DefinitionReference } from '../../lab/run.ts';
import { parseSeedUri } from '../../lab/seed-uri.ts';
import type { HandOver } from '../../reconcile/copy-parts.ts';
import type { FileSource } from '../../reconcile/object.ts';
import { seedSource } from '../../reconcile/seed-source.ts';

/**
 * The source of a run's files.
 * @param builtIn makes a file of the built-in sample, for runs that have no seed
 * @param handOver how the copy of a large file is divided among several invocations; default: one does all of it
 */
export const fileSource = (
  s3: S3Client,
  lab: Lab,
  reference: DefinitionReference,
  builtIn: (key: string) => Uint8Array,
  handOver?: HandOver,
): FileSource =>
  reference.from === 'seed'
    ? seedSource(s3, lab, parseSeedUri(reference.uri), undefined, handOver)
    : {
        async place(file, to, metadata, condition) {
          const { ETag, ChecksumCRC32 } = await s3.send(
            new PutObjectCommand({
              Bucket: to.bucket,
              Key: to.key,
              Body: builtIn(file.key),
              // S3 refuses content with another checksum.
              ChecksumCRC32: file.crc32,
              Metadata: { ...metadata },
              ExpectedBucketOwner: lab.account,
              ...condition,
            }),
          );
          return { etag: ETag, crc32: ChecksumCRC32 };
        },
      };
