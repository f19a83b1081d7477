import { GlueClient } from '@aws-sdk/client-glue';
import { stopJobRuns } from '../../functions/report/stop-job-runs.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'eu-west-1', partition: 'aws' };

/** A client with these runs of each job, which records what it is asked to stop. The local AWS ends runs at once. */
const stubbed = (jobRuns: Readonly<Record<string, readonly object[]>>) => {
  const stopped: unknown[] = [];
  const glue = new GlueClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  glue.middlewareStack.add(
    (_next, context) => async args => {
      const { input } = args;
      const runs = jobRuns['JobName' in input ? String(input.JobName) : ''];
      if (runs === undefined) throw Object.assign(new Error('no job'), { name: 'EntityNotFoundException' });
      if (context.commandName === 'BatchStopJobRunCommand') stopped.push(input);
      return { response: {}, output: { $metadata: {}, JobRuns: runs } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { glue, stopped };
};

const run = (Id: string, JobRunState: string, of?: string) => ({
  Id,
  JobRunState,
  Arguments: of === undefined ? {} : { '--daybreak-run': of },
});

test('job runs that this run started and that are still active are stopped, and nothing else', async () => {
  const { glue, stopped } = stubbed({
    'daybreak-orders': [
      run('jr_ours', 'RUNNING', 'stack-1'),
      run('jr_waiting', 'WAITING', 'stack-1'),
      run('jr_done', 'SUCCEEDED', 'stack-1'),
      run('jr_other', 'RUNNING', 'stack-2'),
      run('jr_by_hand', 'RUNNING'),
    ],
    'daybreak-idle': [],
    'other-lab-orders': [run('jr_foreign', 'RUNNING', 'stack-1')],
  });
  const problems: string[] = [];
  const jobs = ['daybreak-gone', 'daybreak-orders', 'daybreak-idle', 'other-lab-orders'];
  expect(await stopJobRuns(glue, lab, jobs, 'stack-1', what => problems.push(what))).toEqual([
    'daybreak-orders: jr_ours',
    'daybreak-orders: jr_waiting',
  ]);
  expect(stopped).toEqual([{ JobName: 'daybreak-orders', JobRunIds: ['jr_ours', 'jr_waiting'] }]);
  expect(problems).toEqual(['runs of daybreak-gone could not be stopped']);
});
