import fc from 'fast-check';
import { affordable } from '../../functions/plan/affordable.ts';
import { sampleDefinition } from '../../functions/seed/definition.ts';
import { datasetBytes } from '../../lab/datasets.ts';
import { type LabDefinition, parseLabDefinition } from '../../lab/definition.ts';
import { TooExpensive } from '../../lab/errors.ts';
import { mostStartsADay } from '../../lab/schedule.ts';

/** What a field of a cron means, found by asking of each value whether some part of the field names it. */
const names = (field: string, least: number, most: number): ReadonlySet<number> => {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/');
    const [first = '', last] = range.split('-');
    const from = first === '*' ? least : Number(first);
    const to = last === undefined ? (first === '*' || step !== undefined ? most : from) : Number(last);
    let value = from;
    for (let steps = 0; steps < 100; steps += 1) {
      found.add(value);
      if (value === to) break;
      const next = value + Number(step ?? 1);
      if (value <= to && next > to) break;
      if (value > to && next > most && next - (most - least + 1) > to) break;
      value = next > most ? next - (most - least + 1) : next;
    }
  }
  return found;
};

const fieldOf = (least: number, most: number) => {
  const value = fc.integer({ min: least, max: most });
  const step = fc.option(fc.integer({ min: 1, max: most }), { nil: undefined });
  const range = fc.oneof(
    fc.constant('*'),
    value.map(String),
    fc.tuple(value, value).map(([from, to]) => `${from}-${to}`),
  );
  const part = fc.tuple(range, step).map(([text, by]) => (by === undefined ? text : `${text}/${by}`));
  return fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join(','));
};

/** The minutes of a day at which a schedule starts something, on its busiest day. */
const startsOf = (schedule: string | undefined): readonly number[] => {
  const minutesPerDay = Array.from({ length: 24 * 60 }, (_, minute) => minute);
  const [, number = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule ?? '') ?? [];
  if (number !== '') {
    const every = Number(number) * (unit === 'minute' ? 1 : unit === 'hour' ? 60 : 24 * 60);
    return minutesPerDay.filter(minute => minute % every === 0);
  }
  const [minutes, hours] = (schedule ?? '').replace(/^cron\(/, '').split(' ');
  if (minutes === undefined || hours === undefined) return [];
  const [ofHour, ofDay] = [names(minutes, 0, 59), names(hours, 0, 23)];
  return minutesPerDay.filter(minute => ofHour.has(minute % 60) && ofDay.has(Math.floor(minute / 60)));
};

describe('the most starts of a schedule in a day', () => {
  test.each([
    ['', 0],
    ['rate(1 hour)', 24],
    ['rate(7 hours)', 4],
    ['rate(1 minute)', 1440],
    ['rate(2 days)', 1],
    ['cron(0 6 * * ? *)', 1],
    ['cron(0/15 8-17 ? * MON-FRI *)', 40],
    ['cron(0,30 */6 1 * ? *)', 8],
    ['cron(50-10/5 22-1 * * ? *)', 20],
    ['cron(0 6 L * ? *)', 1],
    ['cron(what 6 * * ? *)', 60],
    ['cron(1/x 6 * * ? *)', 60],
    ['cron(0.5 6 * * ? *)', 60],
    ['cron( 6 * * ? *)', 60],
    ['gibberish', 1440],
  ])('%s: %i', (schedule, starts) => {
    expect(mostStartsADay(schedule)).toBe(starts);
  });

  test('are those that looking at every minute of a day finds', () => {
    fc.assert(
      fc.property(fieldOf(0, 59), fieldOf(0, 23), (minutes, hours) => {
        const schedule = `cron(${minutes} ${hours} * * ? *)`;
        expect(mostStartsADay(schedule)).toBe(startsOf(schedule).length);
      }),
    );
  });

  test('of any text are counted without a crash, and are no more than the minutes of a day', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(mostStartsADay(`cron(${text})`)).toBeLessThanOrEqual(24 * 60);
      }),
    );
  });
});

