import fc from 'fast-check';
import { delimitedRows } from '../../cli/seed/delimited-rows.ts';
import { FileProblems } from '../../cli/seed/file-problems.ts';
import { TableHeaders } from '../../cli/seed/table-headers.ts';
import type { TableDefinition } from '../../lab/definition.ts';

type DelimitedTable = TableDefinition & { readonly format: 'csv' | 'tsv' };

const table = (more: Partial<DelimitedTable> = {}): DelimitedTable => ({
  table: 't',
  zone: 'sor',
  format: 'csv',
  header: true,
  columns: [
    { name: 'id', type: 'int' },
    { name: 'product', type: 'string' },
    { name: 'price', type: 'double' },
  ],
  partitionKeys: [],
  ...more,
});

/** Rows of a file, or the first thing that is wrong with it. */
const read = (content: string, more: Partial<DelimitedTable> = {}): number | string | undefined => {
  const problems = new FileProblems('a');
  const first = () => problems.errors()[0]?.message;
  try {
    const inspector = delimitedRows(problems, table(more), new TableHeaders());
    inspector.take(Buffer.from(content));
    const rows = inspector.end();
    return first() ?? rows;
  } catch (error) {
    return first() ?? (error instanceof Error ? error.message : String(error));
  }
};

const text = [
  { name: 'first', type: 'string' },
  { name: 'second', type: 'string' },
];

