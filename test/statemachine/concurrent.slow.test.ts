import { driftingKinds } from './kinds/all.ts';
import type { EndedRun } from './rebuild-engine.ts';
import { changedOutcomes, SmallLab } from './small-lab.ts';

let small: SmallLab;
let whole: object;

beforeAll(async () => {
  small = await SmallLab.start();
  small.skipProofs();
  await small.reset();
  await small.rebuilt();
  whole = await small.observe();
});

beforeEach(async () => {
  await small.reset();
});

afterAll(async () => {
  await small?.stop();
});

/** No execution is recorded, so none sees another and none is skipped. */
const threeAtOnce = (input: object): Promise<EndedRun[]> =>
  Promise.all([1, 2, 3].map(() => small.rebuild(input, { startedAt: '2026-11-21T12:00:00.000Z' })));

const expectAllBuilt = async (ended: readonly EndedRun[]): Promise<void> => {
  for (const { status, cause, entered } of ended) {
    expect({ status, cause }).toEqual({ status: 'succeeded', cause: '' });
    expect(entered).toContain('BuildLab');
  }
  expect(await small.observe()).toEqual(whole);
  expect(changedOutcomes((await small.rebuilt()).outcomes)).toEqual({});
  expect(small.writes()).toEqual([]);
};

describe('three rebuilds at once build the same lab as one', () => {
  test.each([1, 2, 3])('on an empty account (%i)', async () => {
    await expectAllBuilt(await threeAtOnce({}));
  });

  test('and save no query twice, even if each has seen that it is missing', async () => {
    const together = Promise.withResolvers<'passed'>();
    let waiting = 0;
    small.faults.decide = ({ operation }) => {
      if (operation !== 'CreateNamedQuery') return 'passed';
      waiting += 1;
      if (waiting === 3) together.resolve('passed');
      return together.promise;
    };
    const ended = await threeAtOnce({});
    small.faults.decide = () => 'passed';
    expect(waiting).toBe(3);
    await expectAllBuilt(ended);
  });

  test('if all of them repair a lab in which everything was changed', async () => {
    await small.rebuilt();
    // The emulated update of a saved query gives it a new id, unlike AWS: two at once would make two queries.
    for (const { kind, drifts } of driftingKinds(small.clients))
      if (kind !== 'named-query') for (const { make } of Object.values(drifts)) await make();
    await expectAllBuilt(await threeAtOnce({ repair: true }));
  });

  test('and retry if S3 answers that another write is in progress', async () => {
    let conflicts = 0;
    small.faults.decide = ({ operation }) => {
      if (operation !== 'PutBucketPolicy' || conflicts === 3) return 'passed';
      conflicts += 1;
      return 'aborted';
    };
    const ended = await small.rebuild();
    small.faults.decide = () => 'passed';
    expect(conflicts).toBe(3);
    await expectAllBuilt([ended]);
  });
});
