import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSeed } from '../../cli/seed/create/write-seed.ts';
import { script, seedDefinition } from '../../data/olist-sample/definition.ts';
import { seedFiles } from '../../data/olist-sample/generate.ts';
import { daybreak } from './command-in-process.ts';

const scale = { orders: 120, randomSeed: 5 };
const options = ['--orders', '120', '--random-seed', '5'];
const never = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daybreak-create-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a new seed has the files of its scale, and nothing is wrong with it', async () => {
  const seed = join(folder, 'a', 'new seed');
  const { code, stdout } = await daybreak(['seed', 'create', seed, ...options, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ folder: seed, ...scale, files: 27 });
  for (const { key, chunks } of seedFiles(scale).flatMap(({ files }) => files))
    expect(await readFile(join(seed, key), 'utf8')).toBe([...chunks()].join(''));
  expect(await readFile(join(seed, script.key))).toEqual(script.content);
  const checked = await daybreak(['check', seed, '--json']);
  expect(JSON.parse(checked.stdout)).toMatchObject({ ok: true, problems: [], warnings: [] });
  expect(checked.code).toBe(0);
});

test('people are told how to build a lab from it, and a folder that is empty will do', async () => {
  const { code, stdout } = await daybreak(['seed', 'create', folder, ...options, '--local']);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`npx daybreak up --local --seed ${folder}\n`)]);
});

test('a folder that has something in it is refused, and left as it was', async () => {
  await writeFile(join(folder, 'mine.txt'), 'mine');
  const { code, stderr } = await daybreak(['seed', 'create', folder]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('is not empty. Give a new one')]);
  expect(await readdir(folder)).toEqual(['mine.txt']);
});

test.each([
  ['too few orders', ['--orders', '99'], "--orders '99' is not a whole number from 100 to 100,000,000"],
  ['too many orders', ['--orders', '100000001'], 'from 100 to 100,000,000'],
  ['orders in words', ['--orders', '1e3'], 'written without commas'],
  ['a negative random seed', ['--random-seed=-1'], "--random-seed '-1' is not a whole number from 0 to"],
  ['a random seed that is too large', ['--random-seed', '4294967296'], 'from 0 to 4,294,967,295'],
])('%s is one clear error, and makes no folder', async (_what, args, message) => {
  const seed = join(folder, 'seed');
  const { code, stderr } = await daybreak(['seed', 'create', seed, ...args]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(existsSync(seed)).toBe(false);
});

test.each([
  ['a file in the place of the folder', 'mine.txt', /can't be created: .*EEXIST/],
  ['a folder below a file', 'mine.txt/seed', /can't be created: .*ENOTDIR/],
])('%s is refused', async (_what, name, message) => {
  await writeFile(join(folder, 'mine.txt'), 'mine');
  const { code, stderr } = await daybreak(['seed', 'create', join(folder, name)]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('an address in S3 is refused with what to do', async () => {
  const { code, stderr } = await daybreak(['seed', 'create', 's3://bucket/seed/']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('seed publish <folder> s3://bucket/seed/')]);
});

test('a piece of a file is on the disk before the next one but one is made', async () => {
  const piece = 'x'.repeat(16_384);
  const path = join(folder, 'large.txt');
  const ahead: number[] = [];
  const chunks = function* () {
    for (let made = 0; made < 200; made += 1) {
      if (made > 0) ahead.push(made - statSync(path).size / piece.length);
      yield piece;
    }
  };
  const seed = { files: [{ key: 'large.txt', chunks }], definition: () => seedDefinition(scale) };
  await writeSeed(folder, seed, never, () => {});
  expect(statSync(path).size).toBe(200 * piece.length);
  expect(Math.max(...ahead)).toBeLessThanOrEqual(1);
});

test('an interrupted one has no lab.json, which comes last', async () => {
  const controller = new AbortController();
  const written: number[] = [];
  const writing = writeSeed(
    folder,
    { files: seedFiles(scale).flatMap(({ files }) => files), definition: () => seedDefinition(scale) },
    controller.signal,
    ({ files }) => {
      written.push(files);
      if (files === 25) controller.abort();
    },
  );
  await expect(writing).rejects.toThrow(/abort/);
  expect(written.at(-1)).toBe(25);
  expect(await readdir(folder)).not.toContain('lab.json');
});
