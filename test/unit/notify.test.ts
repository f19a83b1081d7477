import { tellFinished } from '../../functions/report/tell-finished.ts';
import type { Report } from '../../lab/report.ts';
import { FakeNotices, lab, topicArn } from './notices-fake.ts';

const failure = {
  step: 'EnsureCatalog',
  error: 'AccessDeniedException',
  cause: 'glue:CreateTable is denied',
};

const report = (more: Partial<Report> = {}): Report => ({
  lab: lab.name,
  account: lab.account,
  region: lab.region,
  execution: {
    arn: 'arn:aws:states:eu-west-1:123456789012:execution:daybreak-rebuild:r1',
    name: 'r1',
    startedAt: '2026-11-21T12:00:00.000Z',
  },
  finishedAt: '2026-11-21T12:01:02.400Z',
  seconds: 62.4,
  daybreak: '0.1.0',
  input: {},
  action: 'rebuild',
  trigger: 'schedule',
  result: 'succeeded',
  outcomes: [],
  proofs: [
    {
      kind: 'rows',
      table: 'sor.a',
      name: 'rows of sor.a',
      passed: true,
      expected: [['1']],
      actual: [['1']],
      provenAt: '',
    },
  ],
  jobRuns: [],
  orphaned: [],
  notes: [],
  steps: [],
  failures: [],
  ...more,
});
const failed = (more: Partial<Report> = {}): Report =>
  report({ result: 'failed', failures: [failure], ...more });
const address = 's3://daybreak-assets/runs/r1/report.json';
const page = 'runs/r1/report.html';

let aws: FakeNotices;
let problems: string[];

beforeEach(() => {
  aws = new FakeNotices();
  problems = [];
});

const tell = (of: Report, topic = topicArn): Promise<void> =>
  tellFinished(aws, lab, topic, of, { report: address, page }, what => problems.push(what));

/** Subjects of the messages sent by a series of runs. */
const subjectsOf = async (...reports: readonly Report[]): Promise<readonly string[]> => {
  for (const each of reports) await tell(each);
  return aws.messages.map(({ Subject }) => Subject.replace('Daybreak: lab daybreak ', ''));
};
const ready = 'is ready';
const broken = 'could not be rebuilt';

test('a message says what happened, the first cause and where to look, in plain text', async () => {
  await tell(failed({ failures: [failure, failure, failure] }));
  expect(aws.messages).toMatchObject([{ TopicArn: topicArn }]);
  expect(aws.messages[0]?.Message.split('\n')).toEqual([
    'Daybreak: lab daybreak could not be rebuilt.',
    '',
    'First cause: EnsureCatalog, AccessDeniedException (and 2 more, in the report)',
    'glue:CreateTable is denied',
    '',
    'Account 123456789012, eu-west-1. Run r1, started by: schedule, 62 s.',
    expect.stringMatching(/^The run: {3}https:\/\/eu-west-1\.console\.aws\.amazon\.com\/states\//),
    `Its report: ${address}`,
    'Its page:   https://eu-west-1.console.aws.amazon.com/s3/object/daybreak-assets-123456789012-eu-west-1' +
      '?region=eu-west-1&prefix=runs/r1/report.html (choose Open), or: npx daybreak open',
  ]);
});

test('control characters from a seed or AWS are escaped in the subject, where SNS would refuse them, and in the mail', async () => {
  await tell(failed({ failures: [{ ...failure, cause: 'unknown key "\u001b[31m\r\u202e"' }] }));
  const [message] = aws.messages;
  expect(message?.Subject).toMatch(/^[ -~]{1,99}$/);
  expect(message?.Message).toContain('unknown key "\\x1b[31m\\r\\u202e"');
  expect(message?.Message).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
});

describe('people hear', () => {
  test.each([
    ['of a lab that is ready for the first time', [report()], [ready]],
    ['nothing of a lab that stays the same', [report(), report(), report()], [ready]],
    ['of a failure, and of its end', [report(), failed(), report(), report()], [ready, broken, ready]],
    ['of a failure once, while the schedule only repeats it', [failed(), failed(), failed()], [broken]],
    [
      'of another cause',
      [failed(), failed({ failures: [{ ...failure, cause: 'the seed is gone' }] })],
      [broken, broken],
    ],
    [
      'of the same failure again, if someone asked for the run',
      [failed(), failed({ trigger: 'api' })],
      [broken, broken],
    ],
    ['of a lab that is back after a reset', [report(), report({ trigger: 'reset' })], [ready, ready]],
  ])('%s', async (_, reports, subjects) => {
    expect(await subjectsOf(...reports)).toEqual(subjects);
    expect(problems).toEqual([]);
  });

  test('nothing without a topic, and then nothing is remembered; programs hear of every run', async () => {
    await tell(report(), '');
    await tell(failed(), '');
    expect(aws.messages).toEqual([]);
    expect([...aws.assets.keys()]).toEqual([]);
    expect(aws.emitted).toMatchObject([
      { lab: 'daybreak', run: 'r1', outcome: 'succeeded', report: address },
      { outcome: 'failed', firstCause: 'EnsureCatalog: glue:CreateTable is denied' },
    ]);
  });
});

test("what is remembered is not written to someone else's bucket", async () => {
  aws.assetsAreOurs = false;
  await tell(report());
  expect(aws.assets.size).toBe(0);
});

test.each(['{ broken', 'null', '5', '{}', '{"result":"fine"}', '{"result":"succeeded","first":5}'])(
  'if someone broke what is remembered, a message is sent: %s',
  async remembered => {
    aws.assets.set('runs/last-result.json', remembered);
    expect(await subjectsOf(report())).toEqual([ready]);
    expect(problems).toEqual([]);
  },
);

test('a message that cannot be sent does not change the result of the run', async () => {
  aws.refused.add('PutEvents').add('Publish');
  await tell(failed());
  expect(problems).toEqual(['the event could not be put on the bus', 'the notice could not be sent']);
});
