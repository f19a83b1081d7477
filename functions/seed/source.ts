import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Lab } from '../../lab/names.ts';
import type { DefinitionReference } from '../../lab/run.ts';
import { parseSeedUri } from '../../lab/seed-uri.ts';
import type { FileSource } from '../../reconcile/object.ts';
import { seedSource } from '../../reconcile/seed-source.ts';

/**
 * The source of a run's files.
 * @param builtIn makes a file of the built-in sample, for runs that have no seed
 */
export const fileSource = (
  s3: S3Client,
  lab: Lab,
  reference: DefinitionReference,
  builtIn: (key: string) => Uint8Array,
): FileSource =>
  reference.from === 'seed'
    ? seedSource(s3, lab, parseSeedUri(reference.uri))
    : {
        async place(file, to, metadata, condition) {
          await s3.send(
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
        },
      };
