import { readFolder } from '../../cli/seed/read-folder.ts';
import { daybreak } from './command-in-process.ts';
import { DescribedFolder } from './described-folder.ts';
import { Dated, formulaError, workbook } from './workbook-file.ts';

let folder: DescribedFolder;
beforeEach(() => {
  folder = new DescribedFolder();
});
afterEach(() => folder.remove());

const people = [
  ['Name', 'Born on', 'Score', 'Member', 'Zip'],
  ['Ana', new Dated(32904), 2.5, true, '01409'],
  ['Bo', new Dated(32905), formulaError('#N/A'), false, '20000'],
];

test('a workbook is a table with types, below a title', async () => {
  const { written, types, rows, converted, notes } = await folder.table({
    'people.xlsx': workbook({ Sheet1: [['People of 2026'], [], ...people], Sheet2: [] }),
  });
  expect(written).toEqual({
    table: 'people',
    zone: 'sor',
    format: 'xlsx',
    header: true,
    skipLines: 2,
    nulls: ['#N/A'],
    files: [{ key: 'people/people.xlsx', from: 'people.xlsx' }],
  });
  expect(types).toEqual({
    name: 'string',
    born_on: 'date',
    score: 'double',
    member: 'boolean',
    zip: 'string',
  });
  expect(rows).toBe(2);
  expect(converted).toContain('a workbook');
  expect(notes).toContain("people: '#N/A' stands for NULL.");
});

test.each(['', 'shop/'])('sheets with data are tables, and are published, from %j', async place => {
  const content = workbook({
    Notes: [],
    People: people,
    'Orders 2026': [
      ['id', 'at'],
      [1, new Dated(46053.430555555555)],
      [2, null],
    ],
  });
  const { datasets } = await folder.describe({ [`${place}shop.xlsx`]: content });
  expect(datasets).toMatchObject([
    { table: 'shop_people', format: 'xlsx', sheet: 'People', files: [{ from: `${place}shop.xlsx` }] },
    { table: 'shop_orders_2026', sheet: 'Orders 2026', columns: [{ type: 'int' }, { type: 'timestamp' }] },
  ]);
  await daybreak(['describe', folder.root]);
  const read = await readFolder(folder.root);
  expect(read.problems.errors).toEqual([]);
  expect(read.seed?.definition.datasets).toMatchObject([
    { table: 'shop_people', rows: 2, files: [{ key: 'shop_people/shop.parquet' }] },
    { table: 'shop_orders_2026', rows: 2, files: [{ key: 'shop_orders_2026/shop.parquet' }] },
  ]);
  const { stdout } = await daybreak(['describe', folder.root, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ written: false, tables: [] });
});

test('workbooks of one shape are one table, whatever their only sheets are called', async () => {
  const { written, rows } = await folder.table({
    'people/jan.xlsx': workbook({ January: people }),
    'people/feb.xlsx': workbook({ February: people }),
  });
  expect(written).toEqual({ table: 'people', zone: 'sor', format: 'xlsx', header: true, nulls: ['#N/A'] });
  expect(rows).toBe(4);
});

test('line breaks in a header and in cells are kept apart from rows', async () => {
  const { types, rows } = await folder.table({
    'a.xlsx': workbook({ S: [['unit\nprice', 'text'], [1.5, 'a\nb'], [], [2, 'c']] }),
  });
  expect(types).toEqual({ unit_price: 'double', text: 'string' });
  expect(rows).toBe(2);
});

test('a file that is no workbook in spite of its name is named', async () => {
  const { skipped } = await folder.describe({
    'a.csv': 'id,price\n1,2.5\n',
    'b.xlsx': Buffer.from('PK\u0003\u0004\u0000\u0000\u0000\u0000'),
    'c.xlsx': workbook({ S: [] }),
  });
  expect(skipped.map(({ key, why }) => `${key} ${why}`)).toEqual([
    expect.stringMatching(/^b.xlsx can't be read: this is not a workbook/),
    'c.xlsx is empty',
  ]);
});
