import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type KindName, kindOf, kinds } from '../../lab/kinds.ts';
import { canonical, type Value } from '../../lab/marks.ts';
import type { Change, Outcome } from '../../lab/outcomes.ts';
import { type DriftingKind, newClients } from './kind-fixture.ts';
import { driftingKinds } from './kinds/all.ts';
import { theirContent } from './lab-objects.ts';
import { SmallLab } from './small-lab.ts';

let small: SmallLab;
let drifting: ReturnType<typeof driftingKinds>;

beforeAll(async () => {
  small = await SmallLab.start();
  drifting = driftingKinds(small.clients);
  await small.reset();
  small.skipProofs();
  await small.rebuilt();
});

afterAll(async () => {
  await small?.stop();
});

const shown = (value: Value | undefined): string =>
  typeof value === 'string' ? value : canonical(value ?? null);

/** Resources whose properties can be listed without an account. */
const unconnected = driftingKinds(newClients());

const propertiesOf = ({ resource }: DriftingKind): readonly string[] => Object.keys(resource.properties);

/** A round changes one property of each kind that still has an unchanged one. */
const rounds = Array.from(
  { length: Math.max(...unconnected.map(each => propertiesOf(each).length)) },
  (_, round): [string, number] => {
    const names = unconnected.flatMap(each => {
      const property = propertiesOf(each)[round];
      return property === undefined ? [] : [`${kinds[each.kind].singular}: ${property}`];
    });
    return [names.join(', '), round];
  },
);

interface DriftedProperty {
  readonly kind: KindName;
  readonly id: string;
  readonly change: Change;
  readonly theirs: Value;
  readonly always: boolean;
}

const driftOf = (round: number): (DriftedProperty & { make(): Promise<unknown> })[] =>
  drifting.flatMap(({ kind, resource, drifts }) => {
    const property = Object.keys(resource.properties)[round];
    const drift = drifts[property ?? ''];
    if (property === undefined || drift === undefined) return [];
    const { theirs, make } = drift;
    const change = { property, from: shown(theirs), to: shown(resource.desired()[property]) };
    const always = resource.properties[property]?.always !== undefined;
    return [{ kind, id: resource.id, change, theirs, always, make }];
  });

const changed = (outcomes: readonly Outcome[]): Record<string, object> =>
  Object.fromEntries(
    outcomes
      .filter(({ outcome }) => outcome !== 'unchanged')
      .map(({ resource, outcome, changes, kept }) => [resource, { outcome, changes, kept }]),
  );

const keptOrRepaired = ({ id, change, always }: DriftedProperty): [string, object] => [
  id,
  always
    ? { outcome: 'updated', changes: [{ ...change, repaired: true }], kept: [] }
    : { outcome: 'kept', changes: [], kept: [change] },
];

/** A copy of the content is saved, not settings. */
const isContent = ({ kind }: DriftedProperty): boolean => ['dataset', 'script', 'job-file'].includes(kind);

const repaired = ({ id, change }: DriftedProperty): [string, object] => [
  id,
  { outcome: 'updated', changes: [{ ...change, repaired: true }], kept: [] },
];

/** What is at the address that an outcome gives, and that its note names. */
const displacedBy = async (outcome: Outcome | undefined): Promise<string> => {
  const [address = ''] = outcome?.displaced ?? [];
  expect(outcome?.notes.join()).toContain(address);
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  const { Body } = await small.s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
};

test.each(unconnected.map(each => [kinds[each.kind].singular, each] as const))(
  'every compared property of a %s has a drift in these tests',
  (_, each) => {
    expect(Object.keys(each.drifts)).toEqual(propertiesOf(each));
    expect(kindOf(each.resource.id)).toBe(each.kind);
  },
);

/** The small lab with one change of each kind, and what four runs in a row then report and write. */
const story = async (drifted: readonly { make(): Promise<unknown> }[]) => {
  for (const { make } of drifted) await make();
  const rebuild = { outcomes: (await small.rebuilt()).outcomes };
  const plan = { outcomes: await small.told({ action: 'plan', repair: true }), writes: small.writes() };
  const { outcomes } = await small.rebuilt({ repair: true });
  const repair = { outcomes, writes: small.writes() };
  const next = { outcomes: (await small.rebuilt()).outcomes, writes: small.writes() };
  return { rebuild, plan, repair, next };
};

describe.each(rounds)('a learner changes %s', (_, round) => {
  let drifted: ReturnType<typeof driftOf>;
  let kept: ReturnType<typeof driftOf>;
  let told: Awaited<ReturnType<typeof story>>;

  beforeAll(async () => {
    drifted = driftOf(round);
    kept = drifted.filter(({ always }) => !always);
    told = await story(drifted);
  });

  test('a rebuild keeps exactly these, and repairs safety settings', () => {
    expect(changed(told.rebuild.outcomes)).toEqual(Object.fromEntries(drifted.map(keptOrRepaired)));
  });

  test('a plan with repair says what it would do, and writes nothing', () => {
    expect(changed(told.plan.outcomes)).toEqual(Object.fromEntries(kept.map(repaired)));
    expect(told.plan.writes).toEqual([]);
  });

  test('a repair restores exactly these, with one write for each', () => {
    expect(changed(told.repair.outcomes)).toEqual(Object.fromEntries(kept.map(repaired)));
    // And one write that saves what is displaced; the emulated update of a saved query is two calls.
    const writes = told.repair.writes.filter(call => call !== 'DeleteNamedQuery');
    expect(writes).toHaveLength(2 * kept.length);
  });

  test('what a repair displaced can be read where the report says', async () => {
    for (const each of kept) {
      const content = await displacedBy(told.repair.outcomes.find(({ resource }) => resource === each.id));
      if (isContent(each)) expect(content).toBe(theirContent);
      else expect(JSON.parse(content)).toEqual({ [each.change.property]: each.theirs });
    }
  });

  test('the next rebuild finds everything unchanged and writes nothing', () => {
    expect(changed(told.next.outcomes)).toEqual({});
    expect(told.next.writes).toEqual([]);
  });
});
