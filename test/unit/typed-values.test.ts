import fc from 'fast-check';
import { valueTest } from '../../cli/seed/column-values.ts';
import { Database, sqlText } from '../../cli/seed/duckdb/database.ts';
import { typedValue, type Writing } from '../../cli/seed/duckdb/typed-values.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open();
});
afterAll(() => database.close());

/** What each text is as a value of the type: its text in DuckDB, null, or undefined if it is not of the type. */
const readings = async (
  type: string,
  texts: readonly string[],
  writing: Writing = {},
): Promise<readonly unknown[]> => {
  const { value, isNull, isValid } = typedValue('t', type, writing);
  const rows = texts.map((text, n) => `(${n}, ${sqlText(text)})`).join(', ');
  const read = await database.rows(
    `select n, (${value})::varchar as value, ${isNull} as "isNull", ${isValid} as "isValid" from (values ${rows}) x(n, t) order by n`,
  );
  return read.map(({ value: text, isNull: none, isValid: valid }) => {
    expect([text, none]).toContain(valid === true ? (none === true ? none : text) : null);
    return valid === true ? text : undefined;
  });
};

const no = undefined;

type Case = readonly [type: string, readings: Readonly<Record<string, unknown>>, writing?: Writing];

const cases: readonly Case[] = [
  [
    'int',
    {
      '1': '1',
      '-1': '-1',
      '+1': '1',
      ' 7\t': '7',
      '007': '7',
      '2.0': '2',
      '2.': '2',
      '': null,
      ' ': null,
      '2147483647': '2147483647',
      '2147483648': no,
      '-2147483648': '-2147483648',
      '1.9': no,
      '.5': no,
      '.0': no,
      '1e3': no,
      '1_000': no,
      '0x1F': no,
      '1 000': no,
      '1,000': no,
      '--1': no,
      '١': no,
      NA: no,
      true: no,
      '1\n': no,
    },
  ],
  ['tinyint', { '127': '127', '128': no, '-128': '-128' }],
  ['smallint', { '32767': '32767', '32768': no }],
  [
    'bigint',
    {
      '9223372036854775807': '9223372036854775807',
      '9223372036854775808': no,
      '9007199254740993.00': '9007199254740993',
    },
  ],
  [
    'double',
    {
      '1.5': '1.5',
      '.5': '0.5',
      '5.': '5.0',
      '1e3': '1000.0',
      '1E+3': '1000.0',
      ' 2 ': '2.0',
      NaN: 'nan',
      Infinity: 'inf',
      '-Infinity': '-inf',
      '': null,
      nan: no,
      inf: no,
      infinity: no,
      '1e400': no,
      '1_0': no,
      '+-1': no,
      '1e1_0': no,
      '1,5': no,
      '1d': no,
      '0x1': no,
      '.': no,
    },
  ],
  ['float', { '1.5': '1.5', '1e39': no, '3.4e38': '3.4e+38' }],
  [
    'decimal(5,2)',
    {
      '1.5': '1.50',
      '1.50': '1.50',
      '1.500': '1.50',
      '-.5': '-0.50',
      '5.': '5.00',
      '999.99': '999.99',
      '0001': '1.00',
      ' 1 ': '1.00',
      '': null,
      '1000': no,
      '1.005': no,
      '1e1': no,
      '1_0': no,
      '.': no,
      '-': no,
      '1,5': no,
    },
  ],
  ['decimal(3,3)', { '0.125': '.125', '.125': '.125', '00.1': '.100', '1': no, '0.1255': no }],
  ['decimal(3,0)', { '125': '125', '125.0': '125', '125.5': no, '.5': no, '1250': no }],
  ['boolean', { true: 'true', FALSE: 'false', ' True ': 'true', '': null, yes: no, '1': no, t: no, '0': no }],
  [
    'date',
    {
      '2024-02-29': '2024-02-29',
      ' 2024-02-29 ': '2024-02-29',
      '2024-02-29 00:00:00': '2024-02-29',
      '2024-02-29T00:00:00.000Z': '2024-02-29',
      '': null,
      '2023-02-29': no,
      '2024-2-9': no,
      '20-01-01': no,
      '2024/02/29': no,
      '29/02/2024': no,
      '0000-01-01': no,
      '2024-02-29 10:00:00': no,
      '12024-01-01': no,
      '2024-01-01 (BC)': no,
      infinity: no,
      epoch: no,
      '20240229': no,
    },
  ],
  [
    'timestamp',
    {
      '2024-02-29 23:59:59': '2024-02-29 23:59:59',
      '2024-02-29 23:59:59.5': '2024-02-29 23:59:59.5',
      '2024-02-29 23:59:59.123456789': '2024-02-29 23:59:59.123456',
      '2024-02-29T23:59': '2024-02-29 23:59:00',
      '2024-02-29T23:59Z': '2024-02-29 23:59:00',
      '2024-02-29': '2024-02-29 00:00:00',
      '2024-02-29T23:59:59-03:00': '2024-03-01 02:59:59',
      '2024-02-29 23:59:59+0530': '2024-02-29 18:29:59',
      '': null,
      '2024-02-30 00:00:00': no,
      '2024-02-29 24:00:00': no,
      '2024-02-29 23:60:00': no,
      '2024-02-29 23:59:60': no,
      '12024-01-01 10:00:00': no,
      infinity: no,
      epoch: no,
      '2024-02-29 1:2:3': no,
      '29/02/2024 10:00': no,
    },
  ],
  ['string', { '': '', ' NA ': ' NA ', 'it\'s "odd"\n': 'it\'s "odd"\n' }],
  ['binary', { 'YQ==': 'a', '': null, 'Y!': no }],
  ['int', { NA: null, ' NA ': null, '-': null, '5': '5', na: no }, { nulls: ['NA', '-'] }],
  ['string', { NA: null, ' NA ': ' NA ', '': '' }, { nulls: ['NA'] }],
  [
    'double',
    {
      '1,5': '1.5',
      '-,5': '-0.5',
      '5,': '5.0',
      '1e3': '1000.0',
      NaN: 'nan',
      '': null,
      '1.5': no,
      '1.000,5': no,
    },
    { decimal: ',' },
  ],
  [
    'decimal(8,2)',
    {
      '1.234,50': '1234.50',
      '1234,5': '1234.50',
      '-1.234': '-1234.00',
      '1.23': no,
      '12.34,5': no,
      '1.2345': no,
      ',5': '0.50',
      '1,234.5': no,
      '.234': no,
    },
    { decimal: ',', thousands: '.' },
  ],
  [
    'int',
    { '1,234': '1234', '1,234,567': '1234567', '12,34': no, '1,234.0': '1234', '1.9': no },
    { thousands: ',' },
  ],
  ['bigint', { "1'234": '1234', '1234': '1234' }, { thousands: "'" }],
  ['int', { '1\u00a0234': '1234' }, { thousands: '\u00a0' }],
  ['int', { '1 234': '1234', ' 12 ': '12' }, { thousands: ' ' }],
  [
    'date',
    {
      '31/12/2020': '2020-12-31',
      '1/2/2020': '2020-02-01',
      ' 01/02/2020 ': '2020-02-01',
      '': null,
      '31/02/2020': no,
      '12/31/2020': no,
      '01/02/20': no,
      '2020-02-01': no,
      '1.2.2020': no,
      '01/02/2020 10:00': no,
    },
    { dateFormat: '%d/%m/%Y' },
  ],
  ['date', { '01.02.99': '1999-02-01', '01x02x99': no }, { dateFormat: '%d.%m.%y' }],
  ['date', { '3 Feb 2020': '2020-02-03', '3 Foo 2020': no }, { dateFormat: '%d %b %Y' }],
  ['date', { '01/02/2020 00:00': '2020-02-01', '01/02/2020 10:00': no }, { dateFormat: '%d/%m/%Y %H:%M' }],
  ['date', { '20200201': '2020-02-01', '2020201': no }, { dateFormat: '%Y%m%d' }],
  [
    'timestamp',
    { '8/29/2013 14:13': '2013-08-29 14:13:00', '8/29/2013 24:13': no, '29/8/2013 14:13': no },
    { dateFormat: '%m/%d/%Y %H:%M' },
  ],
  ['timestamp', { '2/1/2020 3:04 pm': '2020-01-02 15:04:00' }, { dateFormat: '%d/%m/%Y %I:%M %p' }],
  [
    'timestamp',
    { '2020-01-01T10:00:00+0200': '2020-01-01 08:00:00', '2020-01-01T10:00:00': no },
    { dateFormat: '%Y-%m-%dT%H:%M:%S%z' },
  ],
];

