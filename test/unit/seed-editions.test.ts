import { publishSeed } from '../../cli/seed/publish-seed.ts';
import type { SeedFile, SeedFolder } from '../../cli/seed/seed-folder.ts';
import { verifySeed } from '../../cli/seed/verify-seed.ts';
import { measureBytes } from '../../lab/crc32.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
import { placeOf } from '../../reconcile/kinds/dataset.ts';
import { seedS3 } from './seed-s3.ts';

const target = { bucket: 'seeds', prefix: 'a/' };
const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };

const file = (key: string, body: string): SeedFile & { readonly body: string } => ({
  key,
  body,
  ...measureBytes(Buffer.from(body)),
});
const stored = ({ key, bytes, crc32 }: SeedFile) => ({ key, bytes, crc32 });

interface Content {
  readonly data: Readonly<Record<string, string>>;
  readonly script?: string;
  readonly manifest?: boolean;
}

/** A seed with one table and one job. */
const seedOf = ({ data, script = 'print(1)', manifest = false }: Content): SeedFolder => {
  const files = Object.entries(data).map(([name, body]) => file(`t/${name}`, body));
  const job = file('jobs/a.py', script);
  const list = file('manifests/t.jsonl', files.map(each => `${JSON.stringify(stored(each))}\n`).join(''));
  const listed = manifest
    ? { manifest: list.key, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
    : { files: files.map(stored) };
  const columns = [{ name: 'id', type: 'int' }];
  const definition = parseLabDefinition(
    JSON.stringify({
      title: 'A lab',
      version: '1.0.0',
      licence: 'CC0-1.0',
      source: 'made up',
      datasets: [{ table: 't', zone: 'sor', format: 'jsonl', columns, rows: 1, ...listed }],
      jobs: [{ name: 'a', script: stored(job) }],
    }),
  );
  return { definition, files: [...files, job, ...(manifest ? [list] : [])], warnings: [] };
};

let s3: ReturnType<typeof seedS3>;
beforeEach(() => {
  s3 = seedS3();
});

const publish = (content: Content) => publishSeed(s3.client, seedOf(content), target);
const live = () => parseLabDefinition(String(s3.objects.get('seeds/a/lab.json')));
const problems = async () => (await verifySeed(s3.client, target)).problems;

/** Publishes, but is interrupted before the lab.json. */
const publishHalf = async (content: Content): Promise<void> => {
  s3.before = (operation, { Key }) => {
    if (operation === 'PutObject' && Key === 'a/lab.json') throw new Error('interrupted');
  };
  await expect(publish(content)).rejects.toThrow('interrupted');
  s3.before = () => {};
};

const first = { data: { a: '{"id":1}', b: '{"id":2}' } };
const changed = { data: { a: '{"id":1}', b: '{"id":3}' }, script: 'print(2)' };

describe.each([false, true])('with a manifest: %s', manifest => {
  test('labs can be built from a seed at every moment of publishing it again', async () => {
    await publish({ ...first, manifest });
    const moments: (readonly [string, Buffer])[][] = [];
    s3.before = operation => {
      if (operation === 'PutObject') moments.push([...s3.objects]);
    };
    await publish({ ...changed, manifest });
    s3.before = () => {};
    moments.push([...s3.objects]);
    expect(moments.length).toBeGreaterThan(3);
    for (const moment of moments) {
      s3.objects.clear();
      for (const [place, content] of moment) s3.objects.set(place, content);
      expect(await problems()).toEqual([]);
    }
    expect(String(s3.objects.get('seeds/a/editions/2/t/b'))).toBe('{"id":3}');
    expect(String(s3.objects.get('seeds/a/t/b'))).toBe('{"id":2}');
  });

  test('nothing moves when nothing changes, whatever the edition', async () => {
    await publish({ ...first, manifest });
    await publish({ ...changed, manifest });
    expect(await publish({ ...changed, manifest })).toMatchObject({ uploaded: 0 });
  });

  test('a third version takes the place of the first', async () => {
    await publish({ ...first, manifest });
    await publish({ ...changed, manifest });
    const places = [...s3.objects.keys()].sort();
    await publish({ data: { a: '{"id":7}', b: '{"id":8}' }, script: 'print(3)', manifest });
    expect([...s3.objects.keys()].sort()).toEqual(places);
    expect(String(s3.objects.get('seeds/a/t/a'))).toBe('{"id":7}');
    expect(await problems()).toEqual([]);
  });

  test('a file that is added goes where the others are', async () => {
    await publish({ ...first, manifest });
    await publish({ ...changed, manifest });
    const more = { ...changed, data: { ...changed.data, c: '{"id":4}' }, manifest };
    await publishHalf(more);
    expect(await problems()).toEqual([]);
    await publish(more);
    expect(s3.objects.has('seeds/a/editions/2/t/c')).toBe(true);
    expect(s3.objects.has('seeds/a/t/c')).toBe(false);
    expect(await problems()).toEqual([]);
  });
});

test('in a lab, a file of another edition has the same place', async () => {
  await publish(first);
  await publish(changed);
  const [dataset] = live().datasets;
  if (dataset?.files === undefined) throw new Error('there is no dataset');
  expect(dataset.files.map(({ key }) => key)).toEqual(['editions/2/t/a', 'editions/2/t/b']);
  expect(dataset.files.map(each => placeOf(lab, dataset, each).key)).toEqual(['t/a', 't/b']);
  expect(live().jobs[0]?.script.key).toBe('editions/2/jobs/a.py');
});

test('an interrupted publication goes on where it was', async () => {
  await publish(first);
  await publishHalf(changed);
  expect(await publish(changed)).toMatchObject({ uploaded: 1, skipped: 3 });
});

test('a lab.json that no lab can read protects nothing', async () => {
  s3.objects.set('seeds/a/lab.json', Buffer.from('{}'));
  s3.objects.set('seeds/a/t/a', Buffer.from('x'));
  await publish(first);
  expect(live().datasets[0]?.files?.[0]?.key).toBe('t/a');
});
