import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Contents, ConvertedFolder, rowsOf } from './converted-folder.ts';

let folder: ConvertedFolder;
beforeEach(() => {
  folder = new ConvertedFolder();
});
afterEach(() => folder.remove());

const columns = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
  { name: 'price', type: 'decimal(8,2)' },
];
const csv = { format: 'csv', header: true, columns };
const quoted = { ...csv, quoted: true };
const head = 'id,name,price\n';

describe('a table that Athena cannot read as it is, is published as Parquet with its types', () => {
  const cases: readonly (readonly [string, object, string | Buffer, (string | null)?])[] = [
    ['quotes', quoted, `${head}"1","a, ""b""","1.5"\n`],
    ['line breaks in quotes', quoted, `${head}1,"a, ""b""",1.5\n`],
    ['a delimiter', { ...quoted, delimiter: '~' }, 'id~name~price\n1~"a, ""b"""~1.5'],
    ['a delimiter of two bytes', { ...quoted, delimiter: '§' }, 'id§name§price\n"1"§"a, ""b"""§1.5\n'],
    ['a text for NULL', { ...quoted, nulls: ['NA'] }, `${head}1,"a, ""b""",NA\n`, null],
    ['decimal commas', { ...quoted, decimal: ',' }, `${head}1,"a, ""b""","1,5"\n`],
    ['thousands', { ...quoted, thousands: '.', decimal: ',' }, `${head}1,"a, ""b""","1.234,5"\n`, '1234.50'],
    ['lines above', { ...quoted, skipLines: 2 }, `A "title\n\n${head}1,"a, ""b""",1.5\n`],
    ['windows-1252', { ...quoted, encoding: 'windows-1252' }, `${head}1,"a, ""b""",1.5\n`],
    [
      'UTF-16',
      { ...quoted, encoding: 'utf-16le' },
      Buffer.from(`\uFEFF${head}1,"a, ""b""",1.5\n`, 'utf16le'),
    ],
    ['line ends of both kinds', quoted, `id,name,price\r\n1,"a, ""b""",1.5\n\r\n`],
    ['a header of two lines', quoted, `id,"name\n",price\n1,"a, ""b""",1.5`],
    ['a byte order mark', { ...quoted, header: false }, '\uFEFF1,"a, ""b""",1.5'],
    ['tabs', { ...quoted, format: 'tsv' }, 'id\tname\tprice\n1\t"a, ""b"""\t1.5\n'],
  ];
  test.each(
    cases.map(([what, dataset, content, price = '1.50']) => [what, dataset, content, price] as const),
  )('%s', async (_, dataset, content, price) => {
    const read = await folder.read(dataset, { 't/a.csv': content });
    expect(await rowsOf(read)).toEqual([['1', 'a, "b"', price]]);
    const [table] = read.seed?.definition.datasets ?? [];
    expect(table).toMatchObject({ format: 'parquet', columns, rows: 1, files: [{ key: 't/a.parquet' }] });
    expect(read.warnings).toEqual([expect.stringMatching(/^Table t: published as Parquet: .*\.$/)]);
  });

  test.each([
    ['line breaks', quoted, `${head}1,"a\nb",x\n`, 'a\nb', 'some fields have line breaks'],
    [
      'backslashes',
      quoted,
      `${head}1,a\\b,x\n`,
      'a\\b',
      'some fields have backslashes, which Athena would drop',
    ],
    ['empty lines', csv, `${head}1,a,x\n\n`, 'a', 'some lines are empty'],
  ])('%s that show only in its content', async (_, dataset, content, name, reason) => {
    const texts = columns.map(column => ({ name: column.name, type: 'string' }));
    const read = await folder.read({ ...dataset, columns: texts }, { 't/a.csv': content });
    expect(await rowsOf(read)).toEqual([['1', name, 'x']]);
    expect(read.warnings).toEqual([`Table t: published as Parquet: ${reason}.`]);
  });

  test.each([
    ['2.0', '1.5'],
    [' 2', '1.5'],
    ['2', '1.500'],
  ])('an id %s, a price %s', async (id, price) => {
    const read = await folder.read(csv, { 't/a.csv': `${head}${id},a,${price}\n` });
    expect(await rowsOf(read)).toEqual([['2', 'a', '1.50']]);
  });

  test('and one that Athena can read, stays', async () => {
    const texts = { ...quoted, columns: columns.map(column => ({ ...column, type: 'string' })) };
    for (const [dataset, content] of [
      [csv, `${head}1,a,1.5\r\n`],
      [texts, `${head}"1","a, b",\n`],
      [{ ...csv, encoding: 'UTF-8', skipLines: 0 }, `${head}1,a,\n`],
    ] as const) {
      const { seed, warnings } = await folder.read(dataset, { 't/a.csv': content });
      expect([seed?.definition.datasets[0]?.format, seed?.files[0]?.key, warnings]).toEqual([
        'csv',
        't/a.csv',
        [],
      ]);
    }
  });
});

