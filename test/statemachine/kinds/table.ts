import { CreateTableCommand, DeleteTableCommand, type TableInput } from '@aws-sdk/client-glue';
import type { Zone } from '../../../lab/names.ts';
import { table } from '../../../reconcile/kinds/table.ts';
import type { Clients, DriftingKind, KindFixture, Removal, Stranger } from '../kind-fixture.ts';
import { lab } from '../lab-handlers.ts';
import { changeTable } from '../learner.ts';
import { firstOf, smallDefinition } from '../small-definition.ts';

const drift = ({ glue }: Clients): DriftingKind => {
  const change = (how: (before: TableInput) => Partial<TableInput>) => () =>
    changeTable(glue, 'daybreak_spec', 'tbl_summary', how);
  const storage = (how: TableInput['StorageDescriptor']) =>
    change(({ StorageDescriptor }) => ({ StorageDescriptor: { ...StorageDescriptor, ...how } }));
  const serde = (how: object) =>
    change(({ StorageDescriptor }) => ({
      StorageDescriptor: { ...StorageDescriptor, SerdeInfo: { ...StorageDescriptor?.SerdeInfo, ...how } },
    }));
  const parameter = (name: string, value: string) =>
    change(({ Parameters }) => ({ Parameters: { ...Parameters, [name]: value } }));
  return {
    resource: table(glue, lab, firstOf(smallDefinition.tables)),
    drifts: {
      description: { theirs: 'mine', make: change(() => ({ Description: 'mine' })) },
      location: { theirs: 's3://elsewhere/x/', make: storage({ Location: 's3://elsewhere/x/' }) },
      columns: {
        theirs: [
          { name: 'city', type: 'string', comment: 'Where' },
          { name: 'visits', type: 'bigint', comment: '' },
          { name: 'mine', type: 'double', comment: 'added' },
        ],
        make: storage({
          Columns: [
            { Name: 'city', Type: 'string', Comment: 'Where' },
            { Name: 'visits', Type: 'bigint' },
            { Name: 'mine', Type: 'double', Comment: 'added' },
          ],
        }),
      },
      partitionKeys: {
        theirs: [{ name: 'hour', type: 'int', comment: '' }],
        make: change(() => ({ PartitionKeys: [{ Name: 'hour', Type: 'int' }] })),
      },
      inputFormat: { theirs: 'my.InputFormat', make: storage({ InputFormat: 'my.InputFormat' }) },
      outputFormat: { theirs: 'my.OutputFormat', make: storage({ OutputFormat: 'my.OutputFormat' }) },
      serde: { theirs: 'my.SerDe', make: serde({ SerializationLibrary: 'my.SerDe' }) },
      serdeParameters: {
        theirs: { 'field.delim': ';' },
        make: serde({ Parameters: { 'field.delim': ';' } }),
      },
      classification: { theirs: 'json', make: parameter('classification', 'json') },
      headerLines: { theirs: '2', make: parameter('skip.header.line.count', '2') },
      tableType: { theirs: 'VIRTUAL_VIEW', make: change(() => ({ TableType: 'VIRTUAL_VIEW' })) },
    },
  };
};

export const theirTable = (Name: string): TableInput => ({
  Name,
  Description: 'theirs',
  Parameters: { classification: 'json', 'their.parameter': 'kept' },
  StorageDescriptor: { Columns: [{ Name: 'theirs', Type: 'string' }], Location: 's3://theirs/' },
});

export const foreignTable: Stranger = {
  id: 'table/daybreak_spec.tbl_summary',
  observed: /^(table|partition) daybreak_spec\.tbl_summary/,
  afterwards: true,
  async make({ glue }) {
    const DatabaseName = 'daybreak_spec';
    await glue.send(new DeleteTableCommand({ DatabaseName, Name: 'tbl_summary' }));
    await glue.send(new CreateTableCommand({ DatabaseName, TableInput: theirTable('tbl_summary') }));
  },
};

const away =
  (zone: Zone, Name: string): Removal =>
  ({ glue }) =>
    glue.send(new DeleteTableCommand({ DatabaseName: `daybreak_${zone}`, Name }));

export const tableFixture: KindFixture = {
  drift,
  strangers: { "a table in the lab's database": foreignTable },
  removals: {
    'table tbl_cities': away('sor', 'tbl_cities'),
    'table tbl_visits': away('sot', 'tbl_visits'),
    'table tbl_summary': away('spec', 'tbl_summary'),
  },
};
