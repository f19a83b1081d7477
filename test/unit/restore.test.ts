import { type AppliedMark, appliedFrom, type Value } from '../../lab/marks.ts';
import { displaceTo } from '../../reconcile/displace.ts';
import { type Mood, type Observation, type Resource, reconcile } from '../../reconcile/engine.ts';
import { object } from '../../reconcile/object.ts';
import { displacedMark } from '../../reconcile/object-mark.ts';
import { lookAtSettings, restoreSettings } from '../../reconcile/restore.ts';
import { restoreObject } from '../../reconcile/restore-object.ts';
import { seedSource } from '../../reconcile/seed-source.ts';
import { crc32Of, memoryS3 } from './memory-s3.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const assets = 'daybreak-assets-123456789012-us-east-1';

let s3: ReturnType<typeof memoryS3>;

beforeEach(() => {
  s3 = memoryS3();
});

const at = (key: string): string | undefined => s3.objects.get(`${assets}/${key}`)?.content;

interface Job {
  readonly workers: number;
  readonly script: string;
  readonly encryption: string;
  readonly [property: string]: Value;
}

const desired: Job = { workers: 2, script: 'a.py', encryption: 'on' };

/** A job in memory, with its mark. */
const jobWith = (
  now: Job | 'absent' | 'foreign' | 'unmarked',
  applied: AppliedMark = appliedFrom(desired),
) => {
  const aws = { state: typeof now === 'string' ? desired : now, applied, writes: [] as string[] };
  const resource: Resource<Job, undefined> = {
    kind: 'job',
    id: 'job/daybreak-orders',
    name: 'daybreak-orders',
    properties: { workers: {}, script: {}, encryption: { always: true } },
    desired: () => desired,
    async observe(): Promise<Observation<Job, undefined>> {
      if (now === 'absent') return { is: 'absent' };
      if (now === 'foreign') return { is: 'foreign', why: 'it is somebody else’s' };
      const { state } = aws;
      if (now === 'unmarked') return { is: 'unmarked', state, extra: undefined };
      return { is: 'ours', state, applied: aws.applied, extra: undefined };
    },
    create: async () => undefined,
    async update(next, changed, mark) {
      aws.writes.push(changed.join());
      aws.state = next;
      aws.applied = mark;
      return undefined;
    },
    async destroy() {},
  };
  return { resource, aws };
};

const mood = (more: Partial<Mood> = {}): Mood => ({
  planning: false,
  adopt: [],
  repair: false,
  displace: displaceTo(s3.client, lab, 'r1'),
  ...more,
});

describe('settings that a repair has displaced', () => {
  test('come back, and the next plan and rebuild keep them as somebody’s', async () => {
    const { resource, aws } = jobWith({ ...desired, workers: 9 });
    await reconcile(resource, mood({ repair: true }));
    expect(aws.state.workers).toBe(2);
    const saved = JSON.parse(at('displaced/r1/job/daybreak-orders.json') ?? '');
    expect(saved).toEqual({ workers: 9 });

    const applied = aws.applied;
    const restored = await restoreSettings(resource, saved, displaceTo(s3.client, lab, 'restore-1'));
    expect(aws.state).toEqual({ ...desired, workers: 9 });
    expect(aws.applied).toBe(applied);
    expect(restored).toEqual({
      changes: [{ property: 'workers', from: '2', to: '9' }],
      displaced: `s3://${assets}/displaced/restore-1/job/daybreak-orders.json`,
      notes: [],
    });
    expect(JSON.parse(at('displaced/restore-1/job/daybreak-orders.json') ?? '')).toEqual({ workers: 2 });
    expect(at('displaced/r1/job/daybreak-orders.json')).toBeDefined();

    for (const planning of [true, false]) {
      const outcome = await reconcile(resource, mood({ planning }));
      expect(outcome).toMatchObject({
        outcome: 'kept',
        kept: [{ property: 'workers', from: '9', to: '2' }],
      });
    }
    expect(aws.state.workers).toBe(9);
  });

  test('leave other properties as somebody has changed them since', async () => {
    const { resource, aws } = jobWith({ ...desired, script: 'mine.py' });
    await restoreSettings(resource, { workers: 9 }, displaceTo(s3.client, lab, 'restore-1'));
    expect(aws.state).toEqual({ ...desired, workers: 9, script: 'mine.py' });
    expect(aws.writes).toEqual(['workers']);
  });

  test('that are there as they were write nothing and save nothing', async () => {
    const { resource, aws } = jobWith({ ...desired, workers: 9 });
    expect(await lookAtSettings(resource, { workers: 9 })).toEqual({ is: 'same', notes: [] });
    await restoreSettings(resource, { workers: 9 }, displaceTo(s3.client, lab, 'restore-1'));
    expect(aws.writes).toEqual([]);
    expect(s3.objects.size).toBe(0);
  });

  test('are not brought back where they are for safety', async () => {
    const { resource, aws } = jobWith(desired);
    const done = await restoreSettings(resource, { encryption: 'off' }, displaceTo(s3.client, lab, 'x'));
    expect(aws.writes).toEqual([]);
    expect(done.notes).toEqual([expect.stringContaining('encryption is a safety setting')]);
  });

  test.each([
    ['absent', 'rebuild the lab first'],
    ['foreign', 'somebody else'],
    ['unmarked', 'Adopt job/daybreak-orders first'],
  ] as const)('of a resource that is %s are refused', async (now, why) => {
    const { resource, aws } = jobWith(now);
    expect(await lookAtSettings(resource, { workers: 9 })).toMatchObject({
      is: 'refused',
      isAbsent: now === 'absent',
      why: expect.stringContaining(why),
    });
    const restoring = restoreSettings(resource, { workers: 9 }, displaceTo(s3.client, lab, 'x'));
    await expect(restoring).rejects.toThrow(why);
    expect(aws.writes).toEqual([]);
    expect(s3.objects.size).toBe(0);
  });
});