const file = (table: string, bytes: number) => ({ key: `${table}/a.jsonl`, bytes, crc32: 'AAAAAA==' });
const columns = [{ name: 'id', type: 'int' }];

const job = fc.record(
  {
    workerType: fc.constantFrom('G.1X', 'G.2X', 'G.4X', 'G.8X'),
    workers: fc.integer({ min: 2, max: 10 }),
    timeoutMinutes: fc.integer({ min: 1, max: 480 }),
    schedule: fc.oneof(
      fc
        .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 5, max: 59 }), fieldOf(0, 23))
        .map(([first, step, hours]) => `cron(${first}/${step} ${hours} * * ? *)`),
      fc.constantFrom('cron(0 6 * * ? *)', 'cron(0/5 * ? * * *)'),
    ),
  },
  { requiredKeys: [] },
);
const definition = fc
  .record({
    sizes: fc.array(fc.integer({ min: 0, max: 2 ** 36 }), { maxLength: 4 }),
    jobs: fc.array(job, { maxLength: 4 }),
    tests: fc.nat(20),
  })
  .map(({ sizes, jobs, tests }) =>
    parseLabDefinition(
      JSON.stringify({
        title: 't',
        version: '1.0.0',
        licence: 'l',
        source: 's',
        datasets: sizes.map((bytes, i) => {
          const table = `t${i}`;
          return { table, zone: 'sor', format: 'jsonl', columns, rows: 1, files: [file(table, bytes)] };
        }),
        jobs: jobs.map((each, i) => ({ ...each, name: `j${i}`, script: file('jobs', 1) })),
        smokeTests: Array.from({ length: tests }, (_, i) => ({ name: `${i}`, sql: 'select 1', expect: [] })),
      }),
    ),
  );
const parameters = fc.record({
  schedule: fc.constantFrom('', 'rate(1 hour)', 'rate(5 minutes)', 'cron(0/20 * * * ? *)', 'rate(1 day)'),
  runJob: fc.boolean(),
  maxDollarsPerDay: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3_000 })),
  region: fc.constantFrom('us-east-1', 'sa-east-1', 'me-south-1', 'xx-new-1'),
});

/** https://aws.amazon.com/glue/pricing/ and https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
const perHour: Readonly<Record<string, number>> = { 'us-east-1': 0.44, 'me-south-1': 0.59 };
const dpus: Readonly<Record<string, number>> = { 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8 };

/**
 * Lives through a day, minute by minute: each job starts whenever it can, and runs as long as it may. A run in progress
 * lets no other start. Everything is rebuilt each time, and each query scans as much as the workgroup lets it.
 */
const spend = (
  { jobs, datasets, smokeTests }: LabDefinition,
  { schedule, runJob, region }: { schedule: string; runJob: boolean; region: string },
): number => {
  const rebuilds = startsOf(schedule);
  let dollars = 0;
  for (const each of jobs) {
    const own = new Set(startsOf(each.schedule));
    const inRebuilds = new Set(runJob ? rebuilds : []);
    const aMinute = ((perHour[region] ?? 0.69) / 60) * each.workers * (dpus[each.workerType] ?? Number.NaN);
    let freeAt = 0;
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      if (minute < freeAt || !(own.has(minute) || inRebuilds.has(minute))) continue;
      const longest = own.has(minute) ? each.timeoutMinutes : Math.min(each.timeoutMinutes, 120);
      freeAt = minute + longest;
      dollars += longest * aMinute;
    }
    // Somebody runs it by hand, too.
    if (freeAt < 24 * 60) dollars += each.timeoutMinutes * aMinute;
  }
  const bytes = datasets.reduce((sum, dataset) => sum + datasetBytes(dataset), 0);
  dollars += rebuilds.length * smokeTests.length * Math.max(1e7, 2 * bytes) * 5e-12;
  dollars += bytes * 5e-12 + (bytes / 1e9) * (0.023 / 30) + rebuilds.length * 0.0022;
  return dollars;
};

