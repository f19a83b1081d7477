import { checkYes } from '../../cli/commands/restore.ts';
import { UsageError } from '../../cli/errors.ts';
import { displacedPage } from '../../cli/render/restore-page.ts';
import { plainStyle } from '../../cli/render/style.ts';
import { chosenItems } from '../../cli/restore/chosen-items.ts';
import { displacedIn, listDisplaced } from '../../cli/restore/displaced.ts';
import { lookAtAll } from '../../cli/restore/items.ts';
import { settingsToRestore } from '../../cli/restore/resources.ts';
import { NotRestorable } from '../../cli/restore/settings.ts';
import { displaceTo } from '../../reconcile/displace.ts';
import { displacedMark } from '../../reconcile/object-mark.ts';
import { type Answers, fakeAws, named } from './aws-fake.ts';
import { memoryS3 } from './memory-s3.ts';
import { testSession } from './test-session.ts';

const session = testSession('daybreak');
const { lab } = session;
const assets = 'daybreak-assets-123456789012-us-east-1';
const sor = 'daybreak-sor-123456789012-us-east-1';

const listed = (...keys: readonly string[]) =>
  displacedIn(
    lab,
    keys.map(key => ({ key, savedAt: new Date('2026-11-26T10:00:00Z'), bytes: 5, etag: '"e"' })),
  );

const refused = { is: 'unknown', why: expect.any(String) };

describe('what lies below displaced/', () => {
  test.each([
    ['settings', 'table/daybreak_sor.orders.json', 'table/daybreak_sor.orders'],
    ['a script', `${assets}/jobs/orders.py`, 'script/orders'],
    ['a job’s file', `${assets}/jobs/orders/rules.csv`, 'job-file/orders/rules.csv'],
    ['a file of a table', `${sor}/orders/a/b.csv`, 'dataset/sor.orders/a/b.csv'],
    ['a file with a number', `${sor}/orders/b.csv.2`, 'dataset/sor.orders/b.csv.2'],
    [
      'a saved query with anything in its name',
      'named-query/daybreak.A/B ✓.json',
      'named-query/daybreak.A/B ✓',
    ],
  ])('%s is called as outcomes call it', (_what, path, id) => {
    expect(listed(`displaced/r1/${path}`)).toMatchObject([{ run: 'r1', id }]);
  });

  test('further copies of one run go to where the first one was', () => {
    const table = 'displaced/r1/table/daybreak_sor.orders';
    const [, second] = listed(`${table}.json`, `${table}.2.json`);
    expect(second).toMatchObject({
      id: 'table/daybreak_sor.orders.2',
      saved: { resource: 'table/daybreak_sor.orders' },
    });
    const file = `displaced/r1/${sor}/orders/b.csv`;
    expect(listed(file, `${file}.2`)[1]).toMatchObject({
      id: 'dataset/sor.orders/b.csv.2',
      saved: { to: { bucket: sor, key: 'orders/b.csv' } },
    });
  });

  test.each([
    ['another bucket', 'other-bucket/key'],
    ['another bucket’s scripts', 'other-bucket/jobs/orders.py'],
    ['another lab’s bucket', 'sales-sor-123456789012-us-east-1/orders/a.csv'],
    ['the bucket of another account', 'daybreak-sor-999999999999-us-east-1/orders/a.csv'],
    ['a folder above', `${sor}/orders/../../x.csv`],
    ['a dotted folder', `${assets}/jobs/../runs/latest.json`],
    ['an empty folder', `${sor}//a.csv`],
    ['no table’s folder', `${sor}/a.csv`],
    ['the reports', `${assets}/runs/latest.json`],
    ['what was displaced', `${assets}/displaced/r1/x`],
    ['a folder of jobs', `${assets}/jobs/a/b/c.py`],
    ['query results', 'daybreak-athena-123456789012-us-east-1/results/a.csv'],
    ['a kind that no lab has', 'toString/x.json'],
    ['settings that are not JSON', 'table/daybreak_sor.orders.txt'],
    ['nothing', 'x'],
  ])('a key that leads to %s is listed, and nothing is restored from it', (_what, path) => {
    expect(listed(`displaced/r1/${path}`)).toMatchObject([{ saved: refused }]);
  });

  test('folder markers are not listed', () => {
    expect(listed('displaced/', 'displaced/r1/', `displaced/r1/${sor}/`)).toEqual([]);
  });
});

