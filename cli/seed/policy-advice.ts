import type { LabDefinition } from '../../lab/definition.ts';
import { servicesOf } from '../../lab/job-statements.ts';

/** What the stack has to allow before it builds a lab with these jobs; a whole sentence. */
export const policyAdvice = (jobs: LabDefinition['jobs']): readonly string[] => {
  const asking = jobs.filter(job => servicesOf(job).length > 0);
  const [first, ...others] = asking.map(({ name }) => name);
  if (first === undefined) return [];
  const services = [...new Set(asking.flatMap(servicesOf))].sort().join(',');
  const who =
    others.length === 0 ? `Job ${first} has a policy` : `Jobs ${[first, ...others].join(', ')} have policies`;
  return [
    `${who} of ${others.length === 0 ? 'its' : 'their'} own. A stack refuses the lab unless its parameter allows that: JobPolicies=${services}.`,
  ];
};
