import { GetTableCommand } from '@aws-sdk/client-glue';
import { GetBucketTaggingCommand, GetObjectCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { isOptional, kindNames, kindOf, kinds } from '../../lab/kinds.ts';
import { bucketName } from '../../lab/names.ts';
import { type Account, observeAccount } from '../local-aws/observe-account.ts';
import type { Stranger } from './kind-fixture.ts';
import { strangers } from './kinds/all.ts';
import { foreignBucket } from './kinds/bucket.ts';
import { foreignJob } from './kinds/job.ts';
import { foreignTable } from './kinds/table.ts';
import { lab } from './lab-handlers.ts';
import { changeDatabase, changeJob, changeNamedQuery } from './learner.ts';
import { changedOutcomes, SmallLab } from './small-lab.ts';

const destroy = { action: 'destroy', confirm: 'daybreak' } as const;

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
  small.skipProofs();
});

beforeEach(async () => {
  await small.reset();
});

afterAll(async () => {
  await small?.stop();
});

const settle = async (stranger: Stranger): Promise<void> => {
  if (stranger.afterwards === true) await small.rebuilt();
  await stranger.make(small.clients);
};

/** A stranger's current state, with the times of its last changes. */
const look = async ({ observed }: Stranger): Promise<Account> =>
  Object.fromEntries(
    Object.entries(await observeAccount(small.testAws.aws, { withTimes: true })).filter(([name]) =>
      observed.test(name),
    ),
  );

describe.each(strangers)("%s that is not the lab's", (_, stranger) => {
  test('stays byte for byte as it was through plan, rebuild, repair and destroy', async () => {
    await settle(stranger);
    const theirs = await look(stranger);
    expect(Object.keys(theirs)).not.toEqual([]);

    await small.rebuild({ action: 'plan' });
    expect(changedOutcomes(small.short().details ?? [])).toMatchObject({ [stranger.id]: 'refused' });
    const [kind] = stranger.id.split('/');
    expect(small.short().details).toContainEqual(
      expect.objectContaining({ resource: stranger.id, kind, adoptable: true }),
    );
    expect(small.writes()).toEqual([]);
    await small.rebuild();
    // A lab is whole without what is optional: that is refused all the same, and fails nothing.
    const error = isOptional(stranger.id) ? '' : 'ResourceRefused';
    const cause = isOptional(stranger.id) ? '' : expect.stringContaining(`adopt ${stranger.id}`);
    expect(small.short()).toMatchObject({ error, cause, outcomes: { refused: expect.any(Number) } });
    await small.rebuild({ repair: true });
    expect(small.short()).toMatchObject({ error });
    for (const deleteForeignObjects of stranger.goesWithForeignObjects === true ? [false] : [false, true]) {
      const told = changedOutcomes(await small.told({ ...destroy, deleteForeignObjects }));
      expect(told).not.toMatchObject({ [stranger.id]: 'destroyed' });
    }
    expect(await look(stranger)).toEqual(theirs);
  });

  test('is taken over if it is adopted by name, and then the lab is complete', async () => {
    await settle(stranger);
    const report = await small.rebuilt({ adopt: [stranger.id] });
    expect(changedOutcomes(report.outcomes)).toMatchObject({ [stranger.id]: 'adopted' });
    const again = await small.rebuilt();
    expect(changedOutcomes(again.outcomes)).toEqual({});
    expect(small.writes()).toEqual([]);
  });
});

test('of each kind that can be adopted there is a stranger here, and of no other', () => {
  const adoptable = kindNames.filter(kind => kinds[kind].adoptable);
  expect(new Set(strangers.map(([, { kind }]) => kind))).toEqual(new Set(adoptable));
  for (const [, { id, kind }] of strangers) expect(kindOf(id)).toBe(kind);
});

test("a repair saves nothing into someone else's assets bucket, and so repairs nothing", async () => {
  await foreignBucket('assets').make(small.clients);
  await small.rebuild();
  await changeDatabase(small.clients.glue, 'daybreak_spec', { Description: 'mine' });
  await changeJob(small.clients.glue, 'daybreak-visit', () => ({ Timeout: 60 }));
  await small.rebuild({ action: 'plan', repair: true });
  const kept = { 'database/daybreak_spec': 'kept', 'job/daybreak-visit': 'kept' };
  expect(changedOutcomes(small.short().details ?? [])).toMatchObject(kept);
  await small.rebuild({ repair: true });
  expect(small.short().outcomes).toMatchObject({ kept: 2 });
  expect(small.writes()).toEqual([]);
});

