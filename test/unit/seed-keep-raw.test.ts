import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import { readSeeds } from '../../cli/seed/read-seeds.ts';
import { verifySeed } from '../../cli/seed/verify-seed.ts';
import { daybreak } from './command-in-process.ts';
import { ConvertedFolder } from './converted-folder.ts';
import { seedS3 } from './seed-s3.ts';

let folder: ConvertedFolder;
beforeEach(() => {
  folder = new ConvertedFolder();
});
afterEach(() => folder.remove());

const columns = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
];
const csv = { format: 'csv', header: true, columns };
const latin1 = { ...csv, encoding: 'windows-1252' };
const plain = Buffer.from('id,name\n1,caf\u00e9\n', 'latin1');
const contents = { 't/a.csv': plain, 't/b.csv.gz': gzipSync(plain) };
const target = { bucket: 'seeds', prefix: 'a/' };

test('the originals of a converted table are published as they were, and belong to no table', async () => {
  const { client, objects } = seedS3();
  const { seed, problems, tables } = await folder.read(latin1, contents, { keepRaw: true });
  if (seed === undefined) return problems.fail();
  expect(tables).toMatchObject([{ files: 2, rows: 2 }]);
  await publishSeed(client, seed, target);
  expect(objects.get('seeds/a/raw/t/a.csv')).toEqual(contents['t/a.csv']);
  expect(objects.get('seeds/a/raw/t/b.csv.gz')).toEqual(contents['t/b.csv.gz']);
  expect(String(objects.get('seeds/a/lab.json'))).not.toContain('raw/');
  expect(await verifySeed(client, target)).toMatchObject({ files: 1, problems: [] });
  expect(await publishSeed(client, seed, target)).toMatchObject({ uploaded: 0, skipped: 4 });

  const copied = await readSeeds([{ from: 'uri', seed: target }], { s3: client, keepRaw: true });
  expect(copied.files.map(({ key }) => key)).toEqual(['t/part-00001.parquet']);
});

test('originals that changed are published again, below raw/ too', async () => {
  const { client, objects } = seedS3();
  const publish = async (content: string) => {
    const { seed, problems } = await folder.read(latin1, { 't/a.csv': content }, { keepRaw: true });
    await publishSeed(client, seed ?? problems.fail(), target);
  };
  await publish('id,name\n1,a\n');
  await publish('id,name\n1,b\n');
  expect(String(objects.get('seeds/a/raw/t/a.csv'))).toBe('id,name\n1,b\n');
});

test('there are none without the option, nor of a table that stays as it is', async () => {
  const keysOf = async (dataset: object, keepRaw: boolean) =>
    (await folder.read(dataset, { 't/a.csv': 'id,name\n1,a\n' }, { keepRaw })).seed?.files.map(
      ({ key }) => key,
    );
  expect(await keysOf(latin1, false)).toEqual(['t/a.parquet']);
  expect(await keysOf(csv, true)).toEqual(['t/a.csv']);
  expect(await keysOf(latin1, true)).toEqual(['raw/t/a.csv', 't/a.parquet']);
});

describe('with a second table below raw/', () => {
  const write = (content: string): void => {
    const head = { title: 'A lab', version: '1.0.0', licence: 'CC0-1.0', source: 'made up' };
    const datasets = [
      { ...latin1, table: 't', zone: 'sor' },
      { ...csv, table: 'r', zone: 'sor', prefix: 'raw/t/' },
    ];
    const files = { 'lab.json': JSON.stringify({ ...head, datasets }), 't/a.csv': 'id,name\n1,a\n' };
    for (const [key, text] of Object.entries({ ...files, 'raw/t/a.csv': content })) {
      mkdirSync(join(folder.root, key, '..'), { recursive: true });
      writeFileSync(join(folder.root, key), text);
    }
  };
  const read = () => readSeeds([{ from: 'folder', folder: folder.root }], { keepRaw: true });

  test('other content in the same place is refused', async () => {
    write('id,name\n2,b\n');
    await expect(read()).rejects.toThrow("'raw/t/a.csv' would be written twice, with different content");
  });

  test('the same content is published once', async () => {
    write('id,name\n1,a\n');
    expect((await read()).files.map(({ key }) => key)).toEqual(['raw/t/a.csv', 't/a.parquet']);
  });
});

describe('on the command line', () => {
  test.each([
    ['up', (root: string) => ['up', '--seed', root]],
    ['seed publish', (root: string) => ['seed', 'publish', root, 's3://my-bucket/a/']],
  ])('%s reads the originals, too', async (_, command) => {
    await folder.read(latin1, { 't/a.csv': 'id,name\n1,a\n' });
    const { stdout, stderr } = await daybreak([...command(folder.root), '--keep-raw']);
    expect(stdout + stderr).toMatch(/Seed folder done in .*: A lab 1\.0\.0, 2 files\n/);
  });

  test.each([[[]], [['--sample']], [['--seed', 's3://my-bucket/a/']]])(
    'up %j has no originals',
    async source => {
      const { code, stderr } = await daybreak(['up', ...source, '--keep-raw']);
      expect(code).toBe(2);
      expect(stderr).toContain('--keep-raw keeps the files of a folder: give one with --seed.');
    },
  );
});