describe('what is to be restored', () => {
  const file = `${sor}/orders/b.csv`;
  const items = listed(
    'displaced/r1/job/daybreak-orders.json',
    'displaced/r2/job/daybreak-orders.json',
    `displaced/r2/${file}`,
    `displaced/r2/${file}.2`,
  );

  test('is meant by its id, by its address, or by its id and its run', () => {
    const [a, b, c] = items;
    expect(chosenItems(items, ['dataset/sor.orders/b.csv'], undefined)).toEqual([c]);
    const address = `s3://${assets}/displaced/r1/job/daybreak-orders.json`;
    expect(chosenItems(items, [address, address], undefined)).toEqual([a]);
    expect(chosenItems(items, ['job/daybreak-orders'], 'r2')).toEqual([b]);
  });

  test.each([
    ['of several runs', ['job/daybreak-orders'], undefined, '--run r1, or --run r2'],
    ['of nothing', ['job/daybreak-x'], undefined, "called 'job/daybreak-x'"],
    ['of another run', ['dataset/sor.orders/b.csv'], 'r1', 'that run r1 has'],
    ['of no run', ['job/daybreak-orders'], 'r3', "Run 'r3' has displaced nothing"],
    [
      'of two versions of one thing',
      ['dataset/sor.orders/b.csv', 'dataset/sor.orders/b.csv.2'],
      undefined,
      'to the same place',
    ],
  ])('by a name %s, is bad usage', (_what, names, run, message) => {
    expect(() => chosenItems(items, names, run)).toThrow(UsageError);
    expect(() => chosenItems(items, names, run)).toThrow(message);
  });

  test('is confirmed with --yes where nobody can be asked', () => {
    expect(() => checkYes(false, false)).toThrow(UsageError);
    expect(() => checkYes(true, false)).not.toThrow();
    expect(() => checkYes(false, true)).not.toThrow();
  });
});

/** A resource to restore, on fake answers. */
const read = (id: string, saved: unknown, answers: Answers = {}) => {
  const aws = fakeAws(answers);
  const text = typeof saved === 'string' ? saved : JSON.stringify(saved);
  return { ...aws, resource: () => settingsToRestore(aws, lab, id, text, 's3://a/b.json') };
};

describe('saved settings are input from outside', () => {
  test.each([
    ['are not JSON', 'table/daybreak_sor.orders', '{', /s3:\/\/a\/b.json is not JSON/],
    ['have an unknown property', 'table/daybreak_sor.orders', { owner: 'x' }, /owner/],
    ['have another type', 'table/daybreak_sor.orders', { columns: 5 }, /at columns/],
    [
      'have __proto__',
      'table/daybreak_sor.orders',
      '{"__proto__": {"x": 1}}',
      /__proto__|nothing|Unrecognized/,
    ],
    ['are a list', 'job/daybreak-orders', [], /expected/i],
    ['have a worker that Glue does not know', 'job/daybreak-orders', { workerType: 'huge' }, /workerType/],
    [
      'have no place for the mark',
      'dashboard/daybreak-us-east-1',
      { body: { widgets: [] } },
      /the lab's mark/,
    ],
    [
      'are those of a bucket',
      `bucket/${sor}`,
      { encryption: 'AES256' },
      /the settings of buckets are not restored/,
    ],
    ['are those of partitions', 'partitions/daybreak_sor.x', {}, /have no settings to restore/],
    ['are of another lab’s table', 'table/sales_sor.orders', {}, /not a resource of lab daybreak/],
    ['are of a table with a strange name', 'table/daybreak_sor.a/b', {}, /not a resource of lab/],
    ['are of another workgroup', 'workgroup/primary', {}, /not a resource of lab/],
    ['are of another role', 'role/admin', {}, /not a resource of lab/],
    ['are of another job', 'job/sales-orders', {}, /not a resource of lab/],
    ['are of another schedule', 'trigger/nightly', {}, /not a resource of lab/],
    ['are of another database', 'database/default', {}, /not a resource of lab/],
    ['are of another dashboard', 'dashboard/mine', {}, /not a resource of lab/],
    ['are of another workgroup’s query', 'named-query/primary.x', {}, /not a resource of lab/],
    ['are of no kind', 'x/y', {}, /not a resource of lab/],
  ])('and refused if they %s', (_what, id, saved, message) => {
    const { resource, calls } = read(id, saved);
    expect(resource).toThrow(NotRestorable);
    expect(resource).toThrow(message);
    expect(calls).toEqual([]);
  });
});