describe('a file with another delimiter', () => {
  const semicolons =
    'semicolons (\';\') separate the fields of this file, but lab.json says commas. Set "delimiter": ";"';
  test.each([
    ['semicolons', 'id;product;price\n1;Café;12,50\n', {}, `a, line 1: ${semicolons}`],
    [
      'semicolons and quotes',
      '"id";"product";"price"\n"1";"a, b";"12,50"\n',
      { quoted: true },
      `a, line 1: ${semicolons}`,
    ],
    ['semicolons, no header', '1;a;12,50\n2;b;3,00\n', { header: false }, `a, line 1: ${semicolons}`],
    ['semicolons, and a column too few in lab.json', 'id;a;b;c\n1;2;3;4\n', {}, `a, line 1: ${semicolons}`],
    [
      'tabs',
      'id\tproduct\tprice\n1\ta\t1.5\n',
      {},
      'a, line 1: tabs separate the fields of this file, but lab.json says commas. Set "format": "tsv"',
    ],
    [
      'commas in a tsv',
      'id,product,price\n1,a,1.5\n',
      { format: 'tsv' as const },
      'a, line 1: commas separate the fields of this file, but lab.json says tabs. Set "format": "csv"',
    ],
    ['vertical bars', 'id|product|price\n1|a|1.5\n', {}, /^a, line 1: vertical bars \('\|'\) separate/],
    [
      'semicolons in a tsv',
      'id;product;price\n1;a;1.5\n',
      { format: 'tsv' as const },
      /lab.json says tabs. Set "format": "csv" and "delimiter": ";"$/,
    ],
    [
      'commas where semicolons should be',
      'id,product,price\n1,a,1.5\n',
      { delimiter: ';' as const },
      /^a, line 1: commas separate .* says semicolons \(';'\). Leave out "delimiter"$/,
    ],
    [
      'tabs where semicolons should be',
      'id\tproduct\tprice\n1\ta\t1.5\n',
      { delimiter: ';' as const },
      /Set "format": "tsv", without "delimiter"$/,
    ],
    ["Hive's own", '1\u0001a\u00011.5\n', { header: false }, /^a, line 1: the character U\+0001/],
    [
      'lines above the header, too',
      'Prices\n\nid;product;price\n1;a;2\n',
      {},
      `a, line 3: the header is on line 3: set "skipLines": 2. Also, ${semicolons}`,
    ],
  ])('%s', (_, content, more, message) => {
    expect(read(content, more)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test('is never blamed on one that is right', () => {
    expect(read('id,product,price\n1,a;b;c,1.5\n2,d;e;f,x\n')).toMatch(/^a, line 3: column price is double/);
    expect(read('id,product,price\n1,a|b|c,1.5\n2,d|e\n')).toMatch(/^a, line 3: 2 fields, but lab.json/);
    expect(read('a;b,c\nd;e,f\n', { header: false, columns: text })).toBe(2);
    const numbered = [{ name: 'id', type: 'int' }, ...text.slice(1)];
    expect(read('1,a;b\nx,c;d\n', { header: false, columns: numbered })).toMatch(
      /^a, line 2: column id is int/,
    );
  });

  test.each([
    [';', 'id;product;price\n1;a, b;1.5\n2;c;\n'],
    ['|', 'id|product|price\n1|a, b|1.5\n2|c|\n'],
    ['\u0001', 'id\u0001product\u0001price\n1\u0001a, b\u00011.5\n2\u0001c\u0001\n'],
  ] as const)('that lab.json names is read: %j', (delimiter, content) => {
    expect(read(content, { delimiter })).toBe(2);
    expect(read(content.replaceAll('a, b', `"a${delimiter}b"`), { delimiter, quoted: true })).toBe(2);
    expect(read(content.replace('1.5', '1,5'), { delimiter })).toMatch(
      /^a, line 2: column price is double, but has '1,5', .* Add "decimal": "," to the dataset;/,
    );
  });

  const delimiters = { ',': 'commas', '\t': 'tabs', ';': "(';')", '|': "('|')" };
  const field = fc.oneof(
    fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .map(value => value.replaceAll(/[\p{C}\\\u2028\u2029]/gu, '')),
    fc.constantFrom('12,50', 'a;b', 'x|y', 'it"s', '', '7'),
  );
  const header = ['first name', 'second', 'third'];
  const columns = ['first_name', 'second', 'third'].map(name => ({ name, type: 'string' }));

  test('is read right, or named', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(',', '\t', ';', '|'),
        fc.constantFrom('csv', 'tsv'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (rows, delimiter, format, ending, withHeader) => {
          // Without a header a row must say how many fields there are.
          const lines = [...(withHeader ? [header] : [['Q', 'W', 'E']]), ...rows].map(row =>
            row
              .map(value =>
                /[",;|\t]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value,
              )
              .join(delimiter),
          );
          const found = read(lines.join(ending), { format, quoted: true, header: withHeader, columns });
          const own = { csv: ',', tsv: '\t' }[format];
          if (delimiter === own) expect(found).toBe(withHeader ? rows.length : rows.length + 1);
          else {
            expect(found).toContain(`${delimiters[delimiter]} separate the fields of this file`);
            const [, set = '', without] =
              /(?:Set (.*?)(, without "delimiter")?|Leave out "delimiter")$/.exec(`${found}`) ?? [];
            expect(without).toBeUndefined();
            const advised = JSON.parse(`{${set.replace(' and ', ', ')}}`);
            expect(
              read(lines.join(ending), { format, quoted: true, header: withHeader, columns, ...advised }),
            ).toBe(withHeader ? rows.length : rows.length + 1);
          }
        },
      ),
    );
  });
});

describe('a header', () => {
  test.each([
    [
      'in another order with a foreign name',
      'id,kind,product\n1,a,2\n',
      /^a, line 1: the header's order is id, kind, product, but/,
    ],
    [
      'below a title',
      'Price list 2026,,\nid,product,price\n1,a,2\n',
      'a, line 2: the header is on line 2: set "skipLines": 1',
    ],
    [
      'below a preamble with an empty line',
      '\nSource,World\n\nId,Product,Price\n1,a,2\n',
      'a, line 4: the header is on line 4: set "skipLines": 3',
    ],
    [
      'that is a row',
      '1,Ana,1.5\n2,Bia,2\n',
      /^a, line 1: lab.json says that there is a header, but this line has values of the columns' types.*"header": false/,
    ],
    [
      'that is misspelt',
      'id,prodcut,price\n1,a,2\n',
      "a, line 1: the header's field 2 is 'prodcut', but lab.json's column is 'product'. Correct the one that is misspelt",
    ],
    [
      'that comes again',
      'id,product,price\n1,a,2\nid,product,price\n',
      /^a, line 3: this is the header again/,
    ],
  ])('%s is refused', (_, content, message) => {
    expect(read(content)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test.each([
    ['in another script or case', 'ID, Próduct ,"price"\n1,a,2\n'],
    ['in another language', 'Código,Produto,Preço\n1,a,2\n'],
    ['with other names for some columns', 'id,item,amount\n1,a,2\n'],
    ['with a plural', 'id,products,price\n1,a,2\n'],
    ['with a name twice', 'id,product,product\n1,a,2\n'],
    ['without a name for the first column', ',product,price\n1,a,2\n'],
  ])('%s is a header', (_, content) => {
    expect(read(content)).toBe(1);
  });

  test('of text over text that names no column might be a row', () => {
    expect(read('Ana,Olinda\nBia,Recife\n', { columns: text })).toMatch(
      /^a, line 1: none of these names is a column of lab.json \(first, second\)/,
    );
    expect(read('Ana,second\nBia,Recife\n', { columns: text })).toBe(1);
  });

  test('that lab.json does not announce is no row', () => {
    expect(read('First,Second\nBia,Recife\n', { columns: text, header: false })).toBe(
      'a, line 1: this line has the columns\' names, but lab.json says "header": false. Set it to true',
    );
  });

  test('may have a year where the column has a letter before it', () => {
    const columns = [text[0], { name: 'y2015', type: 'int' }].flatMap(each => each ?? []);
    expect(read('first,2015\na,7\n', { columns })).toBe(1);
  });
});
