import type { S3Client } from '@aws-sdk/client-s3';
import type { StoredFile } from '../../lab/definition.ts';
import { fileNameOf } from '../../lab/job-files.ts';
import { kinds } from '../../lab/kinds.ts';
import { assetKeys, bucketName, type Lab } from '../../lab/names.ts';
import type { KindPermissions } from '../kind.ts';
import { type FileSource, object } from '../object.ts';
import { scriptPermissions } from './script.ts';

/** A job's files are next to its script. */
export const jobFilePermissions: KindPermissions = scriptPermissions;

/** A file that a job's script opens or imports, where Glue reads it. */
export const jobFile = (s3: S3Client, lab: Lab, source: FileSource, job: string, file: StoredFile) => ({
  ...object(s3, lab, source, file, {
    bucket: bucketName(lab, 'assets'),
    key: assetKeys.jobFile(job, fileNameOf(file)),
  }),
  ...kinds['job-file'].named(job, fileNameOf(file)),
});
