import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Session } from '../session.ts';

const urlOf = ({ endpoint, lab }: Session, bucket: string, key: string): string =>
  endpoint === undefined
    ? `https://${bucket}.s3.${lab.region}.amazonaws.com/${key}`
    : `${endpoint.replace(/\/$/, '')}/${bucket}/${key}`;

/** Uploads the template for CloudFormation, since it is too large for a request. Returns its address. */
export const stageTemplate = async (session: Session, bucket: string, template: string): Promise<string> => {
  const hash = createHash('sha256').update(template).digest('hex').slice(0, 16);
  const key = `template/${hash}.json`;
  await session.s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: template,
      ContentType: 'application/json',
      ExpectedBucketOwner: session.lab.account,
    }),
  );
  return urlOf(session, bucket, key);
};
