import fc from 'fast-check';
import { driftingKinds, removals } from './kinds/all.ts';
import { changedOutcomes, SmallLab } from './small-lab.ts';

let small: SmallLab;
let drifting: ReturnType<typeof driftingKinds>;
let whole: object;

beforeAll(async () => {
  small = await SmallLab.start();
  small.skipProofs();
  drifting = driftingKinds(small.clients);
  await small.reset();
  await small.rebuilt();
  whole = await small.observe();
});

afterAll(async () => {
  await small?.stop();
});

/** What a learner did: changed any properties of each kind, and then removed things. */
const damage = fc.record({
  // Numbers that select a kind's properties, however many it has.
  altered: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }),
  removed: fc.subarray(Object.keys(removals)),
});

const alter = async ([kind, property]: readonly [number, number]): Promise<void> => {
  const drifts = Object.values(drifting[kind % drifting.length]?.drifts ?? {});
  await drifts[property % drifts.length]?.make();
};

test('whatever was changed or removed, one rebuild with repair makes it the same lab again', async () => {
  await fc.assert(
    fc.asyncProperty(damage, async ({ altered, removed }) => {
      for (const each of altered) await alter(each);
      for (const [name, remove] of Object.entries(removals))
        if (removed.includes(name)) await remove(small.clients);
      await small.rebuilt({ repair: true });
      expect(await small.observe()).toEqual(whole);
    }),
    { numRuns: 25, endOnFailure: true },
  );
  expect(changedOutcomes((await small.rebuilt()).outcomes)).toEqual({});
  expect(small.writes()).toEqual([]);
});

test('if everything but the stack was deleted, one rebuild makes the same lab', async () => {
  await small.rebuilt({ repair: true });
  for (const remove of Object.values(removals)) await remove(small.clients);
  await small.rebuilt();
  expect(await small.observe()).toEqual(whole);
});
