import type { AthenaClient } from '@aws-sdk/client-athena';
import type { Lab } from '../../lab/names.ts';
import { isLabsQuery, namedQueries } from '../../reconcile/kinds/named-query.ts';
import { readMarked } from '../../reconcile/text-mark.ts';

/** A query that is saved in the lab's workgroup. */
export interface SavedQuery {
  readonly name: string;
  readonly description: string;
  /** Without the lab's mark. */
  readonly sql: string;
  /** Whether it carries the lab's mark. */
  readonly isLabs: boolean;
}

/** The workgroup's saved queries, also somebody's, by name. */
export const listQueries = async (athena: AthenaClient, lab: Lab): Promise<readonly SavedQuery[]> => {
  const saved = await namedQueries(athena, lab);
  return saved
    .map(query => ({
      name: query.Name ?? '',
      description: readMarked(query.Description).text,
      sql: readMarked(query.QueryString).text,
      isLabs: isLabsQuery(lab, query),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** A name as one types it without quotes: `First look at the orders` is `first-look-at-the-orders`. */
export const typedName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
