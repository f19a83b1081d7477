import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  PutBucketTaggingCommand,
  type S3Client,
  type Tag,
} from '@aws-sdk/client-s3';
import { type AppliedMark, appliedKey, labKey, markOf, parseApplied } from '../lab/marks.ts';
import type { Lab } from '../lab/names.ts';
import { orAbsent, unlessDenied } from './aws-errors.ts';
import { areTagsRefused } from './create-tagged.ts';
import { labInText, readMarked, textMark } from './text-mark.ts';

/** A bucket as a request names it; S3 refuses it if it is another account's. */
interface OwnedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

/** A bucket's mark: in its tags, or, where tags are refused, in the ID of a lifecycle rule that does nothing. */
export interface BucketMark {
  readonly lab: string | undefined;
  readonly applied: AppliedMark;
  readonly isInRule: boolean;
}

const isMarkRule = ({ ID }: LifecycleRule): boolean => readMarked(ID).lab !== undefined;

/** Disabled, for a folder that does not exist. An ID has at most 255 characters; this one has 150. */
const markRule = (lab: Lab, applied: AppliedMark): LifecycleRule => ({
  ID: textMark(lab, applied),
  Status: 'Disabled',
  Filter: { Prefix: 'daybreak-mark/' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
});

/** The mark in a rule counts first: it is only there if a later one could not be written to the tags. */
export const markOfBucket = (tags: readonly Tag[], rules: readonly LifecycleRule[]): BucketMark => {
  const rule = rules.find(isMarkRule);
  if (rule !== undefined) {
    const { lab, applied } = readMarked(rule.ID);
    return { lab, applied, isInRule: true };
  }
  const tag = (key: string): string | undefined => tags.find(({ Key }) => Key === key)?.Value;
  return { lab: tag(labKey), applied: parseApplied(tag(appliedKey)), isInRule: false };
};

/** A bucket's tags; undefined if they may not be read. */
export const tagsOf = async (s3: S3Client, bucket: OwnedBucket): Promise<readonly Tag[] | undefined> => {
  const untagged = { TagSet: [] };
  const answer = orAbsent(s3.send(new GetBucketTaggingCommand({ ...bucket })), 'NoSuchTagSet');
  return (await unlessDenied(answer.then(tagged => tagged ?? untagged)))?.TagSet;
};

export const rulesOf = async (s3: S3Client, bucket: OwnedBucket): Promise<readonly LifecycleRule[]> => {
  const answer = await orAbsent(
    s3.send(new GetBucketLifecycleConfigurationCommand({ ...bucket })),
    'NoSuchLifecycleConfiguration',
  );
  return answer?.Rules ?? [];
};

/** Whether a bucket carries the lab's mark, in as few calls as it takes. */
export const isMarkedBucket = async (s3: S3Client, lab: Lab, bucket: OwnedBucket): Promise<boolean> => {
  const tags = (await tagsOf(s3, bucket)) ?? [];
  if (tags.some(({ Key, Value }) => Key === labKey && Value === lab.name)) return true;
  const rules = await rulesOf(s3, bucket);
  return rules.some(({ ID = '' }) => ID.startsWith(labInText(lab)));
};

export const putRules = (s3: S3Client, bucket: OwnedBucket, rules: readonly LifecycleRule[]) =>
  s3.send(
    new PutBucketLifecycleConfigurationCommand({
      ...bucket,
      LifecycleConfiguration: { Rules: [...rules] },
    }),
  );

/**
 * Writes a bucket's mark to its tags, or to a lifecycle rule where tags are refused. Its other tags and rules stay.
 *
 * @param tags the bucket's; undefined if they may not be read, and so must not be replaced
 * @param rules the bucket's
 * @returns whether the mark is in the tags
 */
export const markBucket = async (
  s3: S3Client,
  lab: Lab,
  bucket: OwnedBucket,
  applied: AppliedMark,
  { tags, rules }: { readonly tags: readonly Tag[] | undefined; readonly rules: readonly LifecycleRule[] },
): Promise<boolean> => {
  const mark = Object.entries(markOf(lab, applied)).map(([Key, Value]) => ({ Key, Value }));
  const unmarked = rules.filter(rule => !isMarkRule(rule));
  try {
    if (tags !== undefined) {
      const others = tags.filter(({ Key }) => Key !== labKey && Key !== appliedKey);
      const isThere = mark.every(({ Key, Value }) =>
        tags.some(tag => tag.Key === Key && tag.Value === Value),
      );
      if (!isThere)
        await s3.send(new PutBucketTaggingCommand({ ...bucket, Tagging: { TagSet: [...others, ...mark] } }));
      if (unmarked.length < rules.length) await putRules(s3, bucket, unmarked);
      return true;
    }
  } catch (error) {
    if (!areTagsRefused(error)) throw error;
  }
  await putRules(s3, bucket, [...unmarked, markRule(lab, applied)]);
  return false;
};