describe('what a kind writes', () => {
  let displace: ReturnType<typeof displaceTo>;
  beforeEach(() => {
    displace = displaceTo(memoryS3().client, lab, 'restore-1');
  });

  const Job = {
    Name: 'daybreak-orders',
    Role: 'role',
    Command: { Name: 'glueetl', ScriptLocation: 's3://x/y.py' },
    WorkerType: 'G.1X',
    NumberOfWorkers: 2,
    MaxRetries: 1,
    SecurityConfiguration: 'daybreak-12345678-key',
    DefaultArguments: { '--daybreak-lab': 'daybreak', '--daybreak-applied': 'workers=12345678', '--a': 'b' },
  };

  test('a job gets its workers back, and keeps encryption, retries and mark', async () => {
    const saved = { workers: 5, workerType: 'G.8X', securityConfiguration: '' };
    const { resource, calls } = read('job/daybreak-orders', saved, { GetJob: [{ Job }] });
    const { changes, notes } = await resource().restore(displace);
    expect(changes.map(({ property }) => property)).toEqual(['workerType', 'workers']);
    expect(notes).toContainEqual(expect.stringContaining('securityConfiguration is a safety setting'));
    const { input } = calls.find(({ operation }) => operation === 'UpdateJob') ?? {};
    expect(input).toMatchObject({
      JobName: 'daybreak-orders',
      JobUpdate: {
        NumberOfWorkers: 5,
        WorkerType: 'G.8X',
        MaxRetries: 1,
        Role: 'role',
        SecurityConfiguration: 'daybreak-12345678-key',
        DefaultArguments: Job.DefaultArguments,
      },
    });
  });

  test('a job that had neither workers nor a time limit has neither again, and what AWS keeps is told', async () => {
    const saved = { workers: 0, workerType: '', timeout: 0 };
    const { resource, calls } = read('job/daybreak-orders', saved, {
      GetJob: [{ Job: { ...Job, Timeout: 5 } }],
    });
    const { notes } = await resource().restore(displace);
    const input = JSON.stringify(calls.find(({ operation }) => operation === 'UpdateJob')?.input);
    expect(input).not.toMatch(/NumberOfWorkers|WorkerType|Timeout/);
    expect(notes).toContainEqual(expect.stringMatching(/^workers does not read as it was saved/));
  });

  const Trigger = {
    Name: 'daybreak-orders',
    Type: 'SCHEDULED',
    State: 'ACTIVATED',
    Schedule: 'cron(0 3 * * ? *)',
    Description: 'Starts it [daybreak:lab=daybreak; applied=schedule=12345678]',
    Actions: [{ JobName: 'daybreak-orders' }],
  };
  const sentBy = (calls: ReturnType<typeof fakeAws>['calls']) =>
    calls.map(({ operation }) => operation).filter(name => name !== 'GetTrigger');

  test('a schedule that somebody had switched off is switched off before anything else', async () => {
    const actions = [{ JobName: 'daybreak-orders', Timeout: 5 }];
    const { resource, calls } = read(
      'trigger/daybreak-orders',
      { enabled: false, actions },
      { GetTrigger: [{ Trigger }] },
    );
    await resource().restore(displace);
    expect(sentBy(calls)).toEqual(['StopTrigger', 'UpdateTrigger']);
    expect(calls.find(({ operation }) => operation === 'UpdateTrigger')?.input).toMatchObject({
      TriggerUpdate: { Actions: actions, Schedule: Trigger.Schedule, Description: Trigger.Description },
    });
  });

  test.each([
    ['off', { enabled: false }, 'ACTIVATED', ['StopTrigger']],
    ['on', { enabled: true }, 'DEACTIVATED', ['StartTrigger']],
    ['elsewhere', { schedule: 'cron(0 4 * * ? *)' }, 'ACTIVATED', ['UpdateTrigger']],
  ])('a schedule that was %s needs one call', async (_what, saved, State, expected) => {
    const answers = { GetTrigger: [{ Trigger: { ...Trigger, State } }] };
    const { resource, calls } = read('trigger/daybreak-orders', saved, answers);
    await resource().restore(displace);
    expect(sentBy(calls)).toEqual(expected);
  });

  test('a role that was put right gets its own policy back, without its boundary', async () => {
    const policy = { Version: '2012-10-17', Statement: [] };
    const { resource, calls } = read(
      'role/daybreak-glue-job-us-east-1',
      { policy, boundary: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      {
        GetRole: [
          {
            Role: {
              RoleName: 'daybreak-glue-job-us-east-1',
              Tags: [{ Key: 'daybreak:lab', Value: 'daybreak' }],
              AssumeRolePolicyDocument: '%7B%7D',
            },
          },
        ],
        GetRolePolicy: [{ PolicyDocument: '%7B%7D' }],
      },
    );
    const { notes } = await resource().restore(displace);
    expect(notes).toContainEqual(expect.stringContaining('boundary is a safety setting'));
    const written = calls.filter(({ operation }) => operation.startsWith('Put'));
    expect(written).toMatchObject([
      { operation: 'PutRolePolicy', input: { PolicyDocument: JSON.stringify(policy) } },
    ]);
  });
});

describe('the list', () => {
  const page = (keys: readonly string[], now: 'other' | 'absent' | 'lost' = 'other') =>
    displacedPage(
      session,
      listed(...keys).map(item => ({ item, now })),
      plainStyle,
    );

  test('says that there is nothing', () => {
    expect(page([])).toContain('Nothing of lab daybreak has been displaced');
  });

  test('says run, time, id, what it is and what is there now, and how to bring it back', () => {
    const text = page(['displaced/r1/table/daybreak_sor.orders.json', `displaced/r1/${sor}/orders/b.csv`]);
    expect(text).toContain('r1, 2026-11-26 10:00 UTC');
    expect(text).toContain('  table/daybreak_sor.orders\n      table; 5 bytes; something else is there now');
    expect(text).toContain('npx daybreak restore --local table/daybreak_sor.orders');
    expect(page([`displaced/r1/${sor}/orders/it's b.csv`], 'absent')).toContain(
      `restore --local 'dataset/sor.orders/it'\\''s b.csv'`,
    );
    expect(page(['displaced/r1/evil\u001b[2J'], 'lost')).not.toContain('\u001b');
  });

  test('names twenty of thousands, and says where the others are', () => {
    const text = page(Array.from({ length: 3000 }, (_, index) => `displaced/r1/${sor}/t/${index}.csv`));
    expect(text.split('\n').length).toBeLessThan(60);
    expect(text).toContain('… and 2980 more: see them with --json');
  });
});

describe('what is there now', () => {
  let s3: ReturnType<typeof memoryS3>;
  beforeEach(() => {
    s3 = memoryS3();
  });

  const save = (path: string, content: string): void => {
    const key = `displaced/r1/${path}`;
    s3.objects.set(`${assets}/${key}`, { content, metadata: displacedMark({ bucket: assets, key }) });
  };
  const look = async (answers: Answers = {}) => {
    const looked = await lookAtAll(
      { s3: s3.client, lab },
      fakeAws(answers),
      await listDisplaced(s3.client, lab),
    );
    return looked.map(({ item, now, why }) => ({ id: item.id, now, ...(why === undefined ? {} : { why }) }));
  };

  test.each([
    ['nothing', undefined, 'absent'],
    ['the same', 'mine', 'same'],
    ['something else of another size', 'another', 'other'],
    ['something else of the same size', 'hers', 'other'],
  ])('where an object was: %s', async (_what, content, now) => {
    save(`${sor}/orders/a.csv`, 'mine');
    if (content !== undefined) s3.objects.set(`${sor}/orders/a.csv`, { content, metadata: {} });
    expect(await look()).toEqual([{ id: 'dataset/sor.orders/a.csv', now }]);
  });

  test('3,000 objects are not looked at one by one', async () => {
    for (let each = 1000; each < 4000; each += 1) {
      save(`${sor}/orders/${each}.csv`, `${each}`);
      s3.objects.set(`${sor}/orders/${each}.csv`, { content: `${each}`, metadata: {} });
    }
    s3.pageSize = 5000;
    expect(new Set((await look()).map(({ now }) => now))).toEqual(new Set(['same']));
    expect(s3.operations).toEqual(['ListObjectsV2', 'ListObjectsV2']);
  });

  const table = (type: string, of = 'daybreak') => ({
    Table: {
      Name: 'orders',
      Parameters: { 'daybreak:lab': of },
      StorageDescriptor: { Columns: [{ Name: 'id', Type: type }] },
    },
  });
  const saved = JSON.stringify({ columns: [{ name: 'id', type: 'int', comment: '' }] });

  test.each([
    ['as they were', [table('int')], 'same', undefined],
    ['others', [table('string')], 'other', undefined],
    ['gone', [named('EntityNotFoundException', 'none')], 'absent', undefined],
    ['of a table that is not the lab’s', [table('int', 'sales')], 'lost', /without the lab's mark/],
    [
      'not for the caller to see',
      [named('AccessDeniedException', 'User: x is not authorized to perform: glue:GetTable')],
      'unknown',
      /Ask whoever administers the account to allow glue:GetTable/,
    ],
  ])('where settings are %s', async (_what, GetTable, now, why) => {
    save('table/daybreak_sor.orders.json', saved);
    const [looked] = await look({ GetTable });
    expect(looked?.now).toBe(now);
    if (why !== undefined) expect(looked?.why).toMatch(why);
  });

  test('of what is broken, or was put there by somebody, the list says so and goes on', async () => {
    save('table/daybreak_sor.orders.json', '{');
    save(`${sor}/orders/a.csv`, 'mine');
    const key = 'displaced/r1/job/daybreak-orders.json';
    s3.objects.set(`${assets}/${key}`, { content: '{}', metadata: {} });
    expect(await look()).toEqual([
      { id: 'dataset/sor.orders/a.csv', now: 'absent' },
      { id: 'job/daybreak-orders', now: 'lost', why: expect.stringContaining('somebody else put it there') },
      { id: 'table/daybreak_sor.orders', now: 'lost', why: expect.stringContaining('is not JSON') },
    ]);
  });
});
