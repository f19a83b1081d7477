import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import type { Session } from '../session.ts';
import { type Declared, declaredSchema } from './parameters.ts';

export interface Template {
  readonly text: string;
  /** The parameters that it takes, by name. */
  readonly parameters: Readonly<Record<string, Declared>>;
}

const templateSchema = z.object({ Parameters: z.record(z.string(), declaredSchema) });

/** The bootstrap stack's template, made from the sources. */
export const makeTemplate = async (): Promise<Template> => {
  // The CDK takes a second to load, which the other commands need not wait for.
  const { synthesize } = await import('../../infra/synthesize.ts');
  const { template } = await synthesize();
  return { text: template, parameters: z.parse(templateSchema, JSON.parse(template)).Parameters };
};

const urlOf = ({ endpoint, lab }: Session, bucket: string, key: string): string =>
  endpoint === undefined
    ? `https://${bucket}.s3.${lab.region}.amazonaws.com/${key}`
    : `${endpoint.replace(/\/$/, '')}/${bucket}/${key}`;

/** Puts the template where CloudFormation reads it, since it is too large for a request. Gives its address. */
export const stageTemplate = async (
  session: Session,
  bucket: string,
  { text }: Template,
): Promise<string> => {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const key = `template/${hash}.json`;
  await session.s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: text,
      ContentType: 'application/json',
      ExpectedBucketOwner: session.lab.account,
    }),
  );
  return urlOf(session, bucket, key);
};