test('no definition that is accepted can cost more than the stack allows', () => {
  let accepted = 0;
  fc.assert(
    fc.property(definition, parameters, (lab, { region, ...settings }) => {
      const files = lab.datasets.length;
      try {
        affordable(lab, { ...settings, lab: { region } }, files, files);
      } catch (error) {
        expect(error).toBeInstanceOf(TooExpensive);
        return;
      }
      accepted += 1;
      expect(spend(lab, { ...settings, region })).toBeLessThanOrEqual(settings.maxDollarsPerDay);
    }),
    { numRuns: 1_000 },
  );
  // The property says nothing of what is refused.
  expect(accepted).toBeGreaterThan(50);
});

const defaults = { schedule: 'rate(1 hour)', runJob: false, maxDollarsPerDay: 5 };
const virginia = { ...defaults, lab: { region: 'us-east-1' } };
const sample = parseLabDefinition(sampleDefinition());

const withJob = (more: object): LabDefinition =>
  parseLabDefinition(
    JSON.stringify({
      title: 't',
      version: '1.0.0',
      licence: 'l',
      source: 's',
      datasets: [],
      jobs: [{ name: 'big', script: file('jobs', 1), ...more }],
    }),
  );

test('the sample costs up to half a dollar a day, and up to four if rebuilds run its job', () => {
  expect(affordable(sample, virginia, 20, 20)).toBeLessThan(0.5);
  const running = affordable(sample, { ...virginia, runJob: true }, 20, 20);
  expect(running).toBeGreaterThan(3.5);
  expect(running).toBeLessThan(4.2);
});

test('a job of the default size may run every hour, and not every 15 minutes', () => {
  expect(affordable(withJob({ schedule: 'cron(0 * * * ? *)' }), virginia, 0, 0)).toBeLessThan(4);
  expect(() => affordable(withJob({ schedule: 'cron(0/15 * * * ? *)' }), virginia, 0, 0)).toThrow(
    "more than the stack's MaxDollarsPerDay of 5. The most is for job big, with 2 G.1X workers for 970 minutes in 97 runs: $14.23. Give it fewer workers",
  );
});

describe('is refused, with what is dearest and how to lower it:', () => {
  const refusal = (lab: LabDefinition, settings = virginia, files = 0): string => {
    try {
      affordable(lab, settings, files, files / 500);
    } catch (error) {
      return error instanceof TooExpensive ? error.message : String(error);
    }
    return 'accepted';
  };

  test('ten G.2X workers for 480 minutes, every hour, though no rebuild runs them', () => {
    const lab = withJob({
      workerType: 'G.2X',
      workers: 10,
      timeoutMinutes: 480,
      schedule: 'cron(0 * * * ? *)',
    });
    expect(refusal(lab)).toBe(
      "the lab could cost up to $285.46 a day, more than the stack's MaxDollarsPerDay of 5. The most is for job big, with " +
        '10 G.2X workers for 1945 minutes in 25 runs: $285.27. Give it fewer workers, a shorter timeoutMinutes or a rarer ' +
        'schedule in lab.json, or raise that parameter',
    );
  });

  test('a job that nothing starts, as somebody will', () => {
    expect(refusal(withJob({ workerType: 'G.8X', workers: 10, timeoutMinutes: 480 }))).toContain(
      'job big, with 10 G.8X workers for 480 minutes in one run: $281.60',
    );
  });

  test('a rebuild every minute', () => {
    expect(refusal(sample, { ...virginia, schedule: 'rate(1 minute)' })).toContain(
      'Choose a rarer ScheduleExpression',
    );
  });

  test('a million files', () => {
    expect(refusal(sample, virginia, 1_000_000)).toContain(
      'Name fewer Datasets, or make fewer, larger files',
    );
  });
});
