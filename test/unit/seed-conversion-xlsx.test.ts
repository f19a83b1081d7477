import { zipSync } from 'fflate';
import { ConvertedFolder, rowsOf } from './converted-folder.ts';
import { Dated, formulaError, Raw, workbook } from './workbook-file.ts';

let folder: ConvertedFolder;
beforeEach(() => {
  folder = new ConvertedFolder();
});
afterEach(() => folder.remove());

const columns = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
];
const xlsx = { format: 'xlsx', header: true, columns };
const problemsOf = async (dataset: object, content: Buffer) => {
  const { problems } = await folder.read(dataset, { 't/a.xlsx': content });
  return problems.errors.map(({ message }) => message);
};

test('a sheet is published as Parquet with the types of lab.json', async () => {
  const types = ['int', 'double', 'decimal(8,2)', 'boolean', 'date', 'timestamp', 'string', 'bigint'];
  const typed = types.map((type, at) => ({ name: `c${at}`, type }));
  const content = workbook({
    S: [
      typed.map(({ name }) => name),
      [
        1,
        1.5e-7,
        3.3000000000000003,
        true,
        new Dated(46053),
        new Dated(46053.430555555555),
        'a "b"\nc',
        9e15,
      ],
      [-2, 0.5, 10, false, new Dated(46054), new Dated(46053), ' é, ', new Raw('n', '9007199254740993')],
      [],
      [null, null, null, null, null, null, null, null],
      [3],
    ],
  });
  const read = await folder.read({ ...xlsx, columns: typed }, { 't/a.xlsx': content });
  expect(await rowsOf(read)).toEqual([
    ['1', '1.5e-07', '3.30', 'true', '2026-01-31', '2026-01-31 10:20:00+00', 'a "b"\nc', '9000000000000000'],
    ['-2', '0.5', '10.00', 'false', '2026-02-01', '2026-01-31 00:00:00+00', ' é, ', '9007199254740993'],
    ['3', null, null, null, null, null, null, null],
  ]);
  expect(read.seed?.definition.datasets).toMatchObject([
    { format: 'parquet', rows: 3, files: [{ key: 't/a.parquet' }] },
  ]);
  expect(read.warnings).toEqual(['Table t: published as Parquet: Athena does not read xlsx.']);
});

test.each([
  ['a number without an exponent', 1e21, '1000000000000000000000'],
  ['a small one', 1.5e-7, '0.00000015'],
  ['a number with the digits that a spreadsheet shows', 0.1 + 0.2, '0.3'],
  ['a time of day', new Dated(0.4375), '10:30:00'],
  ['a time that a fraction of a day does not meet', new Dated(46053.001388888886), '2026-01-31 00:02:00'],
  ['the first day that Excel has', new Dated(1), '1900-01-01'],
  ['a truth', true, 'true'],
])('text of %s', async (_, cell, text) => {
  const read = await folder.read(xlsx, {
    't/a.xlsx': workbook({
      S: [
        ['id', 'name'],
        [1, cell],
      ],
    }),
  });
  expect(await rowsOf(read)).toEqual([['1', text]]);
});

test('the sheet and the row are those that lab.json says', async () => {
  const content = workbook({
    Notes: [['Read me']],
    'Q1 & Q2': [['Sales'], [], ['id', 'name'], [1, 'a']],
  });
  const read = await folder.read({ ...xlsx, sheet: 'Q1 & Q2', skipLines: 1 }, { 't/a.xlsx': content });
  expect(await rowsOf(read)).toEqual([['1', 'a']]);
  expect(await problemsOf({ ...xlsx, sheet: 'Q3' }, content)).toEqual([
    "t/a.xlsx: this workbook lacks the sheet that lab.json names: it has 'Notes', 'Q1 & Q2'. Correct \"sheet\"",
  ]);
});

