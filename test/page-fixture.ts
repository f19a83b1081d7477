import type { Lab } from '../lab/names.ts';
import type { Outcome, Proof } from '../lab/outcomes.ts';
import type { Report } from '../lab/report.ts';
import type { PageModel } from '../page/model.ts';
import { outcome } from './unit/outcome.ts';

const pageLab: Lab = {
  name: 'daybreak',
  account: '123456789012',
  region: 'us-east-1',
  partition: 'aws',
};

const rowCount = (table: string, rows: string): Proof => ({
  kind: 'rows',
  table,
  name: `rows of ${table}`,
  passed: true,
  expected: [[rows]],
  actual: [[rows]],
  provenAt: '2026-11-26T10:00:20.000Z',
});

const buckets = ['sor', 'sot', 'spec', 'assets', 'athena'].map(purpose =>
  outcome(`bucket/daybreak-${purpose}-123456789012-us-east-1`, 'created'),
);

const dataset = (table: string, bytes: number): Outcome =>
  outcome(`dataset/${table}`, 'created', { copied: { files: 2, bytes, copiedFiles: 2, copiedBytes: bytes } });

/** The report of a small lab that is ready. */
export const pageReport = (more: Partial<Report> = {}): Report => ({
  lab: 'daybreak',
  account: '123456789012',
  region: 'us-east-1',
  execution: {
    arn: 'arn:aws:states:us-east-1:123456789012:execution:daybreak-rebuild:run-1',
    name: 'run-1',
    startedAt: '2026-11-26T10:00:00.000Z',
  },
  finishedAt: '2026-11-26T10:00:30.000Z',
  seconds: 30,
  daybreak: '0.1.0',
  input: {},
  action: 'rebuild',
  trigger: 'console',
  result: 'succeeded',
  definition: { title: 'A library', version: '1.0.0', seed: 's3://seeds/library/', synthetic: true },
  mostDollarsPerDay: 0.38,
  outcomes: [
    ...buckets,
    dataset('sor.books', 12_345),
    dataset('sor.loans', 4_567_890),
    outcome('table/daybreak_sor.books', 'created'),
    outcome('table/daybreak_sor.loans', 'created'),
    outcome('table/daybreak_sot.loans', 'created'),
    outcome('job/daybreak-loans', 'created'),
    outcome('named-query/daybreak.First look', 'created'),
  ],
  proofs: [
    rowCount('sor.books', '1200'),
    rowCount('sor.loans', '98765'),
    {
      kind: 'answer',
      name: 'Every loan has its book',
      passed: true,
      expected: [['0', null]],
      actual: [['0', null]],
      provenAt: '2026-11-26T10:00:25.000Z',
    },
  ],
  jobRuns: [],
  orphaned: [],
  notes: [],
  steps: [
    { step: 'EnsureStorage', startedAt: '2026-11-26T10:00:02.000Z', seconds: 3 },
    { step: 'SmokeTest', startedAt: '2026-11-26T10:00:20.000Z', seconds: 9 },
  ],
  failures: [],
  ...more,
});

/** What a run knows, and so its page. */
export const pageModel = (
  report: Report | undefined = pageReport(),
  more: Partial<PageModel> = {},
): PageModel => ({
  lab: pageLab,
  isLocal: false,
  madeAt: new Date('2026-11-26T11:00:00Z'),
  report,
  ...more,
});

/** A report of a lab with so many tables. */
export const reportOfTables = (size: number): Report => {
  const names = Array.from(
    { length: size },
    (_, index) => `${['sor', 'sot', 'spec'][index % 3]}.tbl_${index}`,
  );
  return pageReport({
    outcomes: [
      ...buckets,
      ...names.map(name => dataset(name, 1000)),
      ...names.map(name => outcome(`table/daybreak_${name}`, 'unchanged')),
    ],
    proofs: names.map(name => rowCount(name, '10')),
  });
};
