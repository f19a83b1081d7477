import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as z from 'zod/mini';
import type { Statement } from '../lab/statement.ts';

const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const reference = z.object({ Ref: z.string() });
const substituted = z.object({ 'Fn::Sub': z.unknown() });

/** A resource as cdk-nag writes it in a finding's name: `arn:<AWS::Partition>:s3:::bucket/*`. */
const shown = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const join = z.safeParse(joined, resource);
  if (join.success) {
    const [delimiter, parts] = join.data['Fn::Join'];
    return parts.map(shown).join(delimiter);
  }
  const sub = z.safeParse(substituted, resource);
  if (sub.success) return JSON.stringify(sub.data['Fn::Sub']);
  const ref = z.safeParse(reference, resource);
  return ref.success ? `<${ref.data.Ref}>` : JSON.stringify(resource);
};

/**
 * Records the reasons for statements with a `*`, each for its resource only, so that cdk-nag still finds any other.
 * @throws Error when a statement with a `*` gives no reason
 */
export const acknowledgeWildcards = (policy: Construct, statements: readonly Statement[]): void => {
  const stack = Stack.of(policy);
  for (const { actions, resources, wildcard } of statements)
    for (const resource of resources.map(token => shown(stack.resolve(token)))) {
      if (!resource.includes('*')) continue;
      if (wildcard === undefined)
        throw new Error(
          `${actions.join(', ')} on ${resource}: give the reason for the * in 'wildcard', or name the resource`,
        );
      Validations.of(policy).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason: wildcard,
      });
    }
};
