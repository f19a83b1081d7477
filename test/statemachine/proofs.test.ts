import { GlueClient } from '@aws-sdk/client-glue';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { bucketName } from '../../lab/names.ts';
import type { Proof } from '../../lab/outcomes.ts';
import { lab } from './lab-handlers.ts';
import { changeTable } from './learner.ts';
import { smallDefinition } from './small-definition.ts';
import { SmallLab } from './small-lab.ts';

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
});

beforeEach(async () => {
  await small.reset();
});

afterAll(async () => {
  await small?.stop();
});

const cities = 'rows of sor.tbl_cities';
const visits = 'rows of sot.tbl_visits';

const rowCounts = (proofs: readonly Proof[]): Readonly<Record<string, Proof>> =>
  Object.fromEntries(
    proofs.filter(({ name }) => name.startsWith('rows of')).map(proof => [proof.name, proof]),
  );

/** Athena queries since the last run began. */
const queries = (): number =>
  small.calls.filter(({ operation }) => operation === 'StartQueryExecution').length;

const extraFile = { Bucket: bucketName(lab, 'sor'), Key: 'tbl_cities/mine.csv' };

test('an unchanged table is not counted again, and its proof says when it was counted', async () => {
  const first = rowCounts((await small.rebuilt()).proofs);
  const before = queries();
  const again = rowCounts((await small.rebuilt()).proofs);
  // Neither the count nor the first rows.
  expect(queries()).toBe(before - 2);
  for (const name of [cities, visits]) {
    expect(again[name]).toMatchObject({ passed: true, provenAt: first[name]?.provenAt });
    expect(again[name]?.note).toContain('unchanged since it was counted');
  }
  // And in later runs.
  expect(rowCounts((await small.rebuilt()).proofs)[cities]?.provenAt).toBe(first[cities]?.provenAt);
});

test('a changed number of rows in the definition is counted again', async () => {
  await small.rebuilt();
  const [first, ...others] = smallDefinition.datasets;
  if (first === undefined) throw new Error('the small lab has no dataset');
  await small.publish({
    ...smallDefinition,
    version: '1.1.0',
    datasets: [{ ...first, rows: 3 }, ...others],
  });
  await small.rebuild();
  expect(small.short()).toMatchObject({
    error: 'ProofFailed',
    cause: 'SmokeTest: rows of sor.tbl_cities: expected 3, Athena answered 2',
  });
});

const extraAddress = `s3://${extraFile.Bucket}/${extraFile.Key}`;
const wayOut = 'a rebuild with --set-aside, or the input {"setAside": true}';

test("a file beside the definition's is named, kept, and counted each time until it is gone", async () => {
  await small.rebuilt();
  await small.s3.send(new PutObjectCommand({ ...extraFile, Body: 'id,city\n3,Chur\n' }));
  for (const run of [1, 2]) {
    await small.rebuild();
    const { proofs: all, failures, outcomes } = await small.report();
    expect(failures[0]).toMatchObject({
      step: 'CopyData',
      error: 'FilesInTheWay',
      cause: expect.stringMatching(/^the definition does not name a file in the folder of sor.tbl_cities,/),
    });
    expect(failures[0]?.cause).toContain(extraAddress);
    expect(failures[0]?.cause).toContain(wayOut);
    expect(outcomes.find(({ resource }) => resource === 'dataset/sor.tbl_cities')).toMatchObject({
      outcome: 'kept',
      extra: { files: 1, named: [extraAddress] },
    });
    const proofs = rowCounts(all);
    expect([run, proofs[cities]]).toMatchObject([
      run,
      {
        passed: false,
        actual: [['3']],
        note: 'with what a file holds that the definition does not name',
      },
    ]);
    expect(proofs[visits]?.note).toContain('unchanged');
  }
  // A plan says the same as the rebuild that it is about.
  const { short } = await plan({});
  expect(short).toMatchObject({ result: 'failed', error: 'FilesInTheWay' });
  expect(short.cause).toContain(extraAddress);
  await small.s3.send(new DeleteObjectCommand(extraFile));
  expect(rowCounts((await small.rebuilt()).proofs)[cities]).toMatchObject({ passed: true, actual: [['2']] });
});

