import { CreateDatabaseCommand, CreateTableCommand, DeleteDatabaseCommand } from '@aws-sdk/client-glue';
import { type Zone, zones } from '../../../lab/names.ts';
import { database } from '../../../reconcile/kinds/database.ts';
import type { Clients, DriftingKind, KindFixture, Removal } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { changeDatabase } from '../learner.ts';
import { smallDefinition } from '../small-definition.ts';
import { theirTable } from './table.ts';

const drift = ({ glue }: Clients): DriftingKind => ({
  resource: database(glue, lab, smallDefinition, 'spec'),
  drifts: {
    description: {
      theirs: 'my tables',
      make: () => changeDatabase(glue, 'daybreak_spec', { Description: 'my tables' }),
    },
    location: {
      theirs: 's3://elsewhere/',
      make: () => changeDatabase(glue, 'daybreak_spec', { LocationUri: 's3://elsewhere/' }),
    },
  },
});

const away =
  (zone: Zone): Removal =>
  ({ glue }) =>
    glue.send(new DeleteDatabaseCommand({ Name: `daybreak_${zone}` }));

export const databaseFixture: KindFixture = {
  drift,
  strangers: {
    'a database with a table': {
      id: 'database/daybreak_sot',
      observed: /^(database|table|partition) daybreak_sot/,
      async make({ glue }) {
        await glue.send(
          new CreateDatabaseCommand({ DatabaseInput: { Name: 'daybreak_sot', Description: 'theirs' } }),
        );
        await glue.send(
          new CreateTableCommand({ DatabaseName: 'daybreak_sot', TableInput: theirTable('tbl_theirs') }),
        );
      },
    },
  },
  removals: Object.fromEntries(zones.map(zone => [`database ${zone}`, away(zone)])),
};
