import { Aws, CfnCondition, Fn, type Stack } from 'aws-cdk-lib';
import type { StackParameters } from './parameters.ts';
import type { StackStatement } from './policy.ts';

/** The seed's ARNs, for policies. */
export interface Seed {
  /** False if the lab is the built-in sample. */
  readonly given: CfnCondition;
  readonly bucketArn: string;
  /** Everything below the seed's prefix. */
  readonly objectsArn: string;
}

/** Parses `s3://bucket/prefix/` at deploy time. */
export const seedOf = (stack: Stack, parameters: StackParameters): Seed => {
  const uri = parameters('SeedUri');
  const given = new CfnCondition(stack, 'HasSeed', {
    expression: Fn.conditionNot(Fn.conditionEquals(uri, '')),
  });
  // Fn::Select fails on a missing index, and an empty address has no parts: the appended text makes sure that there are
  // enough.
  const bucket = Fn.select(2, Fn.split('/', `${uri}///`));
  const below = Fn.select(1, Fn.split('s3://', `${uri}s3://`));
  return {
    given,
    bucketArn: `arn:${Aws.PARTITION}:s3:::${bucket}`,
    objectsArn: `arn:${Aws.PARTITION}:s3:::${below}*`,
  };
};

/** Permissions of a step that reads the seed. */
export const readSeed = ({ given, bucketArn, objectsArn }: Seed): readonly StackStatement[] => [
  {
    actions: ['s3:GetObject'],
    resources: [objectsArn],
    wildcard: "The seed's own lab definition names its files.",
    onlyIf: given,
  },
  // Without it, S3 answers 403 instead of 404 for a missing file. It covers the bucket, not the prefix: a request for
  // one object has no prefix for a condition to check.
  { actions: ['s3:ListBucket'], resources: [bucketArn], onlyIf: given },
];
