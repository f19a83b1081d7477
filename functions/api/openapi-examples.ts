import { type ProblemKind, problems, problemType } from '../../lab/api.ts';
import type { ProblemDocument, RunLink, RunStatus } from '../../lab/api-answers.ts';
import { daybreakVersion } from '../../lab/daybreak-version.ts';
import { kinds } from '../../lab/kinds.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import type { Report } from '../../lab/report.ts';

const run = 'monday-9am';
const arn = `arn:aws:states:us-east-1:123456789012:execution:daybreak-rebuild:${run}`;
const startedAt = '2026-11-23T09:00:00.000Z';

export const runLinkExample: RunLink = {
  run,
  links: {
    status: `https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/rebuild/${run}`,
    console: `https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${arn}`,
  },
};

export const runStatusExample: RunStatus = {
  ...runLinkExample,
  state: 'running',
  action: 'rebuild',
  trigger: 'api',
  startedAt,
  seconds: 14.2,
  steps: [
    { step: 'Plan', state: 'done', startedAt, seconds: 2.1 },
    { step: 'EnsureStorage', state: 'done', startedAt: '2026-11-23T09:00:02.300Z', seconds: 3.4 },
    {
      step: 'CopyData',
      state: 'running',
      startedAt: '2026-11-23T09:00:05.900Z',
      seconds: 8.3,
      batches: { done: 3, of: 8 },
    },
    { step: 'SmokeTest', state: 'pending' },
  ],
  outcomes: {
    counts: { created: 4, unchanged: 4, kept: 1 },
    exceptions: [
      outcomeOf(kinds.workgroup.named('daybreak'), 'kept', {
        kept: [{ property: 'bytesScannedCutoff', from: '20000000', to: '10000000000' }],
      }),
    ],
    more: 0,
  },
  truncated: false,
};

export const reportExample: Report = {
  lab: 'daybreak',
  account: '123456789012',
  region: 'us-east-1',
  execution: { arn, name: run, startedAt },
  finishedAt: '2026-11-23T09:00:41.000Z',
  seconds: 41,
  daybreak: daybreakVersion,
  input: { action: 'rebuild', trigger: 'api' },
  action: 'rebuild',
  trigger: 'api',
  result: 'succeeded',
  definition: { title: 'Olist sample', version: '1.0.0', seed: 'built-in sample', synthetic: true },
  outcomes: [outcomeOf(kinds.database.named('daybreak_sor'), 'created')],
  proofs: [
    {
      kind: 'rows',
      table: 'sor.tbl_brecommerce_orders',
      name: 'rows of sor.tbl_brecommerce_orders',
      passed: true,
      expected: [['9944']],
      actual: [['9944']],
      provenAt: '2026-11-23T09:00:40.000Z',
    },
  ],
  jobRuns: [],
  orphaned: [],
  notes: [],
  steps: [{ step: 'EnsureCatalog', startedAt: '2026-11-23T09:00:05.900Z', seconds: 6.5 }],
  failures: [],
};

/** A problem of each kind, worded like those that the endpoint answers. */
export const problemExample = (kind: ProblemKind, detail: string, at?: string): ProblemDocument => ({
  type: problemType(kind),
  ...problems[kind],
  detail,
  ...(at === undefined ? {} : { at }),
  ...(kind === 'run-in-progress' ? { running: runLinkExample } : {}),
});
