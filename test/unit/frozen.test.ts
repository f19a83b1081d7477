import { readFileSync } from 'node:fs';
import { latestReport } from '../../cli/follow/report.ts';
import { statusPage } from '../../cli/render/status-page.ts';
import { plainStyle } from '../../cli/render/style.ts';
import type { Session } from '../../cli/session.ts';
import { findDefinition } from '../../functions/plan/find-definition.ts';
import { lastReport } from '../../functions/plan/last-report.ts';
import { readDefinition } from '../../functions/seed/definition.ts';
import { provenIn } from '../../lab/proven.ts';
import { parseReport } from '../../lab/report.ts';
import { parseLabSource } from '../../lab/source-definition.ts';
import { fakeAws } from './aws-fake.ts';
import { testSession } from './test-session.ts';

const frozen = (name: string): string =>
  readFileSync(new URL(`../frozen/${name}.json`, import.meta.url), 'utf8');

/** S3 that answers every read with this text. */
const s3With = (text: string) =>
  fakeAws({ GetObject: [{ ETag: '"e"', Body: { transformToString: async () => text } }] }).s3;

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const seed = 's3://somebodys-seed/cities/';

/** As Plan finds it, and as the steps behind Plan read it. */
const planned = async (text: string) => {
  const { definition, reference } = await findDefinition(s3With(text), seed);
  expect(await readDefinition(s3With(text), reference, undefined)).toStrictEqual(definition);
  return definition;
};

describe('a definition that was published before there was a schemaVersion', () => {
  test('the built-in sample means what it meant', async () => {
    const { schemaVersion, title, version, synthetic, datasets, tables, jobs, smokeTests, queries } =
      await planned(frozen('definition-1'));
    expect({ schemaVersion, title, version, synthetic }).toEqual({
      schemaVersion: 1,
      title: 'Brazilian e-commerce (synthetic sample)',
      version: '1.0.0',
      synthetic: true,
    });
    expect(datasets).toHaveLength(8);
    expect(datasets[0]).toMatchObject({ table: 'tbl_brecommerce_orders', rows: 9944, partitionKeys: [] });
    expect(tables.map(({ partitionKeys }) => partitionKeys.map(({ name }) => name))).toEqual([['anomesdia']]);
    expect(jobs[0]).toMatchObject({ name: 'orders', glueVersion: '5.0', workers: 2, timeoutMinutes: 10 });
    expect([smokeTests.length, queries.length]).toEqual([5, 5]);
  });

  test('one with every key that there was says the same as its text', async () => {
    const text = frozen('definition-1-small');
    expect(await planned(text)).toStrictEqual({ schemaVersion: 1, ...JSON.parse(text) });
  });

  test('is something that its author could publish again', () => {
    expect(() => parseLabSource(frozen('definition-1'))).not.toThrow();
    expect(() => parseLabSource(frozen('definition-1-small'))).not.toThrow();
  });

  test('has the defaults of its day where it leaves them out', async () => {
    const column = { name: 'id', type: 'int' };
    const table = { zone: 'sot', format: 'parquet', columns: [column] };
    const script = { key: 'a.py', bytes: 1, crc32: 'ada15A==' };
    const bare = { title: 'T', version: '1.0.0', licence: 'L', source: 'S', datasets: [] };
    expect(await planned(JSON.stringify(bare))).toStrictEqual({
      schemaVersion: 1,
      ...bare,
      synthetic: false,
      tables: [],
      jobs: [],
      smokeTests: [],
      queries: [],
    });
    const dataset = { ...table, table: 'a', rows: 0, files: [] };
    const more = { ...bare, datasets: [dataset], tables: [{ ...table, table: 'b' }] };
    expect(await planned(JSON.stringify({ ...more, jobs: [{ name: 'j', script }] }))).toMatchObject({
      datasets: [{ ...dataset, partitionKeys: [] }],
      tables: [{ ...table, table: 'b', partitionKeys: [] }],
      jobs: [
        {
          name: 'j',
          script,
          arguments: {},
          glueVersion: '5.0',
          workerType: 'G.1X',
          workers: 2,
          timeoutMinutes: 10,
        },
      ],
    });
  });
});

const withS3 = (text: string): Session => ({
  ...testSession('daybreak', lab.account, lab.region),
  s3: s3With(text),
});

/** What `daybreak status` says of a lab with this report. */
const statusOf = async (text: string): Promise<string> => {
  const session = withS3(text);
  const { report, unreadable } = await latestReport(session);
  const stack = { StackName: 's', StackStatus: 'CREATE_COMPLETE', CreationTime: undefined } as const;
  const status = {
    stack,
    running: undefined,
    deed: undefined,
    observed: undefined,
    report,
    unreadable,
  };
  return statusPage(session, status, plainStyle);
};