test('files of a partition become one, in their order, also compressed ones', async () => {
  const dataset = { ...quoted, partitionKeys: [{ name: 'year', type: 'int' }] };
  const read = await folder.read(dataset, {
    't/year=2025/b.csv': `${head}3,c,\n`,
    't/year=2025/a.csv.gz': gzipSync(`${head}1,a,\n2,"",""\n`),
    't/year=2026/x.y.csv': head,
  });
  expect(read.seed?.files.map(({ key }) => key)).toEqual([
    't/year=2025/part-00001.parquet',
    't/year=2026/x.y.parquet',
  ]);
  expect(await rowsOf(read)).toEqual([
    ['1', 'a', null],
    ['2', '', null],
    ['3', 'c', null],
  ]);
  expect(read.tables).toEqual([expect.objectContaining({ files: 3, rows: 3 })]);
});

test('the same files make the same bytes', async () => {
  const rows = Array.from({ length: 300_000 }, (_, n) => `${n},"name ${n % 1000}",${n % 100}.5\n`);
  const contents = { 't/a.csv': `${head}${rows.join('')}` };
  const first = await folder.read(quoted, contents);
  const again = await folder.read(quoted, contents);
  expect(again.seed?.files.map(({ crc32 }) => crc32)).toEqual(first.seed?.files.map(({ crc32 }) => crc32));
  expect(first.seed?.definition.datasets[0]?.rows).toBe(300_000);
});

