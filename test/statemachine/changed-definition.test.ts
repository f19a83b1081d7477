import {
  DeleteJobCommand,
  DeleteTableCommand,
  GetJobCommand,
  GetTableCommand,
  GetTriggerCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { Job, LabDefinition } from '../../lab/definition.ts';
import { bucketName } from '../../lab/names.ts';
import { lab } from './lab-handlers.ts';
import { changeTable } from './learner.ts';
import { additions, smallDefinition } from './small-definition.ts';
import { changedOutcomes, SmallLab } from './small-lab.ts';

let small: SmallLab;
let glue: GlueClient;

beforeAll(async () => {
  small = await SmallLab.start();
  glue = new GlueClient({});
});

beforeEach(async () => {
  await small.reset();
  await small.rebuilt();
});

afterAll(async () => {
  await small?.stop();
});

const larger: LabDefinition = {
  ...smallDefinition,
  version: '1.1.0',
  datasets: [...smallDefinition.datasets, additions.dataset],
  tables: [...smallDefinition.tables, additions.table],
  jobs: [...smallDefinition.jobs, additions.job],
  queries: [...smallDefinition.queries, additions.query],
};
const added = {
  'dataset/sor.tbl_rivers': 'created',
  'table/daybreak_sor.tbl_rivers': 'created',
  'table/daybreak_spec.tbl_totals': 'created',
  'script/count': 'created',
  'job-file/count/regions.csv': 'created',
  'job/daybreak-count': 'created',
  'trigger/daybreak-count': 'created',
  'named-query/daybreak.All visits': 'created',
};

/** What names the tables: the dashboard those of the lab, the jobs' role those that jobs may write. */
const namingTables = {
  'dashboard/daybreak-us-east-1': 'updated',
  'role/daybreak-glue-job-us-east-1': 'updated',
};

/** A table and its data. */
const orphans = Object.keys(added)
  .filter(id => !id.startsWith('dataset/'))
  .sort();

/** The small definition with one more column in the table that the job writes. */
const wider: LabDefinition = {
  ...smallDefinition,
  version: '1.1.0',
  tables: smallDefinition.tables.map(table => ({
    ...table,
    columns: [...table.columns, { name: 'since', type: 'date' }],
  })),
};

const columnsOfSummary = async (): Promise<(string | undefined)[]> => {
  const { Table } = await glue.send(
    new GetTableCommand({ DatabaseName: 'daybreak_spec', Name: 'tbl_summary' }),
  );
  return (Table?.StorageDescriptor?.Columns ?? []).map(({ Name }) => Name);
};

test('an added dataset, table, job and query appear, and the rest stays', async () => {
  await small.publish(larger);
  const report = await small.rebuilt();
  expect(changedOutcomes(report.outcomes)).toEqual({ ...added, ...namingTables });
  expect(report.proofs.map(({ name, passed }) => [name, passed])).toContainEqual([
    'rows of sor.tbl_rivers',
    true,
  ]);
});

test('an added column is updated in place', async () => {
  await small.publish(wider);
  const report = await small.rebuilt();
  expect(changedOutcomes(report.outcomes)).toEqual({ 'table/daybreak_spec.tbl_summary': 'updated' });
  expect(small.writes()).toEqual(['UpdateTable']);
  expect(await columnsOfSummary()).toEqual(['city', 'visits', 'since']);
});

test("a definition's change and a learner's, in one table, are both kept", async () => {
  await changeTable(glue, 'daybreak_spec', 'tbl_summary', () => ({ Description: 'mine' }));
  await small.publish(wider);
  const { outcomes } = await small.rebuilt();
  const table = outcomes.find(({ resource }) => resource === 'table/daybreak_spec.tbl_summary');
  expect(table).toMatchObject({
    outcome: 'kept',
    changes: [{ property: 'columns' }],
    kept: [{ property: 'description', from: 'mine', to: 'Visits per city' }],
  });
  expect(await columnsOfSummary()).toEqual(['city', 'visits', 'since']);
});

test('what was removed from the definition is reported as orphaned, and kept, in every run', async () => {
  await small.publish(larger);
  await small.rebuilt();
  const whole = await small.observe();
  await small.publish({ ...smallDefinition, version: '1.2.0' });
  for (const run of [1, 2]) {
    const report = await small.rebuilt();
    expect([run, [...report.orphaned].sort()]).toEqual([run, orphans]);
    expect(changedOutcomes(report.outcomes)).toEqual(run === 1 ? namingTables : {});
  }
  expect(Object.keys(await small.observe())).toEqual(Object.keys(whole));
});

test('an orphan is found by its mark: after a failed run, without a report, and until someone deletes it', async () => {
  await small.publish(larger);
  await small.rebuilt();
  await small.publish({ ...smallDefinition, version: '1.2.0' });
  const { handlers } = small;
  const broken = () => Promise.reject(new Error('no catalog today'));
  small.handlers = { ...handlers, 'ensure-catalog': broken };
  expect((await small.rebuild()).status).toBe('failed');
  small.handlers = handlers;
  await small.s3.send(
    new DeleteObjectCommand({ Bucket: bucketName(lab, 'assets'), Key: 'runs/latest.json' }),
  );
  expect([...(await small.rebuilt()).orphaned].sort()).toEqual(orphans);

  await glue.send(new DeleteTableCommand({ DatabaseName: 'daybreak_sor', Name: 'tbl_rivers' }));
  await glue.send(new DeleteJobCommand({ JobName: 'daybreak-count' }));
  const left = orphans.filter(id => !/tbl_rivers|^job\//.test(id));
  expect([...(await small.rebuilt()).orphaned].sort()).toEqual(left);
  await small.rebuild({ action: 'plan' });
  expect([...(small.short().orphaned ?? [])].sort()).toEqual(left);
});

/** The small definition with a changed job. */
const withJob = (change: Partial<Job>, version: string): LabDefinition => ({
  ...smallDefinition,
  version,
  jobs: smallDefinition.jobs.map(job => ({ ...job, ...change })),
});

test('a changed schedule is updated, and the report says what its runs cost', async () => {
  await small.publish(withJob({ schedule: 'cron(0 7 * * ? *)' }, '1.1.0'));
  const report = await small.rebuilt();
  expect(small.writes()).toEqual(['UpdateTrigger']);
  expect(report.outcomes.find(({ outcome }) => outcome !== 'unchanged')).toMatchObject({
    resource: 'trigger/daybreak-visit',
    outcome: 'updated',
    changes: [{ property: 'schedule', from: 'cron(0 6 * * ? *)', to: 'cron(0 7 * * ? *)' }],
    notes: [expect.stringMatching(/every run costs from \$0\.015 .* to \$0\.15 \(10 minutes, its timeout\)/)],
  });
});

test('a removed schedule is orphaned: it stays, and still starts the job', async () => {
  const jobs = smallDefinition.jobs.map(({ schedule: _schedule, ...job }) => job);
  await small.publish({ ...smallDefinition, version: '1.1.0', jobs });
  const report = await small.rebuilt();
  expect(report.orphaned).toEqual(['trigger/daybreak-visit']);
  expect(changedOutcomes(report.outcomes)).toEqual({});
  const { Trigger } = await glue.send(new GetTriggerCommand({ Name: 'daybreak-visit' }));
  expect(Trigger?.State).toBe('ACTIVATED');
});

test("a job's removed file is orphaned, and is no longer in the Glue job", async () => {
  await small.publish(withJob({ files: [] }, '1.1.0'));
  const report = await small.rebuilt();
  expect(report.orphaned).toEqual(['job-file/visit/regions.csv']);
  expect(changedOutcomes(report.outcomes)).toEqual({ 'job/daybreak-visit': 'updated' });
  const { Job } = await glue.send(new GetJobCommand({ JobName: 'daybreak-visit' }));
  expect(Job?.DefaultArguments).not.toHaveProperty('--extra-files');
});

test('a resource that comes back is no longer orphaned', async () => {
  await small.publish(larger);
  await small.rebuilt();
  await small.publish({ ...smallDefinition, version: '1.2.0' });
  await small.rebuilt();
  await small.publish({ ...larger, version: '1.3.0' });
  const report = await small.rebuilt();
  expect(report.orphaned).toEqual([]);
  expect(changedOutcomes(report.outcomes)).toEqual(namingTables);
});

test('an older definition is refused with both versions, unless it is allowed', async () => {
  await small.publish(larger);
  await small.rebuilt();
  await small.publish(smallDefinition);
  const ended = await small.rebuild();
  expect(ended.status).toBe('failed');
  expect(small.short()).toMatchObject({
    error: 'OlderDefinition',
    cause: expect.stringMatching(/is version 1\.0\.0, the lab was built from 1\.1\.0.*"allowOlder": true/),
  });
  expect(small.writes()).toEqual([]);
  const report = await small.rebuilt({ allowOlder: true });
  expect(report.definition?.version).toBe('1.0.0');
  await small.rebuilt();
});

test('another seed that is published in the same place may have any version: its title tells them apart', async () => {
  await small.publish({ ...smallDefinition, version: '3.0.0' });
  await small.rebuilt();
  await small.publish({ ...smallDefinition, title: 'Cities, and what a course adds' });
  expect((await small.rebuilt()).definition?.version).toBe('1.0.0');
});

test('versions are compared as numbers: 1.10.0 is newer than 1.9.0', async () => {
  await small.publish({ ...smallDefinition, version: '1.9.0' });
  await small.rebuilt();
  await small.publish({ ...smallDefinition, version: '1.10.0' });
  expect((await small.rebuilt()).definition?.version).toBe('1.10.0');
});

test('a seed republished without its defaults is the same lab: nothing changes, and nothing is counted again', async () => {
  const { schemaVersion: _1, tables, datasets, jobs, ...rest } = smallDefinition;
  await small.publish({
    ...rest,
    datasets: datasets.map(({ partitionKeys, ...dataset }) =>
      partitionKeys.length === 0 ? dataset : { ...dataset, partitionKeys },
    ),
    tables,
    jobs: jobs.map(({ glueVersion: _2, workerType: _3, workers: _4, timeoutMinutes: _5, ...job }) => job),
  });
  const { outcomes, proofs } = await small.rebuilt();
  expect(changedOutcomes(outcomes)).toEqual({});
  expect(small.writes()).toEqual([]);
  for (const { name, note } of proofs.filter(each => each.name.startsWith('rows of ')))
    expect([name, note]).toEqual([name, expect.stringMatching(/^unchanged since it was counted/)]);
});

test('a seed of a newer Daybreak fails the run and says what to do, and the lab stays as it is', async () => {
  const newer = JSON.stringify({ ...smallDefinition, schemaVersion: 2, retention: '30 days' });
  await small.publishText(newer);
  expect((await small.rebuild()).status).toBe('failed');
  expect(small.short()).toMatchObject({
    error: 'InvalidDefinition',
    cause: expect.stringMatching(
      /lab\.json has schemaVersion 2, and this Daybreak .* reads up to 1: update Daybreak/,
    ),
  });
  expect(small.writes()).toEqual([]);
});
