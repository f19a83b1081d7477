import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type ServerSideEncryptionRule,
  type Tag,
} from '@aws-sdk/client-s3';
import { BucketNotReady } from '../../lab/errors.ts';
import { allOf } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { type AppliedMark, markOf, type Value } from '../../lab/marks.ts';
import {
  assetKeys,
  type BucketPurpose,
  bucketName,
  bucketPurposes,
  type Lab,
  queryResults,
} from '../../lab/names.ts';
import { errorText, isDenied, isMissing, isNamed, orAbsent } from '../aws-errors.ts';
import { clearBucket, type Found, type Ownership } from '../bucket-contents.ts';
import { isMarkedBucket, markBucket, markOfBucket, putRules, rulesOf, tagsOf } from '../bucket-mark.ts';
import { createTagged, untagged } from '../create-tagged.ts';
import type { Identity, Observation, Resource } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';
import { encryptionOf, isOf, isWithKms, othersKey } from '../lab-key.ts';
import { someOf } from '../some-of.ts';

interface BucketState {
  readonly ownership: string;
  /** As `encryptionOf` writes it. */
  readonly encryption: string;
  readonly publicAccess: Value;
  /** Our TLS-only statement, or null. Other statements are left alone. */
  readonly tlsOnly: Value;
  /** Our lifecycle rules by id. Other rules are kept. */
  readonly lifecycle: Value;
  readonly [property: string]: Value;
}

/** Settings of a bucket that we do not compare: they are kept when we write. */
interface BucketExtra {
  /** Undefined if they may not be read. */
  readonly tags: readonly Tag[] | undefined;
  readonly statements: readonly Statement[];
  readonly rules: readonly LifecycleRule[];
  readonly encryptionRule: ServerSideEncryptionRule | undefined;
}

type Statement = Readonly<Record<string, Value>>;

/** The statements of a policy; IAM also allows a single one without a list. */
const statementsOf = (policy: string | undefined): readonly Statement[] => {
  if (policy === undefined) return [];
  const { Statement }: { readonly Statement?: Statement | readonly Statement[] } = JSON.parse(policy);
  return [Statement ?? []].flat();
};

const tlsSid = 'DaybreakTlsOnly';
const uploadsRule = 'daybreak-unfinished-uploads';
const resultsRule = 'daybreak-query-results';

const tlsStatement = (lab: Lab, bucket: string): Statement => ({
  Sid: tlsSid,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:${lab.partition}:s3:::${bucket}`, `arn:${lab.partition}:s3:::${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const lifecycleRules = (purpose: BucketPurpose): LifecycleRule[] => [
  {
    ID: uploadsRule,
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  },
  ...(purpose === 'athena'
    ? [
        {
          ID: resultsRule,
          Status: 'Enabled' as const,
          Filter: { Prefix: queryResults },
          Expiration: { Days: 7 },
        },
      ]
    : []),
];

/** The parts of a rule that we set, so that defaults added by AWS do not count as a difference. */
const shownRule = (rule: LifecycleRule): Value => ({
  status: rule.Status ?? '',
  prefix: rule.Filter?.Prefix ?? rule.Prefix ?? '',
  abortDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? null,
  expireDays: rule.Expiration?.Days ?? null,
});

const isOurs = (rule: LifecycleRule): boolean => rule.ID === uploadsRule || rule.ID === resultsRule;

const shownRules = (rules: readonly LifecycleRule[]): Value =>
  Object.fromEntries(rules.filter(isOurs).map(rule => [rule.ID ?? '', shownRule(rule)]));

const blockAll = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

/** Includes regions that this SDK does not know yet: S3 decides. */
const isLocation = (region: string): region is BucketLocationConstraint => region !== 'us-east-1';

/** us-east-1 is the default, and the only region that a LocationConstraint may not name. */
const creationConfiguration = (
  lab: Lab,
  tags: readonly Tag[],
): Pick<CreateBucketCommandInput, 'CreateBucketConfiguration'> => {
  const configuration = {
    ...(isLocation(lab.region) ? { LocationConstraint: lab.region } : {}),
    ...(tags.length > 0 ? { Tags: [...tags] } : {}),
  };
  return Object.keys(configuration).length > 0 ? { CreateBucketConfiguration: configuration } : {};
};

/** What carries the mark of a bucket without tags. */
const markPlace = 'a lifecycle rule';

const observing = [
  's3:ListBucket',
  's3:GetBucketTagging',
  's3:GetEncryptionConfiguration',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketOwnershipControls',
  's3:GetBucketPolicy',
  's3:GetLifecycleConfiguration',
];

export const bucketPermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: [
        ...observing,
        's3:CreateBucket',
        // CreateBucket with tags requires it:
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
        's3:TagResource',
        's3:PutBucketTagging',
        's3:PutEncryptionConfiguration',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketOwnershipControls',
        's3:PutBucketPolicy',
        's3:PutLifecycleConfiguration',
      ],
      resources: bucketPurposes.map(arns.bucket),
    },
  ],
  destroy: arns => [
    {
      actions: [...observing, 's3:ListBucketVersions', 's3:ListBucketMultipartUploads', 's3:DeleteBucket'],
      resources: bucketPurposes.map(arns.bucket),
    },
    {
      actions: [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:AbortMultipartUpload',
      ],
      resources: bucketPurposes.map(purpose => arns.objects(purpose)),
      wildcard: 'Destroying a lab deletes its objects from its buckets.',
    },
  ],
};

