import { appliedFrom, markOf } from '../../lab/marks.ts';
import { type Mood, reconcile } from '../../reconcile/engine.ts';
import { listTables, table } from '../../reconcile/kinds/table.ts';
import { firstOf, smallDefinition } from '../statemachine/small-definition.ts';
import { fakeAws, named } from './aws-fake.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const rebuild: Mood = { planning: false, adopt: [], repair: false };
const definition = firstOf(smallDefinition.datasets);

/** A table of the lab with an earlier description, which nobody has touched. */
const ofTheLab = (version: string) => ({
  Name: definition.table,
  Description: 'as it was',
  Parameters: { ...markOf(lab, appliedFrom({ description: 'as it was' })) },
  VersionId: version,
});

test('a table that a listing shows is not looked at again, and the update names the version in the listing', async () => {
  const { glue, calls } = fakeAws({ GetTables: [{ TableList: [ofTheLab('7')] }, {}] });
  const [listed] = await listTables(glue, lab);
  await reconcile(table(glue, lab, definition, listed?.found), { ...rebuild, repair: true });
  expect(calls.slice(3)).toEqual([
    { operation: 'UpdateTable', input: expect.objectContaining({ VersionId: '7' }) },
  ]);
});

test('a table that somebody has written since the listing is looked at', async () => {
  const { glue, calls } = fakeAws({
    UpdateTable: [named('ConcurrentModificationException', 'somebody was faster'), {}],
    GetTable: [{ Table: ofTheLab('8') }],
  });
  await reconcile(table(glue, lab, definition, ofTheLab('7')), { ...rebuild, repair: true });
  expect(calls.map(({ operation }) => operation)).toEqual(['UpdateTable', 'GetTable', 'UpdateTable']);
  expect(calls[2]?.input).toMatchObject({ VersionId: '8' });
});

test('a table that has appeared since the listing is not taken over', async () => {
  const { glue, calls } = fakeAws({
    CreateTable: [named('AlreadyExistsException', 'Table already exists.')],
    GetTable: [{ Table: { Name: definition.table } }],
  });
  const { outcome } = await reconcile(table(glue, lab, definition, 'absent'), rebuild);
  expect(outcome).toBe('refused');
  expect(calls.map(({ operation }) => operation)).toEqual(['CreateTable', 'GetTable']);
});

test.each([
  ['without the mark', { Name: definition.table, VersionId: '1' }],
  ['without its version', { ...ofTheLab('1'), VersionId: undefined }],
])('a table that a listing shows %s is looked at by itself', async (_how, shown) => {
  const { glue } = fakeAws({ GetTables: [{ TableList: [shown] }, {}] });
  expect(await listTables(glue, lab)).toMatchObject([{ found: undefined }]);
});