test('what is wrong is told with the row of the sheet and the column', async () => {
  const content = workbook({
    S: [['id', 'name'], [], ['x', 'a'], [1, 'b', null, 'more'], [2, formulaError('#REF!')], [1.5, 'c']],
  });
  expect(await problemsOf(xlsx, content)).toEqual([
    "t/a.xlsx, line 3: column id is int, but has 'x'. Use whole numbers that fit into int, leave it empty, or make the column a string (also on line 6)",
    't/a.xlsx, line 4: this row has 4 cells, but lab.json names 2 columns. Empty the others, or correct "columns" in lab.json',
    't/a.xlsx, line 5: column name has \'#REF!\', the error of a formula. Correct the cell, or set "nulls": ["#REF!"] in the dataset if it stands for no value',
  ]);
});

test.each([-1, 3e6, 1e12])('day %d, which no spreadsheet has, is told as an error', async days => {
  expect(
    await problemsOf(
      xlsx,
      workbook({
        S: [
          ['id', 'name'],
          [1, new Dated(days)],
        ],
      }),
    ),
  ).toEqual([expect.stringContaining("line 2: column name has '#NUM!'")]);
});

test('errors of formulas are NULL where lab.json lists them', async () => {
  const content = workbook({
    S: [
      ['id', 'name'],
      [formulaError('#N/A'), formulaError('#DIV/0!')],
    ],
  });
  const read = await folder.read({ ...xlsx, nulls: ['#N/A', '#DIV/0!'] }, { 't/a.xlsx': content });
  expect(await rowsOf(read)).toEqual([[null, null]]);
});

test('numbers are numbers, however those in text are written', async () => {
  const content = workbook({ S: [['price'], [1.234], ['1.234,5']] });
  const price = { ...xlsx, columns: [{ name: 'price', type: 'double' }], decimal: ',', thousands: '.' };
  expect(await rowsOf(await folder.read(price, { 't/a.xlsx': content }))).toEqual([['1.234'], ['1234.5']]);
});

test('a header in another order is refused', async () => {
  const content = workbook({
    S: [
      ['name', 'id'],
      ['a', 1],
    ],
  });
  expect(await problemsOf(xlsx, content)).toEqual([
    expect.stringMatching(/^t\/a.xlsx, line 1: the header's order is name, id, but lab.json's is id, name/),
  ]);
});

test('a sheet without rows has no header', async () => {
  expect(await problemsOf(xlsx, workbook({ S: [] }))).toEqual([expect.stringContaining('the file is empty')]);
  const read = await folder.read({ ...xlsx, header: false }, { 't/a.xlsx': workbook({ S: [] }) });
  expect(await rowsOf(read)).toEqual([]);
});

const notWorkbook =
  'this is not a workbook (.xlsx), or it is damaged. Open it in a spreadsheet and save it as .xlsx';
test('one that is too large is refused before it is read', async () => {
  expect(await problemsOf(xlsx, Buffer.alloc(20_000_001))).toEqual([
    't/a.xlsx: this workbook is too large: a workbook may have 20 MB, and the content of a sheet 100 MB. Save the sheet as CSV UTF-8, or split it',
  ]);
  const bomb = zipSync({ 'xl/workbook.xml': new Uint8Array(100_000_001) });
  expect(await problemsOf(xlsx, Buffer.from(bomb))).toEqual([expect.stringContaining('is too large')]);
});

test.each([
  ['text', Buffer.from('id,name\n1,a\n'), notWorkbook],
  ['nothing', Buffer.alloc(0), notWorkbook],
  ['a workbook that was cut off', workbook({ S: [['id', 'name']] }).subarray(0, 400), notWorkbook],
  [
    'an old or encrypted one',
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    'this is an old workbook (.xls), or one with a password. Save it as .xlsx without a password, or the sheet as CSV UTF-8',
  ],
])('%s is refused', async (_, content, message) => {
  expect(await problemsOf(xlsx, content)).toEqual([`t/a.xlsx: ${message}`]);
});