/** What in a bucket is somebody's; undefined if nothing is. */
const theirsIn = ({ contents, objects, uploads }: Found): string | undefined => {
  const { otherObjects, otherUploads } = contents;
  const about = [
    ...(otherObjects === 0
      ? []
      : [
          `${otherObjects === 1 ? '1 object in it is' : `${otherObjects} objects in it are`} not the lab's ` +
            `(${someOf(objects, otherObjects)}${objects.some(assetKeys.isDisplaced) ? '; repairs saved what they displaced below displaced/' : ''})`,
        ]),
    ...(otherUploads === 0
      ? []
      : [
          `${otherUploads === 1 ? '1 upload to it is' : `${otherUploads} uploads to it are`} not finished ` +
            `(${someOf(uploads, otherUploads)}; S3 aborts uploads a day after they began)`,
        ]),
  ];
  return about.length === 0 ? undefined : about.join(', and ');
};

const nobodys: Ownership = { objects: async () => new Set(), upload: () => false };

/**
 * One of the lab's buckets, identified by its name.
 * @param ownership decides what is the lab's in it when it is destroyed
 * @param everything whether destroying it also deletes what is somebody's
 */
export const bucketOf = (
  s3: S3Client,
  lab: Lab,
  purpose: BucketPurpose,
  ownership = nobodys,
  everything = false,
): Identity<BucketState, BucketExtra> => {
  const name = bucketName(lab, purpose);
  const owned = { Bucket: name, ExpectedBucketOwner: lab.account };

  const observeSettings = async (
    tags: readonly Tag[] | undefined,
  ): Promise<{ state: BucketState; extra: BucketExtra }> => {
    const [encryption, access, ownership, policy, rules] = await allOf([
      s3.send(new GetBucketEncryptionCommand(owned)),
      orAbsent(s3.send(new GetPublicAccessBlockCommand(owned)), 'NoSuchPublicAccessBlockConfiguration'),
      orAbsent(s3.send(new GetBucketOwnershipControlsCommand(owned)), 'OwnershipControlsNotFoundError'),
      orAbsent(s3.send(new GetBucketPolicyCommand(owned)), 'NoSuchBucketPolicy'),
      rulesOf(s3, owned),
    ]);
    const encryptionRule = encryption.ServerSideEncryptionConfiguration?.Rules?.[0];
    const block = access?.PublicAccessBlockConfiguration;
    const statements = statementsOf(policy?.Policy);
    return {
      state: {
        ownership: ownership?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? 'none',
        encryption: encryptionOf(encryptionRule),
        publicAccess: {
          BlockPublicAcls: block?.BlockPublicAcls ?? false,
          IgnorePublicAcls: block?.IgnorePublicAcls ?? false,
          BlockPublicPolicy: block?.BlockPublicPolicy ?? false,
          RestrictPublicBuckets: block?.RestrictPublicBuckets ?? false,
        },
        tlsOnly: statements.find(({ Sid }) => Sid === tlsSid) ?? null,
        lifecycle: shownRules(rules),
      },
      extra: { tags, statements, rules, encryptionRule },
    };
  };

  return {
    ...kinds.bucket.named(name),

    async observe(): Promise<Observation<BucketState, BucketExtra>> {
      let tags: readonly Tag[] | undefined;
      let settings: Awaited<ReturnType<typeof observeSettings>>;
      try {
        tags = await tagsOf(s3, owned);
        settings = await observeSettings(tags);
      } catch (error) {
        // A bucket whose tags we have just read exists: S3 has not finished with it.
        if (tags !== undefined) throw error;
        if (isMissing(error)) return { is: 'absent' };
        // Tags alone may be denied; another account's bucket lets us read nothing.
        if (!isDenied(error)) throw error;
        return {
          is: 'foreign',
          why:
            `bucket ${name} exists but can't be read: another AWS account has taken the name, or a policy ` +
            'denies its settings to this role. Choose another lab name, or allow it',
        };
      }
      const { state, extra } = settings;
      const mark = markOfBucket(tags ?? [], extra.rules);
      const notes = mark.isInRule ? [untagged(markPlace)] : [];
      if (mark.lab === lab.name) return { is: 'ours', state, extra, applied: mark.applied, notes };
      // An empty bucket with exactly our name, in our account and without any tags, is ours: it was created where tags
      // are denied.
      const { KeyCount } = await s3.send(new ListObjectsV2Command({ ...owned, MaxKeys: 1 }));
      if (KeyCount === 0 && (tags ?? []).length === 0) return { is: 'ours', state, extra, applied: {} };
      return { is: 'unmarked', state, extra };
    },

    async clear(looking) {
      const found = await clearBucket(s3, lab, name, ownership, { looking, everything });
      const { contents } = found;
      const theirs = theirsIn(found);
      if (theirs === undefined) return { contents };
      return everything
        ? { contents, notes: [`${theirs}: deleted, too`] }
        : {
            contents,
            stays: `${theirs}: the bucket stays with them in it. To delete it, too: "deleteForeignObjects": true`,
          };
    },

    async destroy() {
      await s3.send(new DeleteBucketCommand(owned));
    },
  };
};

