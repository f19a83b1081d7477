import { learnerStatements, rebuildStatement } from '../../infra/learner-statements.ts';
import { labArns } from '../../lab/arns.ts';
import { keyStatements } from '../../lab/key-use.ts';
import type { Lab } from '../../lab/names.ts';
import { policyVersion, writtenStatement } from '../../lab/statement.ts';

/**
 * The policy of people who use the lab and do not run it, for a role or a group; the stack makes the same one if its
 * `LearnerPolicy` is `true`.
 *
 * @param api id of the lab's endpoint; undefined if it has none, and then they start no rebuilds
 * @param key ARN of the KMS key that encrypts the lab's buckets, or empty
 */
export const learnerPolicy = (lab: Lab, api: string | undefined, key = '') => {
  const statements = [
    ...learnerStatements(lab, labArns(lab, '/')),
    ...(api === undefined ? [] : [rebuildStatement(lab, api)]),
  ];
  return {
    Version: policyVersion,
    Statement: [...statements, ...keyStatements(key, statements)].map(writtenStatement),
  };
};
