import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { parseJson } from '../../lab/parse.ts';
import type { SeedUri } from '../../lab/seed-uri.ts';
import { Failed } from '../errors.ts';

/** Who may read a seed: everyone, or the accounts of one organisation. */
export type Readers = 'everyone' | { readonly organisation: string };

const statementSchema = z.looseObject({ Sid: z.optional(z.string()) });
const policySchema = z.looseObject({ Statement: z.union([z.array(statementSchema), statementSchema]) });

/** Each prefix has its own pair of statements, so that two seeds in a bucket keep their own readers. */
const sidsOf = (prefix: string): { readonly read: string; readonly list: string } => {
  const hash = createHash('sha256').update(prefix).digest('hex').slice(0, 8);
  return { read: `DaybreakSeedRead${hash}`, list: `DaybreakSeedReadList${hash}` };
};

/**
 * A bucket's policy, plus the statements that let a seed be read. Leaves other statements alone.
 * @param before the bucket's current policy
 * @throws Failed if we can't parse that policy
 */
export const withReaders = (
  before: string | undefined,
  { bucket, prefix }: SeedUri,
  readers: Readers,
  partition: string,
): string => {
  const policy =
    before === undefined
      ? { Version: '2012-10-17', Statement: [] }
      : parseJson(policySchema, before, `the policy of bucket ${bucket}`, Failed);
  const given = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  const sids = sidsOf(prefix);
  const organisation =
    readers === 'everyone' ? {} : { StringEquals: { 'aws:PrincipalOrgID': readers.organisation } };
  const allowed = { Effect: 'Allow', Principal: '*' } as const;
  const arn = `arn:${partition}:s3:::${bucket}`;
  const ours = [
    {
      Sid: sids.read,
      ...allowed,
      Action: 's3:GetObject',
      Resource: `${arn}/${prefix}*`,
      ...(readers === 'everyone' ? {} : { Condition: organisation }),
    },
    {
      Sid: sids.list,
      ...allowed,
      Action: 's3:ListBucket',
      Resource: arn,
      Condition: { ...organisation, StringLike: { 's3:prefix': `${prefix}*` } },
    },
  ];
  const others = given.filter(({ Sid }) => Sid !== sids.read && Sid !== sids.list);
  return JSON.stringify({ ...policy, Statement: [...others, ...ours] });
};
