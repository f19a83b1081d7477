import { type Displaced, listDisplaced } from '../../cli/restore/displaced.ts';
import { planItems } from '../../cli/restore/plan-item.ts';
import { kinds } from '../../lab/kinds.ts';
import { canonical, type Value } from '../../lab/marks.ts';
import type { Outcome } from '../../lab/outcomes.ts';
import { displaceTo } from '../../reconcile/displace.ts';
import { newClients } from './kind-fixture.ts';
import { driftingKinds } from './kinds/all.ts';
import { lab } from './lab-handlers.ts';
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

/** Every property that a rebuild keeps if somebody changes it, by kind and name. */
const keptProperties = driftingKinds(newClients()).flatMap(({ kind, resource }) =>
  Object.keys(resource.properties)
    .filter(property => resource.properties[property]?.always === undefined)
    .map(property => [kinds[kind].singular, property, kind] as const),
);

const cases = keptProperties.filter(([, , kind]) => kind !== 'bucket');

const shown = (value: Value | undefined): string =>
  typeof value === 'string' ? value : canonical(value ?? null);

const changed = (outcomes: readonly Outcome[]) =>
  outcomes
    .filter(({ outcome }) => outcome !== 'unchanged')
    .map(({ resource, outcome, kept }) => ({ resource, outcome, kept }));

const plan = async (item: Displaced) => {
  const [planned] = await planItems({ lab, s3: small.s3 }, small.clients, [item]);
  if (planned === undefined) throw new Error('nothing is planned');
  return planned;
};

/** What a repair saves of a drift. */
const displacedBy = async (drift: { make(): Promise<unknown> } | undefined): Promise<Displaced> => {
  await drift?.make();
  const { outcomes } = await small.rebuilt({ repair: true });
  const address = outcomes.flatMap(({ displaced = [] }) => displaced)[0];
  const displaced = await listDisplaced(small.s3, lab);
  const item = displaced.find(({ from }) => `s3://${from.bucket}/${from.key}` === address);
  if (item === undefined) throw new Error(`${address} is not listed`);
  return item;
};

let restored = 0;

test.each(cases)(
  'the %s gets its %s back after a repair, and the next rebuild keeps it',
  async (_kind, property, kind) => {
    const { resource, drifts } = drifting.find(each => each.kind === kind) ?? {};
    const item = await displacedBy(drifts?.[property]);
    const planned = await plan(item);
    expect(planned.isThere).toBe(false);
    restored += 1;
    const run = `restore-${restored}`;
    await planned.restore(displaceTo(small.s3, lab, run));
    expect((await plan(item)).isThere).toBe(true);

    const id = resource?.id ?? '';
    const from = shown(drifts?.[property]?.theirs);
    const to = shown(resource?.desired()[property]);
    const kept = [{ property, from, to }];
    const asKept = [{ resource: id, outcome: 'kept', ...(kind === 'dataset' ? {} : { kept }) }];
    expect(changed(await small.told({ action: 'plan' }))).toMatchObject(asKept);
    expect(changed((await small.rebuilt()).outcomes)).toMatchObject(asKept);

    // What it has displaced brings back what the definition says.
    const before = (await listDisplaced(small.s3, lab)).find(each => each.run === run);
    if (before === undefined) throw new Error(`${run} has saved nothing`);
    await (await plan(before)).restore(displaceTo(small.s3, lab, `${run}-back`));
    expect(changed((await small.rebuilt()).outcomes)).toEqual([]);
  },
);

test('the settings of a bucket are not restored, and the file says what they were', async () => {
  const { drifts } = drifting.find(({ kind }) => kind === 'bucket') ?? {};
  const item = await displacedBy(drifts?.lifecycle);
  await expect(plan(item)).rejects.toThrow(`${item.from.key}: the settings of buckets are not restored`);
});
