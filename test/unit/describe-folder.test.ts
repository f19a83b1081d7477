import { chmodSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';
import { daybreak } from './command-in-process.ts';
import { DescribedFolder } from './described-folder.ts';

let folder: DescribedFolder;
beforeEach(() => {
  folder = new DescribedFolder();
});
afterEach(() => folder.remove());

const orders = 'id,price\n1,2.5\n';
const people = 'name,born\nAna,1990-01-31\n';

/** What each table is made of. */
const placesOf = async (contents: Readonly<Record<string, string | Buffer>>) => {
  const { datasets } = await folder.describe(contents);
  return Object.fromEntries(
    datasets.map(({ table, prefix, files, partitionKeys }) => [table, { prefix, files, partitionKeys }]),
  );
};
const lab = () => readFileSync(join(folder.root, 'lab.json'), 'utf8');

describe('what is a table', () => {
  test('a folder whose files have one shape, wherever it lies', async () => {
    expect(
      await placesOf({ 'orders/a.csv': orders, 'orders/b.csv': orders, 'raw/People (new)/x.csv': people }),
    ).toEqual({
      orders: {},
      people_new: { prefix: 'raw/People (new)/' },
    });
  });

  test('each file of a folder whose files differ', async () => {
    expect(await placesOf({ 'shop/orders.csv': orders, 'shop/people.csv': people })).toEqual({
      orders: { prefix: 'shop/', files: ['shop/orders.csv'] },
      people: { prefix: 'shop/', files: ['shop/people.csv'] },
    });
  });

  test('files of one shape whose names differ in numbers, at the top', async () => {
    expect(
      await placesOf({ 'sales_2025.csv': orders, 'sales_2026.csv': orders, 'costs.csv': orders }),
    ).toEqual({
      costs: { files: [{ key: 'costs/costs.csv', from: 'costs.csv' }] },
      sales: {
        files: [
          { key: 'sales/sales_2025.csv', from: 'sales_2025.csv' },
          { key: 'sales/sales_2026.csv', from: 'sales_2026.csv' },
        ],
      },
    });
  });

  test('folders with values are partitions, with types', async () => {
    const key = (country: string, month: string) =>
      `logs/country=${country}/month=${month}/at=2026-01-31 10%3A00%3A00/a.csv`;
    expect(
      await placesOf({ [key('br', '01')]: orders, [key('__HIVE_DEFAULT_PARTITION__', '02')]: orders }),
    ).toEqual({
      logs: {
        partitionKeys: [
          { name: 'country', type: 'string' },
          { name: 'month', type: 'string' },
          { name: 'at', type: 'timestamp' },
        ],
      },
    });
    folder.remove();
    folder = new DescribedFolder();
    expect((await placesOf({ 'logs/year=2026/a.csv': orders })).logs?.partitionKeys).toEqual([
      { name: 'year', type: 'int' },
    ]);
  });

  test('a column that is also a partition key has another name in csv, and is left out of JSON', async () => {
    const { datasets } = await folder.describe({
      'a/id=1/x.csv': orders,
      'b/id=1/x.jsonl': '{"id": 1, "v": 2}\n',
    });
    expect(datasets.map(({ columns }) => columns.map(({ name }) => name))).toEqual([
      ['id_2', 'price'],
      ['v'],
    ]);
  });

  test('tables of one name get their folders in front', async () => {
    expect(
      Object.keys(await placesOf({ 'a/orders/x.csv': orders, 'b/orders/x.csv': people, '1/x.csv': orders })),
    ).toEqual(['t_1', 'a_orders', 'b_orders']);
  });

  test("what is not data is named with the reason, and in nobody's way", async () => {
    folder.put({
      'orders/a.csv': orders,
      'orders/README.md': '# Orders\n',
      'orders/.DS_Store': 'x',
      'orders/Thumbs.db': 'x',
      'orders/mac.csv': 'id,at\r1,2026-01-31\r',
      'orders/old.zip': Buffer.from('PK\u0003\u0004\u0000\u0000\u0000\u0000'),
      'orders/empty.csv': '',
      'job.py': 'print("a,b")\n',
    });
    symlinkSync('/etc', join(folder.root, 'outside'));
    const { datasets, skipped } = await folder.describe();
    expect(datasets).toMatchObject([{ table: 'orders', files: ['orders/a.csv'] }]);
    expect(skipped.map(({ key, why }) => `${key} ${why}`)).toEqual([
      'job.py is not data that Daybreak reads',
      'orders/.DS_Store is hidden, and Athena skips it',
      'orders/README.md is not data',
      'orders/Thumbs.db is not data',
      'orders/empty.csv is empty',
      "orders/mac.csv has lines that end in carriage returns only, as on old Macs. Convert it: tr '\\r' '\\n' < old > new",
      'orders/old.zip is a zip file, or an Excel workbook. Unpack it; if it is a workbook, rename it to end in .xlsx and set "format": "xlsx"',
      'outside is a link to /etc, outside the folder: copy the file here',
    ]);
  });

  test('without data there is no definition', async () => {
    await expect(folder.describe({ 'README.md': '# Nothing\n' })).rejects.toThrow('There is no data in');
  });

  test('a damaged file is named, and the others are described', async () => {
    const { datasets, skipped } = await folder.describe({
      'a/x.parquet': 'PAR1 and no more',
      'b/x.csv.gz': gzipSync(orders).subarray(0, 25),
      'c/x.csv': orders,
    });
    expect(datasets.map(({ table }) => table)).toEqual(['c']);
    expect(skipped.map(({ key }) => key)).toEqual(['a/x.parquet', 'b/x.csv.gz']);
  });
});

describe('run again', () => {
  test('nothing changed: nothing is written', async () => {
    await daybreak(['describe', folder.root]).catch(() => {});
    folder.put({ 'orders/a.csv': orders });
    await daybreak(['describe', folder.root]);
    const before = lab();
    const { stdout } = await daybreak(['describe', folder.root, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ written: false, tables: [], kept: ['orders'] });
    expect(lab()).toBe(before);
  });

  test('what the author wrote stays as it is; tables, files and columns are added', async () => {
    const mine = [
      '{',
      '    "title": "Mine",    "version": "2.0.0",',
      '    "source": "me", "licence": "CC0-1.0",',
      '    "datasets": [',
      '        { "zone": "sor", "table": "sales", "format": "csv", "header": true,',
      '          "files": [{ "key": "sales/sales_1.csv", "from": "sales_1.csv" }],',
      '          "columns": [{ "name": "number", "type": "bigint", "comment": "Of the sale" }, { "name": "price", "type": "decimal(9,2)" }] }',
      '    ]',
      '}',
      '',
    ].join('\r\n');
    const { definition, text } = await folder.describe({
      'lab.json': mine,
      'sales_1.csv': 'id,price,paid\n1,2.5,true\n',
      'sales_2.csv': 'id,price,paid\n2,3.5,false\n',
      'people/a.csv': people,
    });
    expect(definition).toMatchObject({ title: 'Mine', version: '2.0.0' });
    expect(definition.datasets).toMatchObject([
      {
        columns: [
          { name: 'number', type: 'bigint', comment: 'Of the sale' },
          { name: 'price', type: 'decimal(9,2)' },
          { name: 'paid', type: 'boolean' },
        ],
        files: [{ from: 'sales_1.csv' }, { key: 'sales/sales_2.csv', from: 'sales_2.csv' }],
      },
      { table: 'people' },
    ]);
    expect(text).toContain('    "title": "Mine",    "version": "2.0.0",\r\n    "source": "me"');
    expect(text).not.toMatch(/[^\r]\n/);
  });

  test('a table without files any more is told, and stays; a new key is told', async () => {
    folder.put({ 'gone/a.csv': orders, 'logs/a.jsonl': '{"id": 1}\n' });
    await daybreak(['describe', folder.root]);
    folder.put({ 'logs/b.jsonl': '{"id": 1, "level": "x"}\n', 'gone/a.csv': '' });
    const moved = await folder.describe();
    expect(moved.isNew).toBe(false);
    expect(moved.notes).toEqual(["logs: its files also have 'level'."]);
  });

  test('a lab.json with a mistake is named, and left alone', async () => {
    folder.put({ 'lab.json': '{ "title": "Mine" ', 'orders/a.csv': orders });
    const { code, stderr } = await daybreak(['describe', folder.root]);
    expect([code, lab()]).toEqual([2, '{ "title": "Mine" ']);
    expect(stderr).toContain('lab.json is not JSON');
  });
});

describe('without lab.json', () => {
  test('a folder is published as described, and nothing is written', async () => {
    folder.put({ 'orders.csv': orders, 'people/a.csv': people });
    const { definition, files, warnings } = await readSeedFolder(folder.root);
    expect(definition.datasets).toMatchObject([
      { table: 'orders', rows: 1, files: [{ key: 'orders/orders.csv' }] },
      { table: 'people', rows: 1, files: [{ key: 'people/a.csv' }] },
    ]);
    expect(files.map(({ key }) => key)).toEqual(['orders/orders.csv', 'people/a.csv']);
    expect(warnings[0]).toMatch(
      /^There is no lab\.json in the folder, so its files were described: 2 tables\./,
    );
    expect(existsSync(join(folder.root, 'lab.json'))).toBe(false);
  });

  test("a folder that can't be written to is told", async () => {
    folder.put({ 'orders/a.csv': orders });
    chmodSync(folder.root, 0o500);
    const { code, stderr } = await daybreak(['describe', folder.root]);
    chmodSync(folder.root, 0o700);
    if (process.getuid?.() === 0) expect(code).toBe(0);
    else expect([code, stderr]).toEqual([1, expect.stringContaining("can't be written")]);
  });
});

test('one document says all of it', async () => {
  folder.put({ 'orders/a.csv': 'id,price,d\n1,2.5,31/01/2026\n' });
  const { code, stdout } = await daybreak(['describe', folder.root, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    folder: folder.root,
    written: true,
    tables: [
      {
        table: 'orders',
        format: 'csv',
        columns: 3,
        rows: 1,
        publishedAs: 'parquet',
        because: ['how dates are written'],
      },
    ],
    notes: [],
    skipped: [],
    definition: { datasets: [{ table: 'orders', dateFormat: '%d/%m/%Y' }] },
  });
  expect(JSON.parse(lab())).toMatchObject({ version: '1.0.0', datasets: [{ table: 'orders' }] });
});
