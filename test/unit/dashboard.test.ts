import { CloudWatchClient, DashboardNotFoundError } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { ensureDashboard } from '../../functions/ensure-workgroup/ensure-dashboard.ts';
import { failuresOf } from '../../functions/report/failures.ts';
import { jsonOf } from '../../lab/json-of.ts';
import { destroy, type Mood, reconcile } from '../../reconcile/engine.ts';
import { dashboard, dashboardOf } from '../../reconcile/kinds/dashboard.ts';
import { runOf } from '../run-of.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { fakeAws, named } from './aws-fake.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const id = 'dashboard/daybreak-eu-west-1';
const rebuild: Mood = { planning: false, adopt: [], repair: false };
const saved = { settings: async () => 's3://saved', folder: { bucket: 'assets', key: 'displaced/' } };

const bodySchema = z.object({
  widgets: z.array(z.object({ type: z.string(), properties: z.record(z.string(), z.unknown()) })),
});

/** CloudWatch with the dashboards of one account, and what is asked of it. */
const cloudWatchWith = (body?: string, failure?: Error) => {
  const asked: string[] = [];
  let there = body;
  const client = new CloudWatchClient({
    region: lab.region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  client.middlewareStack.add(
    () =>
      async ({ input }: { readonly input: object }) => {
        const { DashboardBody, DashboardNames }: { DashboardBody?: string; DashboardNames?: unknown } = input;
        const operation =
          DashboardBody !== undefined ? 'Put' : DashboardNames !== undefined ? 'Delete' : 'Get';
        asked.push(operation);
        if (failure) throw failure;
        if (operation === 'Put') there = DashboardBody;
        if (operation === 'Delete') there = undefined;
        if (operation === 'Get' && there === undefined)
          throw new DashboardNotFoundError({ message: 'none', $metadata: {} });
        return {
          response: {},
          output: { $metadata: {}, ...(there === undefined ? {} : { DashboardBody: there }) },
        };
      },
    { step: 'initialize', priority: 'high' },
  );
  return { client, asked, text: () => there ?? '', body: () => bodySchema.parse(jsonOf(there)) };
};

const ensure = (client: CloudWatchClient, mood = rebuild, definition = smallDefinition) =>
  reconcile(dashboard(client, lab, definition), mood);

/** What a person changes in the console. */
const edited = async (change: (body: string) => string) => {
  const made = cloudWatchWith();
  await ensure(made.client);
  return cloudWatchWith(change(made.text()));
};

test('shows what the lab holds, where to ask it, and how its rebuilds went', async () => {
  const { client, body } = cloudWatchWith();
  expect(await ensure(client)).toMatchObject({ resource: id, outcome: 'created' });
  const [text, ...graphs] = body().widgets;
  expect(text?.properties.markdown).toMatch(/^# Cities\n/);
  expect(text?.properties.markdown).toContain('choose the workgroup **daybreak**');
  expect(text?.properties.markdown).toContain('| daybreak\\_sor.tbl\\_cities | One row per city |');
  expect(graphs.map(({ type, properties }) => [type, properties.region])).toEqual([
    ['metric', 'eu-west-1'],
    ['metric', 'eu-west-1'],
  ]);
  expect(JSON.stringify(graphs)).toContain(
    'arn:aws:states:eu-west-1:123456789012:stateMachine:daybreak-rebuild',
  );
});

test('is left alone by the next rebuild, with one look', async () => {
  const { client, asked } = cloudWatchWith();
  await ensure(client);
  asked.length = 0;
  expect(await ensure(client)).toMatchObject({ outcome: 'unchanged' });
  expect(asked).toEqual(['Get']);
});

test('follows the definition', async () => {
  const { client, body } = cloudWatchWith();
  await ensure(client);
  const renamed = { ...smallDefinition, title: 'Towns' };
  expect(await ensure(client, rebuild, renamed)).toMatchObject({
    outcome: 'updated',
    changes: [{ property: 'text' }],
  });
  expect(body().widgets[0]?.properties.markdown).toMatch(/^# Towns/);
});

test('keeps a widget that somebody added, and a repair takes it away after saving it', async () => {
  const extra = '"widgets":[{"type":"text","properties":{"markdown":"mine"}},';
  const { client, body } = await edited(text => text.replace('"widgets":[', extra));
  expect(await ensure(client)).toMatchObject({ outcome: 'kept', kept: [{ property: 'body' }] });
  expect(body().widgets).toHaveLength(4);
  const repair = { ...rebuild, repair: true, displace: saved };
  expect(await ensure(client, repair)).toMatchObject({ outcome: 'updated', changes: [{ property: 'body' }] });
  expect(body().widgets).toHaveLength(3);
});

test('keeps a text that somebody edited', async () => {
  const { client, body } = await edited(text => text.replace('# Cities', '# Our cities'));
  expect(await ensure(client)).toMatchObject({ outcome: 'kept', kept: [{ property: 'text' }] });
  expect(body().widgets[0]?.properties.markdown).toMatch(/^# Our cities/);
});

test.each(['{"widgets":[]}', '{"widgets":[{"type":"text","properties":{"markdown":"mine"}}]}', 'not JSON'])(
  "somebody else's of the same name is refused, and adopted when asked: %s",
  async theirs => {
    const { client, asked } = cloudWatchWith(theirs);
    expect(await ensure(client)).toMatchObject({ outcome: 'refused' });
    expect(await destroy(dashboardOf(client, lab))).toMatchObject([{ outcome: 'refused' }]);
    expect(asked).not.toContain('Put');
    expect(asked).not.toContain('Delete');
    expect(await ensure(client, { ...rebuild, adopt: [id], displace: saved })).toMatchObject({
      outcome: 'adopted',
    });
    expect(await ensure(client)).toMatchObject({ outcome: 'unchanged' });
  },
);

test('goes with the lab', async () => {
  const { client } = cloudWatchWith();
  await ensure(client);
  expect(await destroy(dashboardOf(client, lab))).toMatchObject([{ outcome: 'destroyed' }]);
  expect(await destroy(dashboardOf(client, lab))).toEqual([]);
});

describe('a rebuild', () => {
  const run = runOf(lab);
  const storage = { step: 'EnsureStorage', outcomes: [] };

  test.each([
    [
      named('AccessDenied', 'not in this sandbox'),
      'this account does not allow the dashboard: AccessDenied: not in this sandbox',
    ],
    [named('TimeoutError', 'no answer'), 'no dashboard: TimeoutError: no answer'],
    [named('LimitExceeded', 'too many'), 'no dashboard: LimitExceeded: too many'],
  ])('reports %s, and does not fail because of it', async (failure, note) => {
    const { client } = cloudWatchWith(undefined, failure);
    const { outcomes } = await ensureDashboard(client, fakeAws({}).s3, run, storage, true);
    expect(outcomes).toMatchObject([{ resource: id, outcome: 'refused', notes: [note] }]);
    expect(failuresOf([], outcomes, [])).toEqual([]);
  });

  test('makes none where the parameter says so, and reports one that is there', async () => {
    const { client, asked } = cloudWatchWith();
    expect(await ensureDashboard(client, fakeAws({}).s3, run, storage, false)).toEqual({
      outcomes: [],
      orphaned: [],
    });
    await ensure(client);
    asked.length = 0;
    expect(await ensureDashboard(client, fakeAws({}).s3, run, storage, false)).toEqual({
      outcomes: [],
      orphaned: [id],
    });
    expect(asked).toEqual(['Get']);
  });
});
