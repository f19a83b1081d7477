import { jobsToRun } from '../../functions/plan/jobs-to-run.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';

const two = {
  tables: smallDefinition.tables,
  jobs: smallDefinition.jobs.flatMap(job => [job, { ...job, name: 'count' }]),
};

test.each([
  ['not asked for', { action: 'rebuild' }, false, []],
  ['the input asks', { action: 'rebuild', runJob: true }, false, ['visit', 'count']],
  ['the parameter asks', { action: 'rebuild' }, true, ['visit', 'count']],
  ['the parameter asks, and the input says no', { action: 'rebuild', runJob: false }, true, []],
  ['a plan under a parameter that asks', { action: 'plan' }, true, []],
  ['a destroy under a parameter that asks', { action: 'destroy' }, true, []],
] as const)('jobs to run, in the order of the definition: %s', (_, input, byDefault, expected) => {
  expect(jobsToRun(input, byDefault, two).map(({ name }) => name)).toEqual(expected);
});

test('asking for jobs in a lab without jobs is an error that says so', () => {
  const none = { ...two, jobs: [] };
  expect(() => jobsToRun({ action: 'rebuild', runJob: true }, false, none)).toThrow(
    'the input, at runJob: the lab definition has no jobs to run. Leave it out',
  );
  expect(jobsToRun({ action: 'rebuild' }, true, none)).toEqual([]);
});
