import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { runEnded } from '../../functions/report/run-ended.ts';
import { parseJson } from '../../lab/parse.ts';
import { type Report, reportSchema } from '../../lab/report.ts';
import { FakeNotices, lab, topicArn } from './notices-fake.ts';
import { outcome } from './outcome.ts';

const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:daybreak-rebuild:r1';
const reportKey = 'runs/r1/report.json';
const stopped = new Date('2026-11-21T12:01:00Z');

const run = {
  lab,
  mood: 'rebuild',
  trigger: 'schedule',
  title: 'Cities',
  version: '1.0.0',
  synthetic: true,
  definition: { from: 'sample' },
};
const created = (resource: string) => outcome(resource, 'created');

const answered = (output: object): HistoryEvent => ({
  id: 1,
  timestamp: stopped,
  type: 'LambdaFunctionSucceeded',
  lambdaFunctionSucceededEventDetails: { output: JSON.stringify(output) },
});
const entered = (name: string): HistoryEvent => ({
  id: 2,
  timestamp: stopped,
  type: 'FailStateEntered',
  stateEnteredEventDetails: { name },
});
const jobDone = answered({
  step: 'EnsureJob',
  outcomes: [created('job/daybreak-orders')],
  startedAt: '2026-11-21T12:00:10.000Z',
  seconds: 2,
});

let aws: FakeNotices;
let problems: string[];

beforeEach(() => {
  aws = new FakeNotices();
  problems = [];
  aws.run = {
    executionArn,
    name: 'r1',
    status: 'ABORTED',
    startDate: new Date('2026-11-21T12:00:00Z'),
    stopDate: stopped,
    input: '{"trigger":"schedule"}',
  };
  aws.history = [answered({ run }), jobDone];
});

const ended = () => runEnded(aws, lab, topicArn, executionArn, new Date(), what => problems.push(what));
const written = (key = reportKey): Report =>
  parseJson(reportSchema, aws.assets.get(key) ?? '', 'the report', Error);

test.each([
  ['ABORTED', {}, 'Aborted', /stopped before its end/],
  ['TIMED_OUT', {}, 'States.Timeout', /longer than the state machine allows/],
  ['FAILED', { error: 'States.Runtime', cause: 'no path $.x' }, 'States.Runtime', /no path/],
] as const)(
  'a run that is %s gets a report with what it did and why it ended',
  async (status, more, error, cause) => {
    aws.run = { ...aws.run, status, ...more };
    expect(await ended()).toMatchObject({ did: 'reported', why: error });
    const report = written();
    expect(report).toMatchObject({
      result: 'failed',
      input: { trigger: 'schedule' },
      action: 'rebuild',
      trigger: 'schedule',
      seconds: 60,
      outcomes: [{ resource: 'job/daybreak-orders', outcome: 'created' }],
      steps: [{ step: 'EnsureJob', seconds: 2 }],
    });
    expect(report.failures[0]).toMatchObject({ step: 'Execution', error });
    expect(report.failures[0]?.cause).toMatch(cause);
    expect(written('runs/latest.json')).toEqual(report);
    expect(aws.messages).toHaveLength(1);
    expect(aws.emitted).toMatchObject([{ run: 'r1', outcome: 'failed' }]);
  },
);

test.each([
  ['that reported its own failure', () => (aws.history = [jobDone, entered('LabFailed')])],
  ['that has a report', () => aws.assets.set(reportKey, '{}')],
  ['that was a plan', () => (aws.run = { ...aws.run, input: '{"action":"plan"}' })],
])('a run %s is left alone', async (_, prepare) => {
  prepare();
  const before = new Map(aws.assets);
  expect(await ended()).toMatchObject({ did: 'nothing' });
  expect(aws.assets).toEqual(before);
  expect([aws.messages, aws.emitted]).toEqual([[], []]);
});

test('its job runs are stopped, including those of jobs that only the last report names', async () => {
  const jobRun = { job: 'daybreak-first', id: 'jr_done', seconds: 74, notes: [] };
  const ranFirst = {
    step: 'RunJobs',
    outcomes: [],
    startedAt: '2026-11-21T12:00:20.000Z',
    seconds: 80,
    jobRun,
  };
  aws.history = [answered({ run }), answered(ranFirst)];
  aws.assets.set('runs/latest.json', JSON.stringify({ outcomes: [created('job/daybreak-orders')] }));
  aws.jobRuns = [
    { Id: 'jr_ours', JobRunState: 'RUNNING', Arguments: { '--daybreak-run': 'r1' } },
    { Id: 'jr_theirs', JobRunState: 'RUNNING', Arguments: {} },
  ];
  expect(await ended()).toMatchObject({ stopped: ['daybreak-orders: jr_ours'] });
  expect(aws.stopped).toEqual(['jr_ours']);
  expect(written().jobRuns).toEqual([jobRun]);
});

test.each(['no JSON', 'null', '{}', '{"outcomes":5}', '{"outcomes":[null,7,{"resource":{"toString":1}}]}'])(
  'a last report that someone broke is no obstacle: %s',
  async broken => {
    aws.assets.set('runs/latest.json', broken);
    aws.jobRuns = [{ Id: 'jr_ours', JobRunState: 'RUNNING', Arguments: { '--daybreak-run': 'r1' } }];
    expect(await ended()).toMatchObject({ did: 'reported', stopped: ['daybreak-orders: jr_ours'] });
  },
);

test('a run that did not get past its Plan step leaves the latest report as it was', async () => {
  aws.history = [];
  aws.assets.set('runs/latest.json', '{"outcomes":[]}');
  await ended();
  expect(written().outcomes).toEqual([]);
  expect(aws.assets.get('runs/latest.json')).toBe('{"outcomes":[]}');
});

test("nothing is written to a bucket that is not the lab's, but people are still notified", async () => {
  aws.assetsAreOurs = false;
  await ended();
  expect(aws.assets.size).toBe(0);
  expect(aws.messages).toHaveLength(1);
});

test('a report that cannot be written is logged, and does not stop the rest', async () => {
  aws.refused.add('PutObject');
  await ended();
  expect(new Set(problems)).toEqual(
    new Set([
      `the report could not be written to ${reportKey}`,
      'the page could not be written to runs/r1/report.html',
      'the page could not be written to runs/latest.html',
      'the report could not be written to runs/latest.json',
      'the notice could not be sent',
    ]),
  );
  expect(aws.messages).toHaveLength(1);
});