test("someone else's job is not started by the lab's schedule", async () => {
  await foreignJob.make(small.clients);
  await small.rebuild();
  const report = await small.report();
  expect(report.outcomes).toContainEqual(
    expect.objectContaining({
      resource: 'trigger/daybreak-visit',
      outcome: 'refused',
      kind: 'trigger',
      adoptable: false,
      notes: ['job/daybreak-visit was refused: the schedule is not created'],
    }),
  );
  expect(Object.keys(await small.observe())).not.toContain('trigger daybreak-visit');
});

test("a saved query is the lab's by its description or its last line; with both rewritten it is another query", async () => {
  await small.rebuilt();
  const id = 'named-query/daybreak.All cities';
  const change = (anew: { readonly QueryString: string; readonly Description?: string }) =>
    changeNamedQuery(small.athena, 'All cities', () => anew);
  await change({ QueryString: 'select 1' });
  expect(changedOutcomes((await small.rebuilt()).outcomes)).toEqual({ [id]: 'kept' });
  await change({ QueryString: 'select 2', Description: 'mine' });
  await small.rebuild({ repair: true });
  expect(small.short()).toMatchObject({ error: 'ResourceRefused', outcomes: { refused: 1 } });
  const { outcomes } = await small.rebuilt({ adopt: [id] });
  expect(changedOutcomes(outcomes)).toEqual({ [id]: 'adopted' });
  expect(changedOutcomes((await small.rebuilt()).outcomes)).toEqual({});
});

test('an adopted bucket keeps its objects and its tags', async () => {
  const Bucket = bucketName(lab, 'sor');
  await foreignBucket('sor').make(small.clients);
  await small.rebuilt({ adopt: [`bucket/${Bucket}`] });
  const { Body } = await small.s3.send(new GetObjectCommand({ Bucket, Key: 'theirs.txt' }));
  expect(await Body?.transformToString()).toBe('mine');
  const { TagSet } = await small.s3.send(new GetBucketTaggingCommand({ Bucket }));
  expect(TagSet).toContainEqual({ Key: 'owner', Value: 'somebody' });
  await small.told(destroy);
  await small.s3.send(new HeadBucketCommand({ Bucket }));
});

test('an adopted table keeps its unknown parameters, and what it loses is saved', async () => {
  const { id } = foreignTable;
  await settle(foreignTable);
  const { outcomes } = await small.rebuilt({ adopt: [id] });
  const { notes = [] } = outcomes.find(({ resource }) => resource === id) ?? {};
  const [, Bucket, Key] = /s3:\/\/([^/]+)\/(.+)$/.exec(notes.join()) ?? [];
  const saved = await small.s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(JSON.parse((await saved.Body?.transformToString()) ?? '')).toMatchObject({ description: 'theirs' });
  const { Table } = await small.clients.glue.send(
    new GetTableCommand({ DatabaseName: 'daybreak_spec', Name: 'tbl_summary' }),
  );
  expect(Table?.Parameters).toMatchObject({ 'their.parameter': 'kept', classification: 'csv' });
  expect(Table?.Description).toBe('Visits per city');
});

test('a bucket name that another account has taken is reported as such, and the rest of the lab is built', async () => {
  const Bucket = bucketName(lab, 'spec');
  small.faults.decide = ({ url }) => (url.startsWith(`/${Bucket}`) ? 'denied' : 'passed');
  await small.rebuild();
  small.faults.decide = () => 'passed';
  expect(small.short()).toMatchObject({
    error: 'ResourceRefused',
    cause: expect.stringContaining('another AWS account has taken the name'),
    outcomes: { refused: 1, created: 21 },
  });
  expect((await small.report()).outcomes).toContainEqual(
    expect.objectContaining({ resource: `bucket/${Bucket}`, outcome: 'refused', adoptable: false }),
  );
});
