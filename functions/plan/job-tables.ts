import type { LabDefinition } from '../../lab/definition.ts';
import { allTables, jobZones } from '../../reconcile/kinds/job-policy.ts';

/**
 * Characters that names of tables may take in the policies of a role, which have 10,240 together; the rest of the policy
 * takes at most 3,150: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const mostCharacters = 7_050;

/** A table stands in the policy three times, each time in an ARN that has at most this many characters besides. */
const aroundName = 100;

/**
 * The tables that jobs may write, as `zone.table`: those that the definition declares without files. If they are too
 * many for the policy of the jobs' role, everything in the zones that jobs fill.
 * @param asked characters of that policy that are the statements of jobs
 */
export const jobTables = ({ tables }: Pick<LabDefinition, 'tables'>, asked = 0): readonly string[] => {
  const names = tables
    .filter(({ zone }) => jobZones.some(each => each === zone))
    .map(({ zone, table }) => `${zone}.${table}`);
  const characters = names.reduce((sum, name) => sum + 3 * (name.length + aroundName), 0);
  return characters > mostCharacters - asked ? allTables : names;
};

/** What the report says if the policy could not be narrowed. */
export const jobTablesNotes = (tables: readonly string[]): readonly string[] =>
  tables === allTables
    ? [
        `jobs may write everything in ${jobZones.join(' and ')}: the tables that the definition declares for them are too many for their role's policy`,
      ]
    : [];
