import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseSeedOption } from '../../cli/deploy/seed.ts';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import { readSeeds, type SeedSource } from '../../cli/seed/read-seeds.ts';
import { verifySeed } from '../../cli/seed/verify-seed.ts';
import { sampleDefinition } from '../../functions/seed/definition.ts';
import { parseLabDefinition } from '../../lab/definition.ts';
import { rowsProof } from '../../lab/proven.ts';
import { seedS3 } from './seed-s3.ts';

const projectFolder = (path: string): string => join(import.meta.dirname, '../..', path);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'daybreak-join-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Writes a folder, and returns how to name it. */
const folder = async (
  name: string,
  definition: object,
  files: Readonly<Record<string, string>> = {},
): Promise<SeedSource & { readonly folder: string }> => {
  const head = {
    title: `The ${name}`,
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'made up',
    datasets: [],
  };
  const all = { ...files, 'lab.json': JSON.stringify({ ...head, ...definition }) };
  for (const [key, content] of Object.entries(all)) {
    const path = join(root, name, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return { from: 'folder', folder: join(root, name) };
};

const columns = [{ name: 'id', type: 'int' }];
const csv = (table: string, more: object = {}) => ({
  table,
  zone: 'sor',
  format: 'csv',
  header: true,
  columns,
  ...more,
});
const summary = { table: 'summary', zone: 'spec', format: 'parquet', columns };

const base = () =>
  folder(
    'base',
    {
      version: '3.0.0',
      zones: { sor: 'Raw', sot: 'Trusted' },
      datasets: [csv('books')],
      tables: [summary],
      jobs: [{ name: 'load', script: 'jobs/load.py' }],
      smokeTests: [{ name: 'books', sql: 'select count(*) from ${sor}.books', expect: [[1]] }],
      queries: [{ name: 'All books', sql: 'select id from ${sor}.books' }],
    },
    { 'books/a.csv': 'id\n1\n', 'jobs/load.py': 'print(1)\n' },
  );

test('a course has what its base has, and its own title and version', async () => {
  const course = await folder(
    'course',
    {
      licence: 'MIT',
      zones: { sot: 'Mine' },
      datasets: [csv('loans')],
      queries: [{ name: 'Loans', sql: 'select l.id from ${sor}.loans l join ${sor}.books b on b.id = l.id' }],
    },
    { 'loans/a.csv': 'id\n1\n2\n' },
  );
  const { definition, files } = await readSeeds([await base(), course]);
  expect(definition).toMatchObject({
    title: 'The course',
    version: '1.0.0',
    licence: 'The base: CC0-1.0; The course: MIT',
    source: 'made up',
    synthetic: false,
    zones: { sor: 'Raw', sot: 'Mine' },
    datasets: [
      { table: 'books', rows: 1 },
      { table: 'loans', rows: 2 },
    ],
    tables: [{ table: 'summary' }],
    jobs: [{ name: 'load' }],
    smokeTests: [{ name: 'books' }],
    queries: [{ name: 'All books' }, { name: 'Loans' }],
  });
  expect(files.map(({ key }) => key)).toEqual(['books/a.csv', 'jobs/load.py', 'loans/a.csv']);
});

test("a course of ten lines is a job that fills the base's table, and a query", async () => {
  const course = await folder(
    'course',
    {
      jobs: [
        {
          name: 'mine',
          script: 'jobs/mine.py',
          output: { table: 'spec.summary', rows: 'select count(*) from ${sor}.books' },
        },
      ],
    },
    { 'jobs/mine.py': 'print(2)\n' },
  );
  const { definition } = await readSeeds([await base(), course]);
  expect(definition.jobs.map(({ name }) => name)).toEqual(['load', 'mine']);
  // By itself it is half a lab.
  await expect(readSeeds([course])).rejects.toThrow(
    "lab.json, at jobs[0].output.table: 'spec.summary' is not declared: add it to tables",
  );
});

test('SQL of a course is held against the tables of all seeds below it, and a message names the folder', async () => {
  const ask = (sql: string) => ({ smokeTests: [{ name: 'mine', sql, expect: [] }] });
  const middle = await folder('middle', { datasets: [csv('loans')] }, { 'loans/a.csv': 'id\n1\n' });
  const good = await folder(
    'good',
    ask('select b.id from ${sor}.loans l join ${sor}.books b on b.id = l.id'),
  );
  await expect(readSeeds([await base(), middle, good])).resolves.toBeDefined();
  const bad = await folder('bad', ask('select id from ${sor}.lones'));
  await expect(readSeeds([await base(), middle, bad])).rejects.toThrow(
    `${bad.folder}: lab.json, at smokeTests[0].sql: Athena would refuse 'mine' at line 1, column 16: Table 'sor.lones'`,
  );
  // A base does not know what comes on top of it.
  await expect(readSeeds([good, middle])).rejects.toThrow("Table 'sor.loans' does not exist");
});

describe('a clash is an error that names both seeds:', () => {
  const clash = async (definition: object, files: Readonly<Record<string, string>> = {}) =>
    readSeeds([await base(), await folder('course', definition, files)]);

  test.each<[string, object, Readonly<Record<string, string>>, string]>([
    [
      'a table',
      { datasets: [csv('books', { prefix: 'mine/' })] },
      { 'mine/a.csv': 'id\n1\n' },
      'table sor.books',
    ],
    ['a table without files', { tables: [summary] }, {}, 'table spec.summary'],
    ['a job', { jobs: [{ name: 'load', script: 'x.py' }] }, { 'x.py': 'print(3)\n' }, 'job load'],
    [
      'a smoke test',
      { smokeTests: [{ name: 'books', sql: 'select 1', expect: [[1]] }] },
      {},
      "smoke test 'books'",
    ],
    ['a query', { queries: [{ name: 'All books', sql: 'select 1' }] }, {}, "query 'All books'"],
    [
      'a file with different content',
      { jobs: [{ name: 'mine', script: 'jobs/load.py' }] },
      { 'jobs/load.py': 'print(9)\n' },
      'file jobs/load.py, with different content',
    ],
  ])('%s', async (_, definition, files, what) => {
    await expect(clash(definition, files)).rejects.toThrow(
      `${join(root, 'base')} and ${join(root, 'course')} both have ${what}. Rename what one of them has, or leave it out`,
    );
  });

  test('all of them at once', async () => {
    await expect(
      clash({ tables: [summary], queries: [{ name: 'All books', sql: 'select 1' }] }),
    ).rejects.toThrow("both have table spec.summary; query 'All books'. Rename");
  });

  test('the same file with the same content is none', async () => {
    const { files } = await clash(
      { jobs: [{ name: 'mine', script: 'jobs/load.py' }] },
      { 'jobs/load.py': 'print(1)\n' },
    );
    expect(files.map(({ key }) => key)).toEqual(['books/a.csv', 'jobs/load.py']);
  });
});

describe('the built-in sample', () => {
  const course = () =>
    folder('course', {
      queries: [{ name: 'Mine', sql: 'select order_id from ${sor}.tbl_brecommerce_orders' }],
    });
  const sample = parseLabDefinition(sampleDefinition());

  test('is a base with the definitions, bytes and proofs that a lab without a seed has', async () => {
    const { definition, files } = await readSeeds([{ from: 'sample' }, await course()]);
    expect(definition.datasets).toEqual(sample.datasets);
    expect(definition.datasets.map(rowsProof)).toEqual(sample.datasets.map(rowsProof));
    expect(definition.tables).toEqual(sample.tables);
    expect(definition.jobs).toEqual(sample.jobs);
    expect(definition.synthetic).toBe(true);
    const s3 = seedS3();
    await publishSeed(s3.client, { definition, files }, { bucket: 'seeds', prefix: 'a/' });
    expect((await verifySeed(s3.client, { bucket: 'seeds', prefix: 'a/' })).problems).toEqual([]);
  });

  test('is meant by its folder, whatever the path to it', async () => {
    const link = join(root, 'link');
    await symlink(projectFolder('data/olist-sample'), link);
    for (const path of [
      projectFolder('data/olist-sample'),
      `${projectFolder('data')}/../data/olist-sample/`,
      link,
    ]) {
      const { definition, files } = await readSeeds([{ from: 'folder', folder: path }]);
      expect(definition).toEqual(sample);
      expect(files).toHaveLength(sample.datasets.flatMap(dataset => dataset.files ?? []).length + 1);
    }
  });
});

test('a seed in S3 is a base: its files are copied by S3, its manifest comes along', async () => {
  const s3 = seedS3();
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`books/${i}.csv`, 'id\n1\n']));
  const published = await readSeeds([await folder('base', { datasets: [csv('books')] }, many)]);
  await publishSeed(s3.client, published, { bucket: 'theirs', prefix: 'base/' });
  const course = await folder('course', {
    smokeTests: [{ name: 'n', sql: 'select count(*) from ${sor}.books', expect: [[101]] }],
  });
  const joined = await readSeeds(
    [{ from: 'uri', seed: { bucket: 'theirs', prefix: 'base/' } }, course],
    undefined,
    s3.client,
  );
  await publishSeed(s3.client, joined, { bucket: 'ours', prefix: 'seed/' });
  expect(s3.count('CopyObject')).toBe(101);
  expect(await verifySeed(s3.client, { bucket: 'ours', prefix: 'seed/' })).toMatchObject({
    files: 101,
    problems: [],
    definition: { title: 'The course', datasets: [{ manifest: 'manifests/sor.books.jsonl' }] },
  });
});

