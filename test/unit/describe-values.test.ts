import { gzipSync } from 'node:zlib';
import { DescribedFolder } from './described-folder.ts';

let folder: DescribedFolder;
beforeEach(() => {
  folder = new DescribedFolder();
});
afterEach(() => folder.remove());

const csv = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;
const typesOf = async (values: readonly string[]): Promise<string | undefined> =>
  (await folder.table({ 't/a.csv': csv('id,v', ...values.map((value, index) => `${index},${value}`)) })).types
    .v;

test.each([
  ['numbers without decimals', ['1', '-2'], 'int'],
  ['0 and 1 are numbers', ['0', '1'], 'int'],
  ['more than an int takes', ['1', '3000000000'], 'bigint'],
  ['numbers with decimals', ['1', '2.5', '1e3'], 'double'],
  ['2.0 says that there may be decimals', ['1', '2.0'], 'double'],
  ['zeros in front are of a code', ['70000', '01409'], 'string'],
  ['a plus is of a telephone number', ['+4930123', '+4930124'], 'string'],
  ['more than 18 digits', ['1234567890123456789', '1'], 'string'],
  ['digits that a double does not keep', ['12345678901234567890', '1.5'], 'string'],
  ['true and false', ['true', 'FALSE'], 'boolean'],
  ['yes and no are words', ['yes', 'no'], 'string'],
  ['dates', ['2026-01-31', '2024-02-29'], 'date'],
  ['no date of a month that has fewer days', ['2026-01-31', '2026-02-30'], 'string'],
  ['times', ['2026-01-31 10:00:00', '2026-01-31 10:00:00.5'], 'timestamp'],
  ['times as in ISO 8601', ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00+02:00'], 'timestamp'],
  ['two kinds of values', ['1', '2026-01-31'], 'string'],
  ['missing values', ['', '7', ''], 'int'],
])('%s', async (_, values, type) => {
  expect(await typesOf(values)).toBe(type);
});

describe('every value counts, not only the first thousand', () => {
  const late = (first: string, last: string) =>
    folder.table({ 't/a.csv': csv('v,w', ...Array(1500).fill(`${first},x`), `${last},x`) });

  test.each([
    [
      'a word among numbers',
      '7',
      'seven',
      "v stays text: the first values are numbers, but there is 'seven'",
    ],
    ['a zero in front', '70000', '01409', "v stays text: some values begin with 0, such as '01409'"],
  ])('%s makes text, and is told', async (_, first, last, note) => {
    const { types, notes } = await late(first, last);
    expect(types.v).toBe('string');
    expect(notes).toContain(`t: ${note}.`);
  });

  test.each([
    ['a decimal', '7', '7.5', 'double'],
    ['a large number', '7', '3000000000', 'bigint'],
    ['a time after dates', '2026-01-31', '2026-01-31 10:00:00', 'timestamp'],
    ['the first value', '', '7', 'int'],
  ])('%s widens the type', async (_, first, last, type) => {
    expect((await late(first, last)).types.v).toBe(type);
  });

  test('a word for NULL is found', async () => {
    const { types, written } = await late('7', 'NA');
    expect([types.v, written.nulls]).toEqual(['int', ['NA']]);
  });

  test('quotes are found', async () => {
    const { written, types } = await late('7', '"8"');
    expect([written.quoted, types.v]).toEqual([true, 'int']);
  });
});

describe('NULL', () => {
  test('words for it among numbers and dates count in the whole table, and that is said', async () => {
    const { written, types, notes } = await folder.table({
      't/a.csv': csv('n,d,sex', '1,2026-01-31,female', 'NA,-,NA', '2,2026-02-01,male'),
    });
    expect(written.nulls).toEqual(['NA', '-']);
    expect(types).toEqual({ n: 'int', d: 'date', sex: 'string' });
    expect(notes).toContain("t: 'NA', '-' stand for NULL, also in sex.");
  });

  test('NA in text alone may be Namibia: it stays, and that is said', async () => {
    const { written, notes } = await folder.table({ 't/a.csv': csv('id,country', '1,NA', '2,BR') });
    expect(written.nulls).toBeUndefined();
    expect(notes).toEqual([`t: 'NA' in country stays text: if it stands for NULL, add it to "nulls".`]);
  });

  test('NaN among numbers of csv stands for it', async () => {
    const { written, types } = await folder.table({ 't/a.csv': csv('id,v', '1,1.5', '2,NaN') });
    expect([written.nulls, types.v]).toEqual([['NaN'], 'double']);
  });

  test('a column without values is text, and that is said', async () => {
    const { types, notes } = await folder.table({ 't/a.csv': csv('id,v', '1,', '2,') });
    expect([types.v, notes]).toEqual(['string', ['t: v has no values, so it is text.']]);
  });
});

describe('dates in other forms', () => {
  test.each([
    ['31/01/2026', '%d/%m/%Y', 'date'],
    ['01/31/2026', '%m/%d/%Y', 'date'],
    ['31.01.26', '%d.%m.%y', 'date'],
    ['2026/01/31', '%Y/%m/%d', 'date'],
    ['31-Jan-2026', '%d-%b-%Y', 'date'],
    ['Jan 31 2026', '%b %d %Y', 'date'],
    ['31/01/2026 14:05', '%d/%m/%Y %H:%M', 'timestamp'],
    ['1/31/2026 2:05 PM', '%m/%d/%Y %I:%M %p', 'timestamp'],
  ])('%s', async (value, format, type) => {
    const { written, types, converted } = await folder.table({ 't/a.csv': csv('id,v', `1,${value}`) });
    expect([written.dateFormat, types.v, converted]).toEqual([format, type, ['how dates are written']]);
  });

  test('what one column decides holds for another that could be either', async () => {
    const { written, notes } = await folder.table({ 't/a.csv': csv('a,b', '02/01/2026,01/31/2026') });
    expect([written.dateFormat, notes]).toEqual(['%m/%d/%Y', []]);
  });

  test('where nothing decides, the day comes first, and that is said', async () => {
    const { written, notes } = await folder.table({ 't/a.csv': csv('id,d', '1,01/02/2026') });
    expect(written.dateFormat).toBe('%d/%m/%Y');
    expect(notes).toEqual([
      't: d is read as %d/%m/%Y, day first, but all its values could have the month first: %m/%d/%Y.',
    ]);
  });

  test('columns with different forms have one each', async () => {
    const { written, columns } = await folder.table({ 't/a.csv': csv('a,b', '31/01/2026,2026-01-31') });
    expect(written.dateFormat).toBeUndefined();
    expect(columns).toEqual([
      { name: 'a', type: 'date', dateFormat: '%d/%m/%Y' },
      { name: 'b', type: 'date' },
    ]);
  });

  test('eight digits are a number, unless their column is called after dates', async () => {
    const { types } = await folder.table({ 't/a.csv': csv('code,order_date', '20260131,20260131') });
    expect(types).toEqual({ code: 'int', order_date: 'date' });
  });
});

describe('how a file is written', () => {
  test.each([
    ['semicolons and decimal commas', 'id;v\n1;2,5\n', { format: 'csv', delimiter: ';', decimal: ',' }],
    [
      'decimal commas and thousands',
      'id;v\n1;1.234,5\n',
      { format: 'csv', delimiter: ';', decimal: ',', thousands: '.' },
    ],
    ['thousands in quotes', 'id,v\n1,"1,234.5"\n', { format: 'csv', quoted: true, thousands: ',' }],
    ['tabs', 'id\tv\n1\t2.5\n', { format: 'tsv' }],
    ['bars', 'id|v\n1|2.5\n', { format: 'csv', delimiter: '|' }],
    ['spaces', 'id v\n1 2.5\n', { format: 'csv', delimiter: ' ' }],
    ['a title', 'Prices,\nid,v\n1,2.5\n', { format: 'csv', skipLines: 1 }],
    [
      'lines above a blank one',
      'Source,World\nUpdated,2026\n\nid,v\n1,2.5\n',
      { format: 'csv', skipLines: 3 },
    ],
    [
      'semicolons around commas',
      '"id";"v"\n1;"a, b, c"\n2;"d, e, f"\n',
      { format: 'csv', delimiter: ';', quoted: true },
    ],
  ])('%s', async (_, content, expected) => {
    const { written, columns } = await folder.table({ 't/a.csv': content });
    expect(columns.map(({ name }) => name)).toEqual(['id', 'v']);
    expect(written).toEqual({ table: 't', zone: 'sor', header: true, ...expected });
  });

  test('rows without a header', async () => {
    const { written, types } = await folder.table({ 't/a.csv': '1,Ana,1.5\n2,Bia,2.5\n' });
    expect(written.header).toBe(false);
    expect(types).toEqual({ column_1: 'int', column_2: 'string', column_3: 'double' });
  });

  test('a header of years', async () => {
    const { types } = await folder.table({ 't/a.csv': 'country,2015,2016\nBR,204471769,206163058\n' });
    expect(types).toEqual({ country: 'string', 2015: 'int', 2016: 'int' });
  });

  test('a header over text is a guess, and that is said', async () => {
    const { written, notes } = await folder.table({ 't/a.csv': 'city,state\nsao paulo,SP\n' });
    expect(written.header).toBe(true);
    expect(notes[0]).toMatch(/^t: the first line \(city, state\) is taken as a header/);
  });

  test('a line break in quotes is part of a value', async () => {
    const { rows, types } = await folder.table({ 't/a.csv': 'id,v\n1,"two\nlines"\n2,one\n' });
    expect([rows, types]).toEqual([2, { id: 'int', v: 'string' }]);
  });

  test('a quote inside of a value is not around one', async () => {
    const { written } = await folder.table({ 't/a.csv': 'id,v\n1,5" pipe\n' });
    expect(written.quoted).toBeUndefined();
  });

  test('gzip', async () => {
    const { rows, types } = await folder.table({ 't/a.csv.gz': gzipSync('id,v\n1,2.5\n') });
    expect([rows, types]).toEqual([1, { id: 'int', v: 'double' }]);
  });

  test.each(['utf-16le', 'utf-16be'] as const)('%s', async encoding => {
    const text = Buffer.from('id,name\r\n1,José\r\n', 'utf16le');
    const { written, types, notes } = await folder.table({
      't/a.csv': encoding === 'utf-16le' ? text : text.swap16(),
    });
    expect([written.encoding, types, notes]).toEqual([encoding, { id: 'int', name: 'string' }, []]);
  });

  test('an encoding of one byte is a guess, and that is said, wherever it shows', async () => {
    const { written, notes } = await folder.table({
      't/a.csv': Buffer.from(csv('id,name', ...Array(10_000).fill('1,Ana Maria'), '2,José'), 'latin1'),
    });
    expect(written.encoding).toBe('windows-1252');
    expect(notes).toEqual(['t: its text is not UTF-8, and is read as windows-1252: look at its accents.']);
  });

  test('rows with too many fields are told, and the others typed', async () => {
    const { types, notes } = await folder.table({ 't/a.csv': 'id,v\n1,2\n2,3,4\n3,4\n' });
    expect(types).toEqual({ id: 'int', v: 'int' });
    expect(notes[0]).toMatch(/^t: line 3 of a file, and perhaps others, are not like the rest/);
  });

  test('names become legal and different, and that is said', async () => {
    const { columns, notes } = await folder.table({
      't/a.csv': 'Order ID,Preço (R$),_id,Straße,a,A,\n1,2,3,4,5,6,7\n',
    });
    expect(columns.map(({ name }) => name)).toEqual([
      'order_id',
      'preco_r',
      '_id',
      'strasse',
      'a',
      'a_2',
      'column_7',
    ]);
    expect(notes[0]).toMatch(/^t: columns got names that Athena takes: 'Order ID' is order_id/);
  });
});