/** As a Daybreak of the future would write it: with a new key in every object. */
const withNewKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNewKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    key === 'input' ? item : withNewKeys(item),
  ]);
  return { ...Object.fromEntries(entries), ofTheFuture: { is: 'new' } };
};

describe('a report', () => {
  const text = frozen('report-1');
  const json = JSON.parse(text);
  const proofTypes = [
    { kind: 'rows', table: 'sor.books' },
    { kind: 'rows', table: 'sot.loans' },
    { kind: 'job', table: 'spec.loans_by_book' },
    { kind: 'answer' },
  ];
  /** It said in words what later reports have types for. */
  const withTypes = {
    ...json,
    outcomes: json.outcomes.map((each: { readonly resource: string }) => ({
      ...each,
      kind: each.resource.split('/')[0],
      adoptable: false,
    })),
    proofs: json.proofs.map((each: object, index: number) => ({ ...each, ...proofTypes[index] })),
    notes: [],
  };

  test('of today is read for ever, with nothing lost', async () => {
    const report = parseReport(text, 'the report');
    expect(report).toStrictEqual(withTypes);
    expect(parseReport(JSON.stringify(report), 'the report')).toStrictEqual(withTypes);
    expect((await lastReport(s3With(text), lab)).report).toStrictEqual(report);
    const status = await statusOf(text);
    expect(status).toMatch(/Data +A small library 1.2.0, s3:\/\/somebodys-seed\/cities\/ \(synthetic/);
    expect(status).toContain('4 of 4 passed');
  });

  test('still proves what it proved: a table of which nothing has changed is not counted again', async () => {
    const { datasets } = await planned(frozen('definition-1-small'));
    // Table books is as a learner changed it.
    expect(provenIn(lab, parseReport(text, 'the report'), datasets)).toEqual({
      'sot.loans': '2026-11-26T01:44:58.008Z',
    });
  });

  test('proves the same of a definition that leaves its defaults out', async () => {
    const { partitionKeys: _default, ...books } = JSON.parse(frozen('definition-1-small')).datasets[0];
    const definition = { ...JSON.parse(frozen('definition-1-small')), datasets: [books] };
    const { datasets } = await planned(JSON.stringify(definition));
    const nothingKept = {
      ...json,
      outcomes: json.outcomes.map((each: object) => ({ ...each, outcome: 'created' })),
    };
    expect(provenIn(lab, parseReport(JSON.stringify(nothingKept), 'the report'), datasets)).toEqual({
      'sor.books': '2026-11-26T01:44:59.324Z',
    });
  });

  test('of a newer Daybreak is read without what is new in it', async () => {
    const newer = JSON.stringify({ ...Object(withNewKeys(json)), daybreak: '9.9.9' });
    expect(parseReport(newer, 'the report')).toStrictEqual({ ...withTypes, daybreak: '9.9.9' });
    expect(await lastReport(s3With(newer), lab)).toHaveProperty('report');
    expect(await statusOf(newer)).toContain('4 of 4 passed');
  });

  test('of a newer Daybreak may have kinds that this one does not know', () => {
    const [first, ...others] = json.outcomes;
    const [proof] = json.proofs;
    const newer = {
      ...json,
      outcomes: [{ ...first, resource: 'crawler/lab', kind: 'crawler' }, ...others],
      proofs: [{ ...proof, kind: 'freshness' }],
    };
    const { outcomes, proofs } = parseReport(JSON.stringify(newer), 'the report');
    expect(outcomes[0]).toMatchObject({ resource: 'crawler/lab', kind: 'crawler' });
    expect(proofs).toMatchObject([{ name: 'rows of sor.books', kind: 'answer' }]);
  });

  test('of an older Daybreak has defaults for what it lacks', () => {
    const { daybreak: _1, input: _2, jobRuns: _3, orphaned: _4, ...older } = json;
    expect(parseReport(JSON.stringify(older), 'the report')).toMatchObject({
      daybreak: 'unknown',
      input: {},
      jobRuns: [],
      orphaned: [],
    });
  });

  test('that makes no sense here is not taken for none: the status says who wrote it, and what is wrong', async () => {
    const strange = JSON.stringify({ ...json, daybreak: '9.9.9', result: 'postponed' });
    const status = await statusOf(strange);
    expect(status).toMatch(
      /Report +The last report, written by Daybreak 9\.9\.9, can't be read by Daybreak \d[^ ]*, at result: Invalid option.*rebuild$/m,
    );
    expect(status).not.toContain('not been built');
    expect(await statusOf('{')).toMatch(/Report +The last report is not JSON/);
    // It tells of the past: Plan does without it.
    expect(await lastReport(s3With(strange), lab)).toEqual({});
  });
});
