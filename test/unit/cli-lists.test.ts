import { queriesPage } from '../../cli/commands/queries.ts';
import { UsageError } from '../../cli/errors.ts';
import { chosen } from '../../cli/list/choose.ts';
import { listLabs } from '../../cli/list/labs.ts';
import { listQueries, typedName } from '../../cli/list/queries.ts';
import { type ListedTable, listTables, partitionsOf } from '../../cli/list/tables.ts';
import { learnerPolicy } from '../../cli/policy/learner-policy.ts';
import { labsPage } from '../../cli/render/labs-page.ts';
import { width } from '../../cli/render/table.ts';
import { tablePage, tablesPage } from '../../cli/render/tables-page.ts';
import type { Session } from '../../cli/session.ts';
import { parse } from '../../lab/parse.ts';
import { reportSchema } from '../../lab/report.ts';
import { type Answers, fakeAws, named } from './aws-fake.ts';
import { testSession } from './test-session.ts';

const base = testSession('daybreak');
const { lab } = base;
const machineOf = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}-rebuild`;

const report = (more: object = {}) => ({
  lab: 'daybreak',
  account: lab.account,
  region: lab.region,
  execution: { arn: 'arn', name: 'r1', startedAt: '2026-11-26T10:00:00.000Z' },
  finishedAt: '2026-11-26T10:01:00.000Z',
  seconds: 60,
  action: 'rebuild',
  result: 'succeeded',
  outcomes: [],
  proofs: [],
  steps: [],
  failures: [],
  ...more,
});

const stackOf = (name: string, stack: string, more: object = {}) => ({
  StackName: stack,
  StackStatus: 'CREATE_COMPLETE',
  Parameters: [
    { ParameterKey: 'LabName', ParameterValue: name },
    { ParameterKey: 'SeedUri', ParameterValue: '' },
  ],
  Outputs: [{ OutputKey: 'StateMachineArn', OutputValue: machineOf(name) }],
  ...more,
});

const withAnswers = (answers: Answers): Session & { readonly calls: ReturnType<typeof fakeAws>['calls'] } => {
  const aws = fakeAws(answers);
  const { athena, cloudFormation, s3, sfn, calls } = aws;
  return { ...base, athena, cloudFormation, s3, sfn, calls };
};

const body = (text: string) => ({ Body: { transformToString: async () => text } });
const noRuns = { ListExecutions: [{ executions: [] }] };

describe('labs', () => {
  test('are found on every page, whatever their stack is called; other stacks are none', async () => {
    const session = withAnswers({
      DescribeStacks: [
        { Stacks: [stackOf('sales', 'StackSet-x-1'), { StackName: 'other' }], NextToken: 'more' },
        {
          Stacks: [
            stackOf('daybreak', 'daybreak-bootstrap'),
            stackOf('copied', 'not-a-lab', { Outputs: stackOf('sales', '').Outputs }),
          ],
        },
      ],
      GetObject: [body(JSON.stringify(report()))],
      ...noRuns,
    });
    const labs = await listLabs(session);
    expect(labs.map(({ name, stack }) => [name, stack])).toEqual([
      ['daybreak', 'daybreak-bootstrap'],
      ['sales', 'StackSet-x-1'],
    ]);
    const page = labsPage(labs);
    expect(page).toContain('2026-11-26 10:01');
    expect(page).toContain('succeeded');
    expect(page).toContain('the built-in sample');
  });

  test('without a report show what their latest run did, or that they may not be asked', async () => {
    const executions = [
      {
        executionArn: 'arn',
        name: 'r1',
        status: 'TIMED_OUT',
        startDate: new Date('2026-11-26T10:00:00Z'),
        stopDate: new Date('2026-11-26T10:05:00Z'),
      },
    ];
    const answers = {
      DescribeStacks: [{ Stacks: [stackOf('daybreak', 'daybreak-bootstrap')] }],
      GetObject: [named('NoSuchKey', 'none')],
    };
    const page = async (runs: Answers) => labsPage(await listLabs(withAnswers({ ...answers, ...runs })));
    expect(await page({ ListExecutions: [{ executions }] })).toContain(
      '2026-11-26 10:05  timed out, no report',
    );
    expect(await page({ ListExecutions: [named('AccessDeniedException', 'no')] })).toContain('never rebuilt');
    expect(await page(noRuns)).toContain('never rebuilt');
  });
});

const tableOf = (Name: string, more: object = {}) => ({
  Name,
  Description: `about ${Name}`,
  Parameters: { 'daybreak:lab': 'daybreak' },
  StorageDescriptor: { Columns: [{ Name: 'id', Type: 'int', Comment: 'key' }] },
  ...more,
});

const proofs = [
  {
    kind: 'rows',
    table: 'sor.orders',
    name: 'rows of sor.orders',
    passed: true,
    expected: [['1234']],
    actual: [['1234']],
    provenAt: '2026-11-26T10:00:30.000Z',
  },
];
const outcomes = [
  {
    resource: 'dataset/sor.orders',
    kind: 'dataset',
    outcome: 'unchanged',
    copied: { files: 3, bytes: 45_000, copiedFiles: 0, copiedBytes: 0 },
  },
];
const lastReport = parse(reportSchema, report({ proofs, outcomes }), 'the report', Error);

describe('tables', () => {
  test("have rows as the last report proved them, files, and say if they are not the lab's", async () => {
    const { glue, calls } = fakeAws({
      GetTables: [
        { TableList: [tableOf('orders')], NextToken: 'more' },
        named('EntityNotFoundException', 'no such database'),
        { TableList: [tableOf('mine', { Parameters: {} })] },
        { TableList: [] },
      ],
    });
    const tables = await listTables(glue, lab, lastReport);
    expect(calls.map(({ input }) => Object.values(input)[0])).toContain('daybreak_sot');
    const page = tablesPage(tables);
    expect(page).toMatch(/sor\.orders +1,234 +3 +45 kB {2}about orders/);
    expect(page).toMatch(/mine .*about mine \(not the lab's\)/);
    expect(tables.find(({ table }) => table === 'mine')?.rows).toBeUndefined();
  });

  const many = Array.from(
    { length: 300 },
    (_, index): ListedTable => ({
      zone: 'sor',
      table: `table_with_quite_a_long_name_${index}`,
      name: `daybreak_sor.table_with_quite_a_long_name_${index}`,
      description: '東京の天気 and much more, '.repeat(20),
      isLabs: true,
      columns: [],
      partitionKeys: [],
      rows: index,
      provenAt: undefined,
      files: 1,
      bytes: 1000,
    }),
  );

  test.each([60, 80, 120])('300 of them, with long descriptions, fit into a terminal of %d columns', most => {
    const lines = tablesPage(many, most).split('\n');
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(most);
    expect(lines.filter(line => line.includes('東京'))).toHaveLength(300);
  });

  test('in a pipe, descriptions are whole', () => {
    expect(tablesPage(many)).toContain(many[0]?.description.trim());
  });

  test('one shows its columns, its keys and its last partitions', async () => {
    const { glue } = fakeAws({
      GetPartitions: [
        { Partitions: [{ Values: ['2026', '10'] }, { Values: ['2026', '12'] }], NextToken: 'more' },
        { Partitions: ['01', '02', '03', '04', '11'].map(month => ({ Values: ['2026', month] })) },
      ],
    });
    const key = (name: string) => ({ name, type: 'string', comment: '' });
    const one: ListedTable = {
      ...(many[7] ?? raise()),
      columns: [{ name: 'id', type: 'int', comment: 'the \u001b[31mkey' }],
      partitionKeys: [key('year'), key('month')],
    };
    const page = tablePage(one, await partitionsOf(glue, lab, one));
    expect(page).toContain('id      int   the \\x1b[31mkey');
    expect(page).toContain('7 partitions, the last ones: year=2026/month=03, ');
    expect(page).toContain('year=2026/month=12');
    expect(page).not.toContain('month=02');
  });
});

const raise = (): never => {
  throw new Error('not there');
};

describe('saved queries', () => {
  const saved = [
    {
      Name: 'Sales per month',
      Description: 'By month [daybreak:lab=daybreak; applied=sql=12345678]',
      QueryString: 'select 1\n-- [daybreak:lab=daybreak; applied=sql=12345678]',
      NamedQueryId: '1',
    },
    { Name: 'mine', Description: '', QueryString: 'select 2', NamedQueryId: '2' },
  ];

  test('come without the mark, and say if they are not the lab’s', async () => {
    const { athena } = fakeAws({
      ListNamedQueries: [{ NamedQueryIds: ['1', '2'] }],
      BatchGetNamedQuery: [{ NamedQueries: saved }],
    });
    const queries = await listQueries(athena, lab);
    expect(queries).toEqual([
      { name: 'Sales per month', description: 'By month', sql: 'select 1', isLabs: true },
      { name: 'mine', description: '', sql: 'select 2', isLabs: false },
    ]);
    expect(queriesPage(queries)).toMatch(/sales-per-month {2}By month\nmine +\(not the lab's\)/);
  });

  test.each([
    ['Sales per month', 'sales-per-month'],
    ['  ¿Qué? 100%  ', 'qué-100'],
  ])("'%s' is typed as %s", (name, typed) => {
    expect(typedName(name)).toBe(typed);
  });
});

describe('a name that is given', () => {
  const choose = (given: string, names: readonly string[]) =>
    chosen('table', given, names, name => [name, name.slice(4)]);

  test.each([
    ['in full', 'sor.orders'],
    ['exactly, even if others begin with it', 'orders'],
    ['by its beginning', 'sor.orders'],
  ])('%s means one thing', (_how, given) => {
    expect(choose(given, ['sor.orders_old', 'sor.orders'])).toBe('sor.orders');
  });

  test('by a part of it', () => {
    expect(choose('items', ['sor.orders', 'sor.order_items'])).toBe('sor.order_items');
  });

  test.each([
    ['that several things have', 'order', /can be sor.orders, sor.order_items/],
    ['that nothing has', 'x', /There is no table 'x'. There are sor.orders/],
    ['that is empty', '', /There is no table ''/],
  ])('%s is bad usage', (_how, given, message) => {
    const act = () => choose(given, ['sor.orders', 'sor.order_items']);
    expect(act).toThrow(UsageError);
    expect(act).toThrow(message);
  });
});

test('people with only the learner policy can list tables and queries', () => {
  const allowed = learnerPolicy(lab, undefined).Statement.flatMap(({ Action }) => Action);
  expect(allowed).toEqual(
    expect.arrayContaining([
      'glue:GetTables',
      'glue:GetPartitions',
      'athena:ListNamedQueries',
      'athena:BatchGetNamedQuery',
      'cloudformation:DescribeStacks',
    ]),
  );
});
