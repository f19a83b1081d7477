import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import { reportRun } from '../../functions/report/report.ts';
import { writePages } from '../../functions/report/write-pages.ts';
import { bucketName, type Lab } from '../../lab/names.ts';
import type { Outcome, StepResult } from '../../lab/outcomes.ts';
import { isLabsObject } from '../../reconcile/object.ts';
import { elementsOf } from '../html-elements.ts';
import { pageReport } from '../page-fixture.ts';
import { memoryS3 } from './memory-s3.ts';
import { FakeNotices, lab as noticesLab } from './notices-fake.ts';
import { outcome } from './outcome.ts';

const lab: Lab = noticesLab;
const bucket = bucketName(lab, 'assets');

let s3: ReturnType<typeof memoryS3>;
let aws: FakeNotices;
let problems: string[];

beforeEach(() => {
  s3 = memoryS3();
  aws = new FakeNotices();
  problems = [];
});

const clients = () => {
  const { sns, events, sfn, glue, athena } = aws;
  return { s3: s3.client, sns, events, sfn, glue, athena };
};

const step: StepResult = {
  step: 'EnsureStorage',
  outcomes: [outcome(`bucket/${bucket}`, 'created')],
  startedAt: '2026-11-26T10:00:01.000Z',
  seconds: 2,
};

const rebuilt = (name: string, input: object = {}, more: readonly Outcome[] = []) =>
  reportRun(
    clients(),
    lab,
    '',
    {
      execution: { arn: `arn:aws:states:x:1:execution:m:${name}`, name, startedAt: '2026-11-26T10:00:00Z' },
      input,
      run: null,
      steps: [{ ...step, outcomes: [...step.outcomes, ...more] }],
      proofs: [],
      jobRuns: [],
    },
    new Date('2026-11-26T10:00:30Z'),
    what => problems.push(what),
  );

const written = (key: string): string => s3.objects.get(`${bucket}/${key}`)?.content ?? '';
const titleOf = (key: string) => elementsOf(written(key)).find(({ tag }) => tag === 'title')?.text;

test('every rebuild leaves its report as a page, beside it and as the latest', async () => {
  await rebuilt('run-1');
  expect(titleOf('runs/run-1/report.html')).toBe('Lab daybreak is ready.');
  expect(written('runs/latest.html')).toBe(written('runs/run-1/report.html'));
  expect(problems).toEqual([]);
});

test('the next rebuild replaces the latest page, and leaves that of the run before', async () => {
  await rebuilt('run-1');
  const first = written('runs/run-1/report.html');
  await rebuilt('run-2');
  expect(written('runs/run-1/report.html')).toBe(first);
  expect(written('runs/latest.html')).toBe(written('runs/run-2/report.html'));
  expect(written('runs/latest.html')).not.toBe(first);
});

test('a page is marked as the lab’s, so that destroying the lab deletes it', async () => {
  await rebuilt('run-1');
  for (const key of ['runs/run-1/report.html', 'runs/latest.html'])
    expect(await isLabsObject(s3.client, lab, { bucket, key }, async () => undefined)).toBe(true);
});

test('a page that somebody else has put there is left as it is, and the report is written', async () => {
  s3.objects.set(`${bucket}/runs/latest.html`, { content: 'theirs', metadata: {} });
  const { result } = await rebuilt('run-1');
  expect(written('runs/latest.html')).toBe('theirs');
  expect(titleOf('runs/run-1/report.html')).toBe('Lab daybreak is ready.');
  expect(JSON.parse(written('runs/latest.json'))).toMatchObject({ result: 'succeeded' });
  expect(result).toBe('succeeded');
  expect(problems).toEqual(['the page could not be written to runs/latest.html']);
});

test('a page that cannot be written costs neither the report nor the result', async () => {
  s3.beforeWrite = place => {
    if (place.endsWith('.html')) throw new Error('S3 is down');
  };
  expect(await rebuilt('run-1')).toMatchObject({
    result: 'succeeded',
    report: `s3://${bucket}/runs/run-1/report.json`,
  });
  expect(JSON.parse(written('runs/run-1/report.json'))).toMatchObject({ result: 'succeeded' });
  expect(problems).toHaveLength(2);
});

