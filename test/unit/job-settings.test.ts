import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { glueArguments } from '../../lab/job-arguments.ts';
import { runCost } from '../../lab/job-cost.ts';
import { labSchemaFile } from '../../lab/make-schema.ts';
import { scheduleProblem } from '../../lab/schedule.ts';
import { parseLabSource } from '../../lab/source-definition.ts';

const withJob = (change: object) =>
  JSON.stringify({
    title: 'A lab',
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'made up',
    datasets: [],
    jobs: [{ name: 'sum', script: 'jobs/sum.py', ...change }],
  });
const schedules = (schedule: string) => () => parseLabSource(withJob({ schedule }));

describe('a mistake in a job is reported with its place', () => {
  test.each([
    [
      'two files with one name',
      { files: ['a/x.csv', 'b/x.csv'] },
      "at jobs[0].files[1]: the job has a second 'x.csv'",
    ],
    [
      'a file and a module with one name',
      { files: ['a/x.py'], pythonFiles: ['b/x.py'] },
      "at jobs[0].pythonFiles[0]: the job has a second 'x.py', and Glue puts its files into one folder: rename one",
    ],
    ['a file with a comma', { files: ['a,b.csv'] }, "at jobs[0].files[0]: 'a,b.csv' can't be passed to Glue"],
    [
      'a module with a space',
      { pythonFiles: ['a b.py'] },
      "at jobs[0].pythonFiles[0]: 'a b.py' can't be passed to Glue",
    ],
    ['a file that climbs', { files: ['../x'] }, "at jobs[0].files[0]: '../x' is not a key"],
    [
      'a module that cannot be imported',
      { pythonFiles: ['a.txt'] },
      "at jobs[0].pythonFiles[0]: 'a.txt' can't be imported",
    ],
    [
      'two modules in one',
      { pythonModules: ['a==1,b'] },
      'at jobs[0].pythonModules[0]: is not a requirement such as',
    ],
    [
      'a module with options',
      { pythonModules: ['a --pre'] },
      'at jobs[0].pythonModules[0]: is not a requirement',
    ],
    ['an option', { pythonModules: ['--pre'] }, 'at jobs[0].pythonModules[0]: is not a requirement'],
    [
      'a module in two versions',
      { pythonModules: ['Polars==1.0', 'polars'] },
      "at jobs[0].pythonModules[1]: 'polars' appears twice",
    ],
    ['a word instead of true or false', { sparkUi: 'yes' }, 'at jobs[0].sparkUi: Invalid input'],
    [
      'an argument that a setting sets',
      { sparkUi: true, arguments: { '--spark-event-logs-path': 's3://mine/' } },
      'at jobs[0].arguments.--spark-event-logs-path: "sparkUi" of the job sets this argument: leave one of the two out',
    ],
    [
      'modules that pythonFiles already set',
      { pythonFiles: ['x-1-py3-none-any.whl'], arguments: { '--additional-python-modules': 'y' } },
      'at jobs[0].arguments.--additional-python-modules: "pythonFiles" of the job sets this argument',
    ],
    [
      "an argument of Daybreak's own",
      { arguments: { '--daybreak-lab': 'x' } },
      "at jobs[0].arguments.--daybreak-lab: is Daybreak's own: give it another name",
    ],
    ['an unknown version', { glueVersion: '2.0' }, 'at jobs[0].glueVersion: Invalid option'],
    ['a worker for streams', { workerType: 'G.025X' }, 'at jobs[0].workerType: Invalid option'],
    [
      'no schedule',
      { schedule: 'rate(1 hour)' },
      "at jobs[0].schedule: 'rate(1 hour)' is not a schedule: write it as",
    ],
  ])('%s', (_, change, message) => {
    const parse = () => parseLabSource(withJob(change));
    expect(parse).toThrow(expect.objectContaining({ name: 'InvalidDefinition' }));
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/and \d+ more/);
  });
});

test('every setting at once is accepted', () => {
  const { jobs } = parseLabSource(
    withJob({
      files: ['lookups/regions.csv'],
      pythonFiles: ['lib/shared.py', 'lib/more.zip', 'lib/x-1.0-py3-none-any.whl'],
      pythonModules: ['pyarrow==17.0.0', 'polars>=1', 'boto3[crt]', 'x~=1.2.*'],
      sparkUi: true,
      continuousLogs: true,
      schedule: 'cron(0 6 * * ? *)',
      glueVersion: '5.1',
      workerType: 'G.4X',
      arguments: { '--extra-jars': 's3://mine/a.jar' },
    }),
  );
  expect(jobs[0]?.schedule).toBe('cron(0 6 * * ? *)');
});

