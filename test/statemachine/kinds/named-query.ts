import { CreateNamedQueryCommand, DeleteNamedQueryCommand } from '@aws-sdk/client-athena';
import { namedQueries, namedQuery } from '../../../reconcile/kinds/named-query.ts';
import type { Clients, DriftingKind, KindFixture } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { changeNamedQuery } from '../learner.ts';
import { firstOf, smallDefinition } from '../small-definition.ts';

/** UpdateNamedQuery, unknown to the local AWS, is emulated. */
const drift = ({ athena }: Clients): DriftingKind => {
  const query = firstOf(smallDefinition.queries);
  return {
    resource: namedQuery(athena, lab, query, []),
    drifts: {
      description: {
        theirs: 'mine',
        // Its mark goes with it: the one in the query is left.
        make: () => changeNamedQuery(athena, query.name, () => ({ Description: 'mine' })),
      },
      sql: {
        theirs: 'select 1',
        // Its mark, a comment below it, stays: who writes both anew has made a query of their own.
        make: () =>
          changeNamedQuery(athena, query.name, ({ QueryString = '' }) => ({
            QueryString: QueryString.replace(query.sql.replace('${sor}', 'daybreak_sor'), 'select 1'),
          })),
      },
    },
  };
};

const away = async ({ athena }: Clients): Promise<void> => {
  for (const { NamedQueryId } of await namedQueries(athena, lab))
    await athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
};

export const namedQueryFixture: KindFixture = {
  drift,
  strangers: {
    "a saved query in the lab's workgroup": {
      id: 'named-query/daybreak.All cities',
      observed: /^query daybreak\.All cities/,
      afterwards: true,
      goesWithForeignObjects: true,
      async make(clients) {
        await away(clients);
        const theirs = { Name: 'All cities', Description: 'theirs', Database: 'x', QueryString: 'select 1' };
        await clients.athena.send(new CreateNamedQueryCommand({ ...theirs, WorkGroup: lab.name }));
      },
    },
  },
  removals: { 'saved query': away },
};