/**
 * One of the lab's buckets: encrypted, nothing public, owner enforced, TLS only, unfinished uploads aborted.
 * @param key ARN of the KMS key that encrypts it; empty for keys of S3's own, or any that somebody chose
 */
export const bucket = (
  s3: S3Client,
  lab: Lab,
  purpose: BucketPurpose,
  key = '',
): Resource<BucketState, BucketExtra> => {
  const identity = bucketOf(s3, lab, purpose);
  const name = bucketName(lab, purpose);
  const owned = { Bucket: name, ExpectedBucketOwner: lab.account };
  const markTags = (applied: AppliedMark): Tag[] =>
    Object.entries(markOf(lab, applied)).map(([Key, Value]) => ({ Key, Value }));

  const nextRules = (extra: BucketExtra | undefined): LifecycleRule[] => [
    ...(extra?.rules ?? []).filter(rule => !isOurs(rule)),
    ...lifecycleRules(purpose),
  ];

  /** In this order: first what keeps others' settings as they were seen, because S3 has no condition for it. */
  const put: { readonly [property: string]: (extra: BucketExtra | undefined) => Promise<unknown> } = {
    tlsOnly: extra => {
      const others = (extra?.statements ?? []).filter(({ Sid }) => Sid !== tlsSid);
      const Statement = [...others, tlsStatement(lab, name)];
      return s3.send(
        new PutBucketPolicyCommand({
          ...owned,
          Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
        }),
      );
    },
    lifecycle: extra => putRules(s3, owned, nextRules(extra)),
    ownership: () =>
      s3.send(
        new PutBucketOwnershipControlsCommand({
          ...owned,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        }),
      ),
    encryption: async extra => {
      // The rest of the rule, such as BlockedEncryptionTypes, stays, also of a bucket that was just made.
      const rest =
        extra === undefined
          ? (await s3.send(new GetBucketEncryptionCommand(owned))).ServerSideEncryptionConfiguration
              ?.Rules?.[0]
          : extra.encryptionRule;
      const rule =
        key === ''
          ? { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }
          : {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key },
              // One call to KMS for many objects: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
              BucketKeyEnabled: true,
            };
      const Rules = [{ ...rest, ...rule }];
      return s3.send(
        new PutBucketEncryptionCommand({ ...owned, ServerSideEncryptionConfiguration: { Rules } }),
      );
    },
    publicAccess: () =>
      s3.send(new PutPublicAccessBlockCommand({ ...owned, PublicAccessBlockConfiguration: blockAll })),
  };

  return {
    ...identity,

    async observe() {
      const seen = await identity.observe();
      const other = seen.is === 'ours' ? othersKey(seen.state.encryption, key) : undefined;
      if (seen.is !== 'ours' || other === undefined) return seen;
      const note = `encrypted with ${other}. The lab can use it only if the stack's KmsKeyArn names it`;
      return { ...seen, notes: [...(seen.notes ?? []), note] };
    },

    properties: {
      ownership: { always: true },
      // Encryption with a KMS key is as safe as ours, so somebody's choice of it stands.
      encryption:
        key === ''
          ? // Every new bucket has SSE-S3 (and SSE-C blocked): writing it again would change nothing.
            { always: true, accepts: isWithKms }
          : {
              always: observed => !isWithKms(observed),
              accepts: observed => isOf(observed, key),
              later: { initial: 'AES256' },
            },
      publicAccess: { always: true, later: { initial: blockAll } },
      tlsOnly: { always: true, later: { initial: null } },
      lifecycle: { later: { initial: {} } },
    },

    desired: () => ({
      ownership: 'BucketOwnerEnforced',
      encryption: key === '' ? 'AES256' : `aws:kms ${key}`,
      publicAccess: blockAll,
      tlsOnly: tlsStatement(lab, name),
      lifecycle: shownRules(lifecycleRules(purpose)),
    }),

    async create(_desired, applied) {
      const isTagged = await createTagged(withTags =>
        s3.send(
          new CreateBucketCommand({
            Bucket: name,
            ObjectOwnership: 'BucketOwnerEnforced',
            ...creationConfiguration(lab, withTags ? markTags(applied) : []),
          }),
        ),
      );
      // In us-east-1, S3 answers the same to the owner of a bucket that somebody else made a moment ago.
      if (isTagged && lab.region === 'us-east-1' && !(await isMarkedBucket(s3, lab, owned)))
        throw Object.assign(new Error(`bucket ${name} was made a moment ago`), {
          name: 'BucketAlreadyOwnedByYou',
        });
      return undefined;
    },

    async update(_next, changed, applied, extra) {
      for (const [property, write] of Object.entries(put)) if (changed.includes(property)) await write(extra);
      const rules = changed.includes('lifecycle') ? nextRules(extra) : (extra?.rules ?? []);
      const seen = extra === undefined ? [] : extra.tags;
      // The mark comes last, six calls after the look.
      const tags = extra === undefined || changed.length === 0 ? seen : await tagsOf(s3, owned);
      const isTagged = await markBucket(s3, lab, owned, applied, { tags, rules });
      return isTagged ? undefined : [untagged(markPlace)];
    },
  };
};

/** What S3 answers where it has not finished creating or deleting a bucket. */
const unfinished = ['BucketAlreadyOwnedByYou', 'NoSuchBucket', 'OperationAborted'];

/**
 * Turns S3's errors about a bucket that was created or deleted a moment ago into BucketNotReady: for up to a minute, and
 * rarely for longer, some of S3's servers do not know it yet, or are still at work on it.
 * https://github.com/hashicorp/terraform-provider-aws/issues/6607
 * https://github.com/hashicorp/terraform-provider-aws/issues/7628
 */
export const orBucketNotReady = async <T>(work: Promise<T>, name: string): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (!isNamed(error, ...unfinished)) throw error;
    throw new BucketNotReady(
      `S3 is still working on bucket ${name}, which was created or deleted a moment ago (${errorText(error)})`,
    );
  }
};
