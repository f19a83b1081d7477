import { SFNClient } from '@aws-sdk/client-sfn';
import { followRun } from '../../cli/follow/follow-run.ts';
import { interruptOn } from '../../cli/interrupt.ts';
import { plainProgress } from '../../cli/render/plain.ts';
import { arnOf, lab } from './api-fake.ts';
import { history, scheduled, succeeded } from './api-history.ts';
import { fakeAws, named } from './aws-fake.ts';
import { testSession } from './test-session.ts';

const session = testSession(lab.name, lab.account, lab.region);

/** A run with this history that has written no report. */
const followed = (events: ReturnType<typeof history>) => {
  const sfn = new SFNClient({ region: lab.region });
  sfn.middlewareStack.add(
    () => async () => ({ response: {}, output: { events: events.toReversed(), $metadata: {} } }),
    { step: 'initialize', priority: 'high' },
  );
  const { s3 } = fakeAws({ GetObject: [named('NoSuchKey', 'none')] });
  const progress = plainProgress(() => {});
  return followRun(
    { ...session, s3, sfn },
    arnOf('plan-1'),
    progress,
    interruptOn(new AbortController().signal),
    true,
  );
};

const notes = 'table/lab_sor.notes';
const idle = 'job/lab-idle';

test('a plan names what the definition no longer has once, in the order of its last step', async () => {
  const { orphaned } = await followed(
    history(
      ['ExecutionStarted', 0],
      scheduled('ensure-catalog', 1),
      scheduled('ensure-job', 1),
      succeeded({ step: 'EnsureJob', outcomes: [], orphaned: [idle] }, 3),
      succeeded({ step: 'EnsureCatalog', outcomes: [], orphaned: [notes] }, 2),
      scheduled('report', 5),
      succeeded({ result: 'succeeded', details: [], orphaned: [notes, idle] }, 6),
      ['ExecutionSucceeded', 7],
    ),
  );
  expect(orphaned).toEqual([notes, idle]);
});

test('a run that dies before its last step names what its other steps have found', async () => {
  const { orphaned } = await followed(
    history(
      ['ExecutionStarted', 0],
      scheduled('ensure-job', 1),
      succeeded({ step: 'EnsureJob', outcomes: [], orphaned: [idle] }, 2),
      ['ExecutionAborted', 3],
    ),
  );
  expect(orphaned).toEqual([idle]);
});
