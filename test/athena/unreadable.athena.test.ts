import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Dataset, LabDefinition } from '../../lab/definition.ts';
import type { Proof } from '../../lab/outcomes.ts';
import { localOptions, places } from '../../local-aws/index.ts';
import { pythonOf } from '../../local-aws/python/environment.ts';
import { LabStack } from '../e2e/lab-stack.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/*
 * Files that Athena cannot read as their tables say. Counting rows alone would pass; reading every column must not, and
 * what fails must fail by name, and leave the rest of the lab proven.
 */

interface Unreadable {
  readonly columns: Dataset['columns'];
  readonly format: 'jsonl' | 'parquet';
  /** JSON lines, or a query whose result DuckDB writes as Parquet. */
  readonly content: string;
  readonly reason: RegExp;
}

const unreadable: Readonly<Record<string, Unreadable>> = {
  text_for_struct: {
    columns: [{ name: 'who', type: 'struct<first:string>' }],
    format: 'jsonl',
    content: '{"who": {"first": "Ana"}}\n{"who": "Ana"}\n',
    reason: /HIVE_BAD_DATA|HIVE_CURSOR_ERROR|GENERIC_INTERNAL_ERROR/,
  },
  text_for_array: {
    columns: [{ name: 'tags', type: 'array<int>' }],
    format: 'jsonl',
    content: '{"tags": {"a": 1}}\n',
    reason: /HIVE_BAD_DATA|HIVE_CURSOR_ERROR|GENERIC_INTERNAL_ERROR/,
  },
  double_as_decimal: {
    columns: [{ name: 'price', type: 'decimal(10,2)' }],
    format: 'parquet',
    content: 'SELECT 1.5::double AS price',
    reason: /Unsupported Trino column type|HIVE_BAD_DATA/,
  },
  time_as_date: {
    columns: [{ name: 'day', type: 'date' }],
    format: 'parquet',
    content: "SELECT TIMESTAMP '2026-01-01 10:00:00' AS day",
    reason: /Unsupported Trino column type|HIVE_BAD_DATA/,
  },
};

const asParquet = async (query: string, folder: string): Promise<Buffer> => {
  const file = join(folder, 'made.parquet');
  const script = 'import duckdb, sys; duckdb.execute(sys.argv[1])';
  execFileSync(pythonOf(places(localOptions).venv), [
    '-c',
    script,
    `COPY (${query}) TO '${file}' (FORMAT parquet)`,
  ]);
  return readFile(file);
};

const datasetOf = (
  table: string,
  { columns, format }: Pick<Unreadable, 'columns' | 'format'>,
  body: Buffer,
  rows: number,
): Dataset => {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  const file = { key: `${table}/a`, bytes: body.length, crc32: checksum.toString('base64') };
  return { table, zone: 'sor', format, columns, partitionKeys: [], rows, files: [file] };
};

let testAws: TestAws;
let proofs: ReadonlyMap<string | undefined, Proof>;
let failure: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-unreadable-'));
  testAws = await startTestAws({}, { withTrino: true });
  const stack = new LabStack(testAws, 'broken');
  await stack.s3.send(new CreateBucketCommand({ Bucket: 'a-seed' }));
  const put = (Key: string, Body: Buffer | string) =>
    stack.s3.send(new PutObjectCommand({ Bucket: 'a-seed', Key, Body, ChecksumAlgorithm: 'CRC32' }));
  const datasets: Dataset[] = [];
  const tables: Readonly<Record<string, Unreadable>> = {
    ...unreadable,
    fine: {
      columns: [{ name: 'os', type: 'string' }],
      format: 'jsonl',
      content: '{"os": "BSD"}\n',
      reason: /none/,
    },
  };
  for (const [table, each] of Object.entries(tables)) {
    const body =
      each.format === 'parquet' ? await asParquet(each.content, folder) : Buffer.from(each.content);
    await put(`${table}/a`, body);
    datasets.push(
      datasetOf(table, each, body, each.format === 'parquet' ? 1 : each.content.trim().split('\n').length),
    );
  }
  const definition: LabDefinition = {
    schemaVersion: 1,
    title: 'Broken',
    version: '1.0.0',
    licence: 'CC0-1.0',
    source: 'made up',
    synthetic: true,
    datasets,
    tables: [],
    jobs: [],
    smokeTests: [
      { name: 'Systems', sql: 'select os from ${sor}.fine', expect: [['BSD']] },
      {
        name: 'A date is no text',
        sql: "select 1 from ${sor}.fine where current_date > '2026-01-01'",
        expect: [[1]],
      },
    ],
    queries: [],
  };
  await put('lab.json', JSON.stringify(definition));
  await rm(folder, { recursive: true });
  await stack.deploy({ SeedUri: 's3://a-seed/' });
  const ended = await stack.rebuild();
  failure = `${ended.status} ${ended.error}`;
  const report = await stack.lastReport();
  proofs = new Map(report.proofs.map(proof => [proof.table ?? proof.name, proof]));
});

afterAll(() => testAws?.stop());

test('the rebuild fails for its proofs', () => {
  expect(failure).toBe('FAILED ProofFailed');
});

test.each(Object.entries(unreadable))('%s fails by its own name, with the reason', (table, { reason }) => {
  const proof = proofs.get(`sor.${table}`);
  expect(proof).toMatchObject({ passed: false, actual: [], error: expect.stringMatching(reason) });
});

test('the other table and the other smoke test are proven', () => {
  expect(proofs.get('sor.fine')).toMatchObject({ passed: true, actual: [['1']] });
  expect(proofs.get('Systems')).toMatchObject({ passed: true });
});

test('a smoke test that Athena refuses fails by its title', () => {
  expect(proofs.get('A date is no text')).toMatchObject({
    passed: false,
    error: expect.stringContaining('TYPE_MISMATCH: line 1:50: Cannot apply operator: date < varchar(10)'),
  });
});
