import type { LabDefinition } from '../../lab/definition.ts';
import { PolicyNotAllowed } from '../../lab/errors.ts';
import { type JobStatement, servicesOf, statementsOf } from '../../lab/job-statements.ts';

/**
 * What the definition's jobs ask for besides what every job may do.
 * @param allowed services that the stack's `JobPolicies` names
 * @throws PolicyNotAllowed that names the first job that asks for another, and the value that the parameter would need
 */
export const jobPolicies = (
  { jobs }: Pick<LabDefinition, 'jobs'>,
  allowed: readonly string[],
): readonly JobStatement[] => {
  const asking = jobs
    .map(job => ({ name: job.name, missing: servicesOf(job).filter(each => !allowed.includes(each)) }))
    .filter(({ missing }) => missing.length > 0);
  const [first] = asking;
  if (first === undefined) return statementsOf(jobs);
  const all = [...new Set([...allowed, ...asking.flatMap(({ missing }) => missing)])].sort();
  throw new PolicyNotAllowed(
    `job ${first.name} has a policy of its own for ${first.missing.join(', ')}, which the stack's JobPolicies does not allow; ` +
      `nothing was created. If you trust the seed with that, deploy the stack with JobPolicies=${all.join(',')}; otherwise leave ` +
      `"policy" out of lab.json`,
  );
};

/** What the report says of them. */
export const jobPoliciesNotes = (statements: readonly JobStatement[]): readonly string[] =>
  statements.length === 0
    ? []
    : [
        `jobs may use more than the lab: ${servicesOf({ policy: statements }).join(', ')}, as far as "policy" in lab.json says`,
      ];