describe("Glue's arguments of a job", () => {
  test('are empty for settings that the definition does not have', () => {
    const off = { files: [], pythonFiles: [], pythonModules: [], sparkUi: false, continuousLogs: false };
    expect(glueArguments({ name: 'sum' }, 'assets')).toEqual([]);
    expect(glueArguments({ name: 'sum', ...off }, 'assets')).toEqual([]);
  });

  test('have addresses in the assets bucket, and a wheel among what pip installs', () => {
    const told = glueArguments(
      {
        name: 'sum',
        files: ['lookups/regions.csv', 'b.json'],
        pythonFiles: [{ key: 'lib/shared.py' }, 'lib/x-1.whl', 'c.zip'],
        pythonModules: ['polars==1.0'],
        sparkUi: true,
        continuousLogs: true,
      },
      'assets',
    );
    expect(Object.fromEntries(told.map(({ argument, value }) => [argument, value]))).toEqual({
      '--extra-files': 's3://assets/jobs/sum/regions.csv,s3://assets/jobs/sum/b.json',
      '--extra-py-files': 's3://assets/jobs/sum/shared.py,s3://assets/jobs/sum/c.zip',
      '--additional-python-modules': 's3://assets/jobs/sum/x-1.whl,polars==1.0',
      '--enable-spark-ui': 'true',
      '--spark-event-logs-path': 's3://assets/spark-ui/sum/',
      '--enable-continuous-cloudwatch-log': 'true',
    });
  });
});

describe('a schedule', () => {
  test.each([
    'cron(0 6 * * ? *)',
    'cron(0/5 * * * ? *)',
    'cron(*/15 8-18 ? * MON-FRI *)',
    'cron(0,30 0 1,15 JAN,JUL ? 2027-2030)',
    'cron(10 0 L * ? *)',
    'cron(10 0 3W * ? *)',
    'cron(10 0 ? * 6L *)',
    'cron(15-20/5 * ? * SUN *)',
  ])('such as %s is accepted', schedule => {
    expect(schedules(schedule)).not.toThrow();
  });

  test.each([
    ['0 6 * * ? *', 'is not a schedule: write it as cron(minutes'],
    ['cron(0 6 * * *)', 'is not a schedule: write it as cron(minutes'],
    ['cron(0  6 * * ? *)', 'is not a schedule: write it as cron(minutes'],
    ['cron(60 6 * * ? *)', "'60' can't be the minutes of 'cron(60 6 * * ? *)'"],
    ['cron(x 6 * * ? *)', "'x' can't be the minutes"],
    ['cron(0 24 * * ? *)', "'24' can't be the hours"],
    ['cron(0 6 0 * ? *)', "'0' can't be the day of the month"],
    ['cron(0 6 * MAY-FOO ? *)', "'MAY-FOO' can't be the month"],
    ['cron(0 6 ? * 8 *)', "'8' can't be the day of the week"],
    ['cron(0 6 * * ? 26)', "'26' can't be the year"],
    ['cron(0 6 * * * *)', 'needs a ? for the day of the month or for the day of the week'],
    ['cron(0 6 ? * ? *)', 'needs a ? for the day of the month or for the day of the week'],
    ['cron(* 6 * * ? *)', 'starts more often than every 5 minutes'],
    ['cron(0/4 6 * * ? *)', 'starts more often than every 5 minutes'],
    ['cron(0,3 6 * * ? *)', 'starts more often than every 5 minutes'],
    ['cron(0-10 6 * * ? *)', 'starts more often than every 5 minutes'],
  ])('such as %s is refused', (schedule, message) => {
    expect(schedules(schedule)).toThrow(message);
  });

  test('of every 5 minutes or more is accepted, and none more often', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 59 }), fc.integer({ min: 0, max: 59 }), (step, first) => {
        const isOften = step < 5 && first + step <= 59;
        const isProblem = scheduleProblem(`cron(${first}/${step} * * * ? *)`) !== undefined;
        expect(isProblem).toBe(isOften);
      }),
    );
  });

  test('of any text is accepted or refused, without a crash', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(() => scheduleProblem(`cron(${text})`)).not.toThrow();
      }),
    );
  });
});

describe('what a run costs', () => {
  test('is workers × DPU × $0.44 an hour, from the billed minimum of a minute to the timeout', () => {
    expect(runCost({ workerType: 'G.1X', workers: 2, timeoutMinutes: 10 })).toBe(
      'from $0.015 (one minute, the least that Glue bills) to $0.15 (10 minutes, its timeout), in us-east-1',
    );
    expect(runCost({ workerType: 'G.8X', workers: 10, timeoutMinutes: 480 })).toContain('$281.60');
  });

  test('is shown where an author writes a schedule, and for a day of hourly runs', () => {
    const schema = readFileSync(labSchemaFile, 'utf8');
    const [least, most] = [2, 20].map(dpuMinutes => (dpuMinutes / 60) * 0.44);
    expect(schema).toContain(
      `from $${least?.toFixed(3)} (a minute) to $${most?.toFixed(2)} (10 minutes) a run`,
    );
    expect(schema).toContain(`$${((least ?? 0) * 24).toFixed(2)} to $${((most ?? 0) * 24).toFixed(2)} a day`);
  });
});
