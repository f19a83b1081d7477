import { RoleNotReady } from '../../lab/errors.ts';
import type { Step } from '../../lab/names.ts';
import { named } from '../unit/aws-fake.ts';
import type { Handlers } from './rebuild-engine.ts';
import { SmallLab } from './small-lab.ts';

let small: SmallLab;
let real: Handlers;

beforeAll(async () => {
  small = await SmallLab.start();
  small.skipProofs();
  real = small.handlers;
});

beforeEach(async () => {
  small.handlers = real;
  await small.reset();
});

afterAll(async () => {
  await small?.stop();
});

/** Makes a step fail this many times before it does what the real one does. */
const fail = (step: Step, error: Error, times = Number.POSITIVE_INFINITY) => {
  const calls = { made: 0 };
  const handler: Handlers[Step] = async input => {
    calls.made += 1;
    if (calls.made <= times) throw error;
    return real[step](input);
  };
  small.handlers = { ...real, [step]: handler };
  return calls;
};

describe('a step that fails', () => {
  test('does not cancel its siblings: their outcomes are in the report, and it is the first cause', async () => {
    const calls = fail('ensure-catalog', named('EntityNotFoundException', 'the catalog is gone'));
    const ended = await small.rebuild();
    expect(ended).toMatchObject({ status: 'failed' });
    expect(ended.cause).toContain('the catalog is gone');
    const report = await small.report();
    expect(report.failures[0]).toEqual({
      step: 'EnsureCatalog',
      error: 'EntityNotFoundException',
      cause: 'the catalog is gone',
    });
    expect([...new Set(report.outcomes.map(({ resource }) => resource.split('/')[0]))].sort()).toEqual([
      'bucket',
      'dashboard',
      'dataset',
      'job',
      'job-file',
      'named-query',
      'role',
      'script',
      'trigger',
      'workgroup',
    ]);
    expect(calls.made).toBe(1);
  });

  test('in one batch of the copy leaves the other batches alone', async () => {
    const handler: Handlers['copy-data'] = async input => {
      if (JSON.stringify(input).includes('"dataset":"sor.tbl_cities"'))
        throw named('FileMismatch', 'the cities are not as defined');
      return real['copy-data'](input);
    };
    small.handlers = { ...real, 'copy-data': handler };
    expect(await small.rebuild()).toMatchObject({ status: 'failed' });
    const report = await small.report();
    expect(report.failures[0]).toMatchObject({ step: 'CopyData', error: 'FileMismatch' });
    expect(report.outcomes.filter(({ resource }) => resource.startsWith('dataset/'))).toMatchObject([
      { resource: 'dataset/sot.tbl_visits', outcome: 'created' },
    ]);
  });

  test('in storage goes straight to the report', async () => {
    fail('ensure-storage', named('AccessDenied', 'no buckets here'));
    const ended = await small.rebuild();
    expect(ended.status).toBe('failed');
    expect(ended.cause).toContain('no buckets here');
    expect(ended.entered).not.toContain('BuildLab');
    expect(ended.entered.at(-1)).toBe('LabFailed');
  });
});

describe('a temporary problem is retried', () => {
  test('a role that Glue cannot assume yet', async () => {
    const calls = fail('ensure-job', new RoleNotReady('not yet'), 3);
    expect(await small.rebuild()).toMatchObject({ status: 'succeeded' });
    expect(calls.made).toBe(4);
  });

  test.each(['plan', 'ensure-storage', 'copy-data', 'smoke-test', 'report'] as const)(
    'a Lambda that is throttled: %s',
    async step => {
      const calls = fail(step, named('Lambda.TooManyRequestsException', 'Rate Exceeded'), 2);
      expect(await small.rebuild()).toMatchObject({ status: 'succeeded' });
      expect(calls.made).toBeGreaterThan(2);
    },
  );

  test('a role of the state machine that is too new to call a function', async () => {
    const calls = fail(
      'plan',
      named('States.Permissions', 'not authorized to perform: lambda:InvokeFunction'),
      2,
    );
    expect(await small.rebuild()).toMatchObject({ status: 'succeeded' });
    expect(calls.made).toBe(3);
  });

  test('but a permanent one is not', async () => {
    const calls = fail('ensure-job', named('AccessDeniedException', 'no'));
    await small.rebuild();
    expect(calls.made).toBe(1);
  });
});
