import { runEnded } from '../../functions/run-ended/run-ended.ts';
import { jobRunArgument } from '../../lab/job-runs.ts';
import { type Answers, fakeAws, named } from './aws-fake.ts';

const lab = { name: 'lab', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:lab-rebuild:rebuild-1';

const answered = (output: object) => ({
  lambdaFunctionSucceededEventDetails: { output: JSON.stringify(output) },
});
const deployed = {
  step: 'EnsureJob',
  startedAt: '2026-11-21T10:00:30Z',
  seconds: 2,
  outcomes: ['visit', 'count'].map(job => ({
    resource: `job/lab-${job}`,
    outcome: 'created',
    changes: [],
    kept: [],
    notes: [],
  })),
};
const visited = {
  step: 'RunJobs',
  startedAt: '2026-11-21T10:01:00Z',
  seconds: 80,
  outcomes: [],
  jobRun: { job: 'lab-visit', id: 'jr_1', seconds: 74, notes: [] },
};

/** A run that was stopped while its second job ran: the step has not answered, and there is no report of earlier runs. */
const stoppedWhileRunning: Answers = {
  DescribeExecution: [
    {
      name: 'rebuild-1',
      status: 'ABORTED',
      input: '{"runJob":true}',
      startDate: new Date('2026-11-21T10:00:00Z'),
      stopDate: new Date('2026-11-21T10:05:00Z'),
    },
  ],
  GetExecutionHistory: [
    { events: [answered(deployed), answered(visited), { type: 'LambdaFunctionScheduled' }] },
  ],
  GetObject: [named('NoSuchKey', 'no report')],
  GetBucketTagging: [{ TagSet: [{ Key: 'daybreak:lab', Value: 'lab' }] }],
  GetJobRuns: [
    { JobRuns: [{ Id: 'jr_1', JobRunState: 'SUCCEEDED', Arguments: { [jobRunArgument]: 'rebuild-1' } }] },
    { JobRuns: [{ Id: 'jr_2', JobRunState: 'RUNNING', Arguments: { [jobRunArgument]: 'rebuild-1' } }] },
  ],
};

test('a rebuild that is stopped while a job runs takes the job run along, and tells of those that ended', async () => {
  const aws = fakeAws(stoppedWhileRunning);
  const problems: string[] = [];
  const spoken = await runEnded(aws, lab, '', executionArn, new Date(), what => problems.push(what));
  expect(spoken).toMatchObject({ did: 'reported', why: 'Aborted', stopped: ['lab-count: jr_2'] });
  expect(aws.calls).toContainEqual({
    operation: 'BatchStopJobRun',
    input: { JobName: 'lab-count', JobRunIds: ['jr_2'] },
  });
  expect(problems).toEqual([]);
  const [report] = aws.calls.filter(({ operation }) => operation === 'PutObject');
  const { Body }: { readonly Body?: string } = report?.input ?? {};
  expect(JSON.parse(Body ?? '')).toMatchObject({ result: 'failed', jobRuns: [visited.jobRun] });
});
