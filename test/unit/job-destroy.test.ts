import { GlueClient } from '@aws-sdk/client-glue';
import { destroy } from '../../reconcile/engine.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };

/** Glue with one job, whose runs have the next of these states at each call: the local AWS ends runs at once. */
const glueWith = (looks: readonly (readonly string[])[]): { glue: GlueClient; sent: string[] } => {
  const sent: string[] = [];
  let look = 0;
  const glue = new GlueClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const answer = (operation: string): object => {
    if (operation === 'GetJob') return { Job: { DefaultArguments: { '--daybreak-lab': lab.name } } };
    if (operation !== 'GetJobRuns') return {};
    const states = looks[Math.min(look, looks.length - 1)] ?? [];
    look += 1;
    return { JobRuns: states.map((JobRunState, index) => ({ Id: `run-${index}`, JobRunState })) };
  };
  glue.middlewareStack.add(
    (_next, context) => async args => {
      const operation = String(context.commandName).replace('Command', '');
      const { JobRunIds = [] }: { readonly JobRunIds?: readonly string[] } = JSON.parse(
        JSON.stringify(args.input),
      );
      sent.push([operation, ...JobRunIds].join(' '));
      return { response: {}, output: { $metadata: {}, ...answer(operation) } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { glue, sent };
};

const destroyed = (glue: GlueClient): ReturnType<typeof destroy> => {
  const [visit] = smallDefinition.jobs;
  if (visit === undefined) throw new Error('the small lab has no job');
  return destroy(job(glue, lab, visit, '', '', { pause: 0, looks: 45 }));
};

test("a job's runs are stopped, and waited for, before the job is deleted", async () => {
  const { glue, sent } = glueWith([
    ['SUCCEEDED', 'RUNNING', 'WAITING'],
    ['SUCCEEDED', 'STOPPED', 'STOPPED'],
  ]);
  expect(await destroyed(glue)).toMatchObject([{ resource: 'job/daybreak-visit', outcome: 'destroyed' }]);
  expect(sent).toEqual(['GetJob', 'GetJobRuns', 'BatchStopJobRun run-1 run-2', 'GetJobRuns', 'DeleteJob']);
});

test('a job without active runs is deleted at once', async () => {
  const { glue, sent } = glueWith([['SUCCEEDED', 'FAILED']]);
  await destroyed(glue);
  expect(sent).toEqual(['GetJob', 'GetJobRuns', 'DeleteJob']);
});

test('a hundred runs are stopped in calls of 25, the most that Glue allows', async () => {
  const { glue, sent } = glueWith([Array.from({ length: 100 }, () => 'RUNNING'), []]);
  await destroyed(glue);
  const stops = sent.filter(call => call.startsWith('BatchStopJobRun'));
  expect(stops.map(call => call.split(' ').length - 1)).toEqual([25, 25, 25, 25]);
});