test('a page that cannot be made is a note in the log, not an error', async () => {
  const broken = pageReport({ finishedAt: 'no date' });
  expect(await writePages(clients(), lab, broken, true, what => problems.push(what))).toBeNull();
  expect(problems).toEqual(['the page could not be made']);
});

const part = (id: string): string =>
  elementsOf(written('runs/latest.html'))
    .find(({ attributes }) => attributes.id === id)
    ?.text.replaceAll(/\s+/g, ' ')
    .trim() ?? '';

const known = () => {
  const execution = (name: string, hour: number, status: ExecutionStatus) => ({
    executionArn: `arn:aws:states:x:1:execution:m:${name}`,
    stateMachineArn: 'arn:aws:states:x:1:stateMachine:m',
    name,
    status,
    startDate: new Date(Date.UTC(2026, 10, 26, hour)),
    ...(status === 'RUNNING' ? {} : { stopDate: new Date(Date.UTC(2026, 10, 26, hour, 1)) }),
  });
  aws.listed = [execution('run-2', 10, 'RUNNING'), execution('run-1', 9, 'FAILED')];
  aws.run = { input: '{"repair":true,"trigger":"api"}', error: 'AccessDenied', cause: 'no s3:PutObject' };
  aws.tables = [
    {
      Name: 'books',
      Description: 'One row per book',
      StorageDescriptor: { Columns: [{ Name: 'isbn', Type: 'string', Comment: 'Number of the book' }] },
    },
  ];
  aws.queries = [{ Name: 'First look', Description: 'What there is', QueryString: 'select 1' }];
  s3.objects.set(`${bucket}/runs/first-rows.json`, {
    content: JSON.stringify({
      'sor.books': { columns: [{ name: 'isbn', type: 'string' }], rows: [['978-3'], [null]], total: 2 },
      'sor.loans': { columns: 'broken' },
    }),
    metadata: {},
  });
};

test('a run’s page has columns, first rows, saved queries and the other runs', async () => {
  known();
  await rebuilt('run-2');
  expect(problems).toEqual([]);
  expect(part('table-sor.books')).toContain('One row per book');
  expect(part('table-sor.books')).toMatch(/isbn\s*string\s*Number of the book.*978-3\s*NULL/);
  expect(part('queries')).toMatch(/First look\s*What there is\s*select 1/);
  expect(part('runs')).toMatch(
    /✔ succeeded\s*rebuild.*1 created\s*run-2.*✖ failed\s*repair.*no s3:PutObject.*run-1/,
  );
  expect(part('runs')).toContain('The latest 2 runs');
});

test.each([
  ['ListExecutions', 'runs', 'The other runs could not be read', 'the latest runs are'],
  ['GetTables', 'tables', 'Their columns could not be read', 'columns and first rows are'],
  ['ListNamedQueries', 'queries', 'daybreak query', 'saved queries are'],
])('a page without what %s tells is written, and says so', async (call, id, words, what) => {
  known();
  aws.refused.add(call);
  expect(await rebuilt('run-2', {}, [outcome('table/daybreak_sor.books', 'created')])).toMatchObject({
    result: 'succeeded',
  });
  expect(part(id)).toContain(words);
  expect(problems).toEqual([`${what} not on the page`]);
});

test('a catalog of more tables than a page has room for is shown in part, and the page says so', async () => {
  aws.tables = Array.from({ length: 100 }, (_, index) => ({
    Name: `t${index}`,
    Description: 'x'.repeat(50_000),
  }));
  await rebuilt('run-1', {}, [outcome('table/daybreak_sor.t99', 'created')]);
  expect(part('tables')).toContain('The catalog has more tables than this page has room for.');
  expect(part('table-sor.t30')).toContain('xxx');
  expect(part('table-sor.t99')).not.toContain('It is not in the catalog');
  expect(written('runs/latest.html').length).toBeLessThan(5_000_000);
});

test('a plan writes no page', async () => {
  await rebuilt('plan-1', { action: 'plan' });
  expect([...s3.objects.keys()]).toEqual([]);
});