describe('--seed and --sample', () => {
  const sample = { from: 'sample' };
  const mine = { from: 'folder', folder: 'mine' };
  const theirs = { from: 'uri', seed: { bucket: 'theirs', prefix: 'x/' } };

  test.each<[string, Parameters<typeof parseSeedOption>[0], object]>([
    ['neither: as before', {}, { from: 'kept' }],
    ['the sample alone: the account makes it', { sample: true }, { from: 'uri', uri: '' }],
    ['one address: the stack reads it', { seed: ['s3://theirs/x'] }, { from: 'uri', uri: 's3://theirs/x/' }],
    ['one folder', { seed: ['mine'] }, { from: 'sources', sources: [mine] }],
    [
      'several, in their order',
      { seed: ['s3://theirs/x/', 'mine'] },
      { from: 'sources', sources: [theirs, mine] },
    ],
    ['the sample is below', { seed: ['mine'], sample: true }, { from: 'sources', sources: [sample, mine] }],
  ])('%s', (_, options, expected) => {
    expect(parseSeedOption(options)).toEqual(expected);
  });

  test.each([
    ['', '--seed is empty'],
    ['https://x/', "--seed 'https://x/' is neither a folder nor s3://bucket/prefix/"],
    ['s3:/x', "The seed's address"],
  ])("'%s' is refused", (seed, message) => {
    expect(() => parseSeedOption({ seed: ['mine', seed] })).toThrow(message);
  });
});