const plan = async (input: object) => {
  await small.rebuild({ action: 'plan', ...input });
  return { short: small.short(), writes: small.writes() };
};

test('with setAside it is moved below displaced/, and the table is as it was', async () => {
  await small.rebuilt();
  const before = await small.observe();
  await small.s3.send(new PutObjectCommand({ ...extraFile, Body: 'id,city\n3,Chur\n' }));
  const { short, writes } = await plan({ setAside: true });
  expect(short).toMatchObject({ result: 'succeeded', outcomes: { updated: 1 } });
  expect(writes).toEqual([]);
  const { outcomes, proofs, execution } = await small.rebuilt({ setAside: true });
  const key = `displaced/${execution.name}/${extraFile.Bucket}/${extraFile.Key}`;
  const assets = bucketName(lab, 'assets');
  expect(outcomes.find(({ resource }) => resource === 'dataset/sor.tbl_cities')).toMatchObject({
    outcome: 'updated',
    changes: [{ property: extraFile.Key, to: 'set aside' }],
    displaced: [`s3://${assets}/${key}`],
    extra: { files: 0 },
  });
  expect(rowCounts(proofs)[cities]).toMatchObject({ passed: true, actual: [['2']] });
  const saved = await small.s3.send(new GetObjectCommand({ Bucket: assets, Key: key }));
  expect(await saved.Body?.transformToString()).toBe('id,city\n3,Chur\n');
  expect(await small.observe()).toEqual(before);
});

test("a table that can't be read fails its own proof, by name, and leaves the others theirs", async () => {
  await small.rebuilt();
  await small.s3.send(
    new PutObjectCommand({
      Bucket: bucketName(lab, 'sot'),
      Key: 'tbl_visits/year=2026/mine.jsonl',
      Body: '{"id": ]}\n',
    }),
  );
  await small.publish({
    ...smallDefinition,
    version: '1.1.0',
    smokeTests: [
      ...smallDefinition.smokeTests,
      { name: 'visits', sql: 'select no_such_column from ${sor}.tbl_cities', expect: [[1]] },
    ],
  });
  await small.rebuild();
  const { proofs, failures } = await small.report();
  expect(proofs.map(({ name, passed, error }) => [name, passed, error !== undefined])).toEqual([
    [cities, true, false],
    [visits, false, true],
    ['cities', true, false],
    ['visits', false, true],
  ]);
  expect(failures).toMatchObject([
    { error: 'FilesInTheWay', cause: expect.stringContaining('/tbl_visits/year=2026/mine.jsonl') },
    {
      error: 'ProofFailed',
      cause: expect.stringMatching(/^rows of sot.tbl_visits: Athena failed the query: /),
    },
    {
      error: 'ProofFailed',
      cause: expect.stringMatching(/^visits: Athena failed the query: .*no_such_column/s),
    },
  ]);
});

test('a column that no file has is NULL, as the catalog says', async () => {
  const [first, second] = smallDefinition.datasets;
  if (first === undefined || second === undefined) throw new Error('the small lab has two datasets');
  await small.publish({
    ...smallDefinition,
    datasets: [first, { ...second, columns: [...second.columns, { name: 'guide', type: 'string' }] }],
    smokeTests: [
      {
        name: 'guides',
        sql: 'select count(*), count(guide), max(city) from ${sot}.tbl_visits',
        expect: [[3, 0, 'Bern']],
      },
    ],
  });
  expect((await small.rebuilt()).proofs.map(({ passed }) => passed)).toEqual([true, true, true]);
});

test('a table that someone changed is counted, and counted again once it is repaired', async () => {
  const glue = new GlueClient({});
  const first = rowCounts((await small.rebuilt()).proofs)[cities];
  await changeTable(glue, 'daybreak_sor', 'tbl_cities', () => ({ Description: 'mine' }));
  const kept = rowCounts((await small.rebuilt()).proofs)[cities];
  expect(kept?.provenAt).not.toBe(first?.provenAt);
  const repaired = rowCounts((await small.rebuilt({ repair: true })).proofs)[cities];
  expect(repaired?.provenAt).not.toBe(kept?.provenAt);
  expect(rowCounts((await small.rebuilt()).proofs)[cities]?.provenAt).toBe(repaired?.provenAt);
});