describe('an object that a repair has displaced', () => {
  const to = { bucket: assets, key: 'jobs/orders.py' };
  const folder = { bucket: assets, key: 'displaced/restore-1/' };
  const from = { bucket: assets, key: `displaced/r1/${assets}/jobs/orders.py` };
  const file = { key: 'orders.py', bytes: 6, crc32: crc32Of('theirs') };

  const theScript = () => ({
    kind: 'script' as const,
    id: 'script/orders',
    name: 'orders',
    ...object(s3.client, lab, seedSource(s3.client, lab, { bucket: 'seed', prefix: '' }), file, to),
  });
  const put = (key: string, content: string, metadata: Readonly<Record<string, string>> = {}): void => {
    s3.objects.set(`${assets}/${key}`, { content, metadata });
  };
  const restoring = () => restoreObject(s3.client, lab, from, to, folder);

  beforeEach(() => {
    s3.objects.set('seed/orders.py', { content: 'theirs', metadata: {} });
  });

  test('comes back as somebody’s own, which the next plan and rebuild keep', async () => {
    put('jobs/orders.py', 'my own script', { by: 'me' });
    await reconcile(theScript(), mood({ repair: true }));
    expect(at('jobs/orders.py')).toBe('theirs');

    expect(await restoring()).toEqual({
      isChanged: true,
      displaced: `s3://${assets}/displaced/restore-1/${assets}/jobs/orders.py`,
    });
    expect(s3.objects.get(`${assets}/jobs/orders.py`)).toMatchObject({
      content: 'my own script',
      metadata: { by: 'me' },
    });
    expect(s3.objects.get(`${assets}/jobs/orders.py`)?.metadata).not.toHaveProperty('daybreak-applied');
    expect(at(`displaced/restore-1/${assets}/jobs/orders.py`)).toBe('theirs');
    expect(at(from.key)).toBe('my own script');
    for (const planning of [true, false])
      expect(await reconcile(theScript(), mood({ planning }))).toMatchObject({ outcome: 'kept' });
    expect(at('jobs/orders.py')).toBe('my own script');
  });

  test('comes back where nothing is, and then displaces nothing', async () => {
    put(from.key, 'mine', displacedMark(from));
    expect(await restoring()).toEqual({ isChanged: true, displaced: undefined });
    expect(at('jobs/orders.py')).toBe('mine');
  });

  test('that is there as it was is left alone', async () => {
    put(from.key, 'mine', displacedMark(from));
    put('jobs/orders.py', 'mine');
    expect(await restoring()).toEqual({ isChanged: false, displaced: undefined });
    expect(s3.operations.filter(each => each !== 'HeadObject')).toEqual([]);
  });

  test.each([
    ['appears', undefined],
    ['changes', 'before'],
  ])('does not replace what %s between look and copy', async (_what, before) => {
    put(from.key, 'mine', displacedMark(from));
    if (before !== undefined) put('jobs/orders.py', before);
    let writes = 0;
    s3.beforeWrite = () => {
      writes += 1;
      if (writes === (before === undefined ? 1 : 2)) put('jobs/orders.py', 'just written');
    };
    await expect(restoring()).rejects.toThrow('was written meanwhile, and stays as it is now');
    expect(at('jobs/orders.py')).toBe('just written');
  });

  test('is not one if somebody else put it below displaced/', async () => {
    put(from.key, 'evil', displacedMark({ ...from, key: 'displaced/elsewhere' }));
    await expect(restoring()).rejects.toThrow('somebody else put it there');
    expect(at('jobs/orders.py')).toBeUndefined();
  });
});
