import { Aws, CfnCondition, Fn, type Stack } from 'aws-cdk-lib';
import type { StackParameters } from './parameters.ts';
import type { StackStatement } from './policy.ts';

/** The seed as policies name it. */
export interface Seed {
  /** False when the lab is the built-in sample. */
  readonly given: CfnCondition;
  readonly bucketArn: string;
  /** Everything below the seed's prefix. */
  readonly objectsArn: string;
}

/** Takes `s3://bucket/prefix/` apart at deploy time. */
export const seedOf = (stack: Stack, parameters: StackParameters): Seed => {
  const uri = parameters('SeedUri');
  const given = new CfnCondition(stack, 'HasSeed', {
    expression: Fn.conditionNot(Fn.conditionEquals(uri, '')),
  });
  // Fn::Select fails on an index that is not there, and an empty address has no parts: what is appended always has.
  const bucket = Fn.select(2, Fn.split('/', `${uri}///`));
  const below = Fn.select(1, Fn.split('s3://', `${uri}s3://`));
  return {
    given,
    bucketArn: `arn:${Aws.PARTITION}:s3:::${bucket}`,
    objectsArn: `arn:${Aws.PARTITION}:s3:::${below}*`,
  };
};

/** What a step needs that reads the seed. */
export const readSeed = ({ given, bucketArn, objectsArn }: Seed): readonly StackStatement[] => [
  {
    actions: ['s3:GetObject'],
    resources: [objectsArn],
    wildcard: "The seed's own lab definition names its files.",
    onlyIf: given,
  },
  // Without it a file that is not there answers 403 instead of 404. It covers the bucket, not the prefix: a request for
  // one object has no prefix that a condition could look at.
  { actions: ['s3:ListBucket'], resources: [bucketArn], onlyIf: given },
];
