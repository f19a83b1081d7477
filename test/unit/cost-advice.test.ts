import { costAdvice } from '../../cli/seed/cost-advice.ts';
import { parseLabDefinition } from '../../lab/definition.ts';

const withJob = (job: object) =>
  parseLabDefinition(
    JSON.stringify({
      title: 'x',
      version: '1.0.0',
      licence: 'CC0-1.0',
      source: 'x',
      datasets: [],
      smokeTests: [],
      jobs: [{ name: 'large', script: { key: 'jobs/large.py', bytes: 1, crc32: 'AAAAAA==' }, ...job }],
    }),
  );

test('who checks a folder learns that its lab is too dear for a stack as it is', () => {
  const definition = withJob({
    workerType: 'G.2X',
    workers: 10,
    timeoutMinutes: 480,
    schedule: 'cron(0 * * * ? *)',
  });
  expect(costAdvice(definition, 0)).toEqual([
    expect.stringMatching(/^The lab could cost up to \$285[.]\d\d a day\. .*MaxDollarsPerDay=286, or more/),
  ]);
});

test('there is nothing to say of a lab that any stack builds', () => {
  expect(costAdvice(withJob({}), 0)).toEqual([]);
});

test('files that only a manifest lists count, too', () => {
  expect(costAdvice(withJob({}), 1_000_000)).toEqual([expect.stringContaining('could cost up to $5.')]);
});