test.each(cases.map(([type, expected, writing = {}]) => [type, writing, expected] as const))(
  '%s, written so: %j, is read where it is one, and nothing else is',
  async (type, writing, expected) => {
    const texts = Object.keys(expected);
    const read = await readings(type, texts, writing);
    expect(Object.fromEntries(texts.map((text, n) => [text, read[n]]))).toEqual(expected);
  },
);

const types = [
  'tinyint',
  'int',
  'bigint',
  'double',
  'float',
  'decimal(5,2)',
  'decimal(38,10)',
  'date',
  'timestamp',
  'boolean',
];

test('what Athena reads natively is read, too, and what DuckDB alone would take is not', async () => {
  const odd = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'0123456789.-+eE_ :TZ/NaInfity'), maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 40 }),
    fc.date({ noInvalidDate: true }).map(date => date.toISOString().slice(0, 19).replace('T', ' ')),
    fc.double().map(String),
    fc.bigInt().map(String),
  );
  const loose: Readonly<Record<string, RegExp>> = {
    int: /^\s*[+-]?\d+(\.0*)?\s*$/,
    double: /^\s*[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|Infinity)\s*$|^NaN$/,
    decimal: /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/,
    date: /^\s*\d{4}-\d\d-\d\d/,
    timestamp: /^\s*\d{4}-\d\d-\d\d/,
    boolean: /^\s*(true|false)\s*$/i,
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...types),
      fc.array(odd, { minLength: 100, maxLength: 100 }),
      async (type, texts) => {
        const read = await readings(type, texts);
        const form =
          loose[
            type
              .replace(/^(tiny|big)int$/, 'int')
              .replace('float', 'double')
              .replace(/\(.*/, '')
          ];
        for (const [n, text] of texts.entries()) {
          const isRead = read[n] !== undefined;
          const inRange = /^(float|double)$/.test(type)
            ? Number.isFinite(Math.fround(Number(text)))
            : !text.startsWith('0000');
          if (valueTest(type)?.(text) && inRange) expect([type, text, isRead]).toEqual([type, text, true]);
          if (isRead && text.trim() !== '')
            expect([type, text, form?.test(text)]).toEqual([type, text, true]);
          if (isRead && /int$/.test(type) && text.trim() !== '')
            expect(read[n]).toBe(`${BigInt(text.trim().replace(/\..*|^\+/g, ''))}`);
        }
      },
    ),
    { numRuns: 60 },
  );
});