describe('what is wrong with a file is told with its place', () => {
  const problems = async (dataset: object, contents: Contents) =>
    (await folder.read(dataset, contents)).problems.list.map(({ file, line, column, message }) => [
      file,
      line,
      column,
      message,
    ]);

  test('values, below fields with line breaks', async () => {
    const found = await problems(
      { ...quoted, dateFormat: '%d/%m/%Y', columns: [...columns, { name: 'born', type: 'date' }] },
      {
        't/a.csv': 'id,name,price,born\n1,"a\nb",1,"31/12/2020"\n2,c,x,2020-01-01\n3,d,y,30/02/2020\n',
        't/b.csv': 'id,name,price,born\nfour,a,1,\n',
      },
    );
    expect(found).toEqual([
      [
        't/a.csv',
        4,
        'price',
        expect.stringMatching(
          /^column price is decimal\(8,2\), but has 'x'\. Use numbers .* \(also on line 5\)$/,
        ),
      ],
      [
        't/a.csv',
        4,
        'born',
        expect.stringMatching(/^column born is date, but has '2020-01-01'\. "dateFormat" is "%d\/%m\/%Y"/),
      ],
      ['t/b.csv', 2, 'id', expect.stringMatching(/^column id is int, but has 'four'/)],
    ]);
  });

  test.each([
    [
      'a quote that does not close',
      `${head}1,"a\nb",1\n2,"c,1\n3,d,1\n`,
      4,
      /^field 2 \(name\) opens a quote that does not close/,
    ],
    [
      'text after a quote',
      `${head}1,"a\nb"c,1\n`,
      2,
      /^field 2 \(name\) opens a quote that closes on line 3/,
    ],
    ['a quote inside', `${head}1,a"b,1\n`, 2, /^field 2 \(name\) has a quote in the middle/],
    ['a field too many', `${head}1,"a\n\nb",1\n2,b,1,1\n`, 5, /^4 fields, but lab.json names 3 columns/],
    ['the header again', `${head}1,"a",1\n${head}`, 3, /^this is the header again/],
    ['NUL', `${head}1,"a\0",1\n`, 2, /^character 5 of this line is NUL/],
    [
      'Latin-1',
      Buffer.from(`${head}1,"\xe9",1\n`, 'latin1'),
      2,
      /^this is not UTF-8.*"encoding": "windows-1252"/,
    ],
    [
      'a carriage return',
      `${head}1,a\rb,1\n`,
      2,
      /^there is a carriage return in the middle of field 2 \(name\)/,
    ],
    ['another order of columns', 'name,id,price\na,1,1\n', 1, /^the header's order is name, id, price/],
    ['another delimiter', 'id;name;price\n1;a;1\n', 1, /^semicolons/],
    [
      'a bad record among good ones',
      `${head}1,a,1\n2,b"c,1\n3,d\n`,
      3,
      /^field 2 \(name\) has a quote in the middle/,
    ],
  ])('%s', async (_, content, line, message) => {
    const [first] = await problems(quoted, { 't/a.csv': content });
    expect(first).toEqual(['t/a.csv', line, first?.[2], expect.stringMatching(message)]);
  });

  test('bytes that are no character in the encoding', async () => {
    const encoding = { ...quoted, encoding: 'shift_jis' };
    const [first] = await problems(encoding, {
      't/a.csv': Buffer.from(`${head}1,a,1\n2,\x81,1\n`, 'latin1'),
    });
    expect(first).toEqual(['t/a.csv', 3, undefined, expect.stringMatching(/^this line is not shift_jis/)]);
  });
});

/** Fields as their author writes them. */
const written = (text: string | null, always: boolean): string =>
  text === null ? '' : always || /^$|["\r\n]|[,;|§\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

test('values of any text are read as they were written, in every dialect', async () => {
  const text = fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('"', '\n', '\r', ',', ';', '\\', 'a', ' ', 'é'), maxLength: 8 }),
    )
    .map(value => value.replaceAll(/[\0\ufeff]|\r(?!\n)/g, ''));
  const row = fc.tuple(
    fc.option(fc.integer()),
    fc.option(text),
    fc.option(fc.bigInt({ min: -99_999_999n, max: 99_999_999n })),
  );
  const dialect = fc.record({
    delimiter: fc.constantFrom(',', ';', '|', '§', '\t'),
    always: fc.boolean(),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    encoding: fc.constantFrom('utf-8', 'utf-16le'),
    zipped: fc.boolean(),
    comma: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), dialect, async (rows, how) => {
      const lines = rows.map(([id, name, price]) => {
        const digits =
          price === null
            ? null
            : `${price < 0n ? '-' : ''}${`${price < 0n ? -price : price}`.padStart(3, '0').replace(/(..)$/, how.comma ? ',$1' : '.$1')}`;
        return [id === null ? null : `${id}`, name, digits]
          .map(each => written(each, how.always))
          .join(how.delimiter);
      });
      const content = ['id', 'name', 'price'].join(how.delimiter) + how.lineEnd + lines.join(how.lineEnd);
      const bytes = Buffer.from(content, how.encoding === 'utf-8' ? 'utf8' : 'utf16le');
      const key = how.zipped ? 't/a.csv.gz' : 't/a.csv';
      const own = new ConvertedFolder();
      const read = await own.read(
        {
          ...quoted,
          ...(how.delimiter === '\t' ? { format: 'tsv' } : { delimiter: how.delimiter }),
          ...(how.comma ? { decimal: ',' } : {}),
          encoding: how.encoding,
        },
        { [key]: how.zipped ? gzipSync(bytes) : bytes },
      );
      const expected = rows.map(([id, name, price]) => [
        id === null ? null : `${id}`,
        name,
        price === null
          ? null
          : `${price < 0n ? '-' : ''}${`${price < 0n ? -price : price}`.padStart(3, '0').replace(/(..)$/, '.$1')}`,
      ]);
      expect(await rowsOf(read)).toEqual(expected);
      own.remove();
    }),
    { numRuns: 15 },
  );
});
