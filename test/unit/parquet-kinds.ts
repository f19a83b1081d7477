import type { SchemaElement } from 'hyparquet';
import { type Columns, group, leaf, list, map, utf8 } from './parquet-file.ts';

/*
 * What Parquet files have, and which column types publishing takes for it: the unit tests hold publishing against it,
 * the tests with Athena's engine hold it against the engine.
 */

export const simpleTypes = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal(9,2)',
  'decimal(38,2)',
  'decimal(38,10)',
  'date',
  'timestamp',
  'string',
  'binary',
] as const;

/** A column of plain values. */
export interface Kind {
  readonly element: Partial<SchemaElement>;
  /** The column types that publishing takes. */
  readonly accepted: readonly (typeof simpleTypes)[number][];
  /** Values that need all that the type can hold, as hyparquet-writer takes them. */
  readonly values: unknown[];
  /** The same as Athena has to read them; of bytes that are not text, their hexadecimal digits. */
  readonly read: readonly string[];
  /** What is stored alike, if hyparquet-writer does not write it itself. */
  readonly storedAs?: Partial<SchemaElement>;
  /** hyparquet-writer writes the width of integers in a way that no other reader understands. */
  readonly isForHyparquetOnly?: true;
}

const bits = (bitWidth: 8 | 16 | 32 | 64, isSigned: boolean): Partial<SchemaElement> => ({
  logical_type: { type: 'INTEGER', bitWidth, isSigned },
});
const int32 = (more: Partial<SchemaElement> = {}): Partial<SchemaElement> => ({ type: 'INT32', ...more });
const int64 = (more: Partial<SchemaElement> = {}): Partial<SchemaElement> => ({ type: 'INT64', ...more });
const bytes = (more: Partial<SchemaElement> = {}): Partial<SchemaElement> => ({
  type: 'BYTE_ARRAY',
  ...more,
});
const fixed = (length: number, more: Partial<SchemaElement> = {}): Partial<SchemaElement> => ({
  type: 'FIXED_LEN_BYTE_ARRAY',
  type_length: length,
  ...more,
});
const timestamp = (unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC: boolean): Partial<SchemaElement> =>
  int64({ logical_type: { type: 'TIMESTAMP', unit, isAdjustedToUTC } });
const decimal = (precision: number, scale: number): Partial<SchemaElement> => ({
  converted_type: 'DECIMAL',
  precision,
  scale,
});

const text = (...texts: string[]): Pick<Kind, 'values' | 'read'> => ({
  values: texts.map(each => Buffer.from(each)),
  read: texts,
});
const numbers = (...values: (number | bigint)[]): Pick<Kind, 'values' | 'read'> => ({
  values,
  read: values.map(String),
});
/** 2026-01-31 10:20:30.123 and a time before 1970, in milliseconds. */
const times = [1_769_854_830_123n, -1_000n];
const moments = (perMilli: bigint): Pick<Kind, 'values' | 'read'> => ({
  values: times.map(time => time * perMilli),
  read: ['2026-01-31 10:20:30.123', '1969-12-31 23:59:59.000'],
});

export const kinds: Readonly<Record<string, Kind>> = {
  BOOLEAN: {
    element: { type: 'BOOLEAN' },
    accepted: ['boolean'],
    values: [true, false],
    read: ['true', 'false'],
  },
  INT32: { element: int32(), accepted: ['int', 'bigint'], ...numbers(2_147_483_647, -2_147_483_648) },
  INT_8: {
    element: int32({ converted_type: 'INT_8' }),
    accepted: ['tinyint', 'smallint', 'int', 'bigint'],
    ...numbers(127, -128),
  },
  'INT of 8 bits': {
    isForHyparquetOnly: true,
    element: int32(bits(8, true)),
    accepted: ['tinyint', 'smallint', 'int', 'bigint'],
    ...numbers(127, -128),
  },
  INT_16: {
    element: int32({ converted_type: 'INT_16' }),
    accepted: ['smallint', 'int', 'bigint'],
    ...numbers(32_767, -32_768),
  },
  INT_32: {
    element: int32({ converted_type: 'INT_32' }),
    accepted: ['int', 'bigint'],
    ...numbers(2_147_483_647),
  },
  UINT_8: {
    element: int32({ converted_type: 'UINT_8' }),
    accepted: ['smallint', 'int', 'bigint'],
    ...numbers(0, 255),
  },
  UINT_16: {
    element: int32({ converted_type: 'UINT_16' }),
    accepted: ['int', 'bigint'],
    ...numbers(0, 65_535),
  },
  'UINT of 16 bits': {
    isForHyparquetOnly: true,
    element: int32(bits(16, false)),
    accepted: ['int', 'bigint'],
    ...numbers(0, 65_535),
  },
  UINT_32: { element: int32({ converted_type: 'UINT_32' }), accepted: [], ...numbers(4_294_967_295) },
  INT64: { element: int64(), accepted: ['bigint'], ...numbers(9_223_372_036_854_775_807n) },
  INT_64: {
    element: int64({ converted_type: 'INT_64' }),
    accepted: ['bigint'],
    ...numbers(-9_223_372_036_854_775_808n),
  },
  UINT_64: {
    element: int64({ converted_type: 'UINT_64' }),
    accepted: [],
    storedAs: int64(),
    values: [-1n],
    read: ['18446744073709551615'],
  },
  FLOAT: { element: { type: 'FLOAT' }, accepted: ['float', 'double'], ...numbers(1.5, -0.25) },
  DOUBLE: { element: { type: 'DOUBLE' }, accepted: ['double'], ...numbers(123456789.125, -0.25) },
  DATE: {
    element: int32({ converted_type: 'DATE' }),
    accepted: ['date'],
    values: [20_484, -1],
    read: ['2026-01-31', '1969-12-31'],
  },
  TIMESTAMP_MILLIS: {
    element: int64({ converted_type: 'TIMESTAMP_MILLIS' }),
    accepted: ['timestamp'],
    ...moments(1n),
  },
  TIMESTAMP_MICROS: {
    element: int64({ converted_type: 'TIMESTAMP_MICROS' }),
    accepted: ['timestamp'],
    ...moments(1000n),
  },
  'nanoseconds in UTC': {
    element: timestamp('NANOS', true),
    accepted: ['timestamp'],
    ...moments(1_000_000n),
  },
  'local microseconds': { element: timestamp('MICROS', false), accepted: ['timestamp'], ...moments(1000n) },
  'local milliseconds': { element: timestamp('MILLIS', false), accepted: ['timestamp'], ...moments(1n) },
  INT96: {
    element: { type: 'INT96' },
    accepted: ['timestamp'],
    storedAs: fixed(12),
    // Nanoseconds of the day, and the Julian day.
    values: [Buffer.from('c0a04150dc210000908d2500', 'hex')],
    read: ['2026-01-31 10:20:30.123'],
  },
  TIME_MILLIS: {
    element: int32({ converted_type: 'TIME_MILLIS' }),
    accepted: [],
    values: [37_230_000],
    read: ['10:20:30'],
  },
  TIME_MICROS: {
    element: int64({ converted_type: 'TIME_MICROS' }),
    accepted: [],
    values: [37_230_000_000n],
    read: ['10:20:30'],
  },
  UTF8: { element: bytes({ converted_type: 'UTF8' }), accepted: ['string', 'binary'], ...text('são', '') },
  'text without UTF8': { element: bytes(), accepted: ['string', 'binary'], ...text('são', '') },
  ENUM: { element: bytes({ converted_type: 'ENUM' }), accepted: ['string', 'binary'], ...text('RED') },
  JSON: {
    element: bytes({ logical_type: { type: 'JSON' } }),
    accepted: ['string', 'binary'],
    ...text('{"a":1}'),
  },
  BSON: {
    element: bytes({ converted_type: 'BSON' }),
    accepted: ['binary'],
    values: [Buffer.from('0500000000', 'hex')],
    read: ['0500000000'],
  },
  UUID: {
    element: fixed(16, { logical_type: { type: 'UUID' } }),
    accepted: [],
    values: [Buffer.from('00112233445566778899aabbccddeeff', 'hex')],
    read: ['00112233445566778899aabbccddeeff'],
  },
  'bytes of fixed length': { element: fixed(3), accepted: [], ...text('abc') },
  FLOAT16: {
    element: fixed(2, { logical_type: { type: 'FLOAT16' } }),
    accepted: [],
    ...numbers(1.5),
  },
  INTERVAL: {
    element: fixed(12, { converted_type: 'INTERVAL' }),
    accepted: [],
    values: [Buffer.alloc(12)],
    read: ['none'],
  },
  'only NULL': {
    element: int32({ logical_type: { type: 'NULL' } }),
    accepted: [],
    values: [null],
    read: ['none'],
  },
  'decimals in INT32': {
    element: int32(decimal(9, 2)),
    accepted: ['decimal(9,2)', 'decimal(38,2)', 'decimal(38,10)'],
    values: [123_456_789n, -1n],
    read: ['1234567.89', '-0.01'],
  },
  'decimals in INT64': {
    element: int64(decimal(18, 2)),
    accepted: ['decimal(38,2)', 'decimal(38,10)'],
    values: [123_456_789_012_345_678n],
    read: ['1234567890123456.78'],
  },
  'decimals without a fraction': {
    element: int64(decimal(18, 0)),
    accepted: ['decimal(38,2)', 'decimal(38,10)'],
    values: [123_456_789_012_345_678n],
    read: ['123456789012345678'],
  },
  'decimals in bytes of fixed length': {
    element: fixed(16, decimal(36, 2)),
    accepted: ['decimal(38,2)'],
    values: [123_456_789_012_345_678_901_234_567_890_123_456n],
    read: ['1234567890123456789012345678901234.56'],
  },
  'decimals in bytes': {
    element: bytes({ ...decimal(8, 4), logical_type: { type: 'DECIMAL', precision: 8, scale: 4 } }),
    accepted: ['decimal(38,10)'],
    values: [12_345_678n],
    read: ['1234.5678'],
  },
};

/** A column with columns inside it, which publishing takes for this type. */
export interface Form {
  readonly type: string;
  readonly column: Columns;
  readonly value: unknown;
  /** As Athena writes it. */
  readonly read: string;
  /** What is stored alike, if hyparquet-writer does not write it itself. */
  readonly storedAs?: Columns;
}

const int = (name: string): Columns => leaf(name, int32());
const long = (name: string): Columns => leaf(name, int64());
const repeated = { repetition_type: 'REPEATED' } as const;
const required = { repetition_type: 'REQUIRED' } as const;
const asList = { converted_type: 'LIST' } as const;

export const forms: Readonly<Record<string, Form>> = {
  'a list': { type: 'array<int>', column: list('c', int('element')), value: [1, 2], read: '[1, 2]' },
  'a list of lists': {
    type: 'array<array<int>>',
    column: list('c', list('element', int('element'))),
    value: [[1], [2, 3]],
    read: '[[1], [2, 3]]',
  },
  'elements under another name': {
    type: 'array<int>',
    column: group('c', [group('bag', [int('array_element')], repeated)], asList),
    value: [1, 2],
    read: '[1, 2]',
  },
  'a list by its logical type only': {
    type: 'array<int>',
    column: group('c', [group('list', [int('element')], repeated)], { logical_type: { type: 'LIST' } }),
    storedAs: list('c', int('element')),
    value: [1, 2],
    read: '[1, 2]',
  },
  'a list of two levels': {
    type: 'array<int>',
    column: group('c', [leaf('element', int32(repeated))], asList),
    storedAs: list('c', leaf('element', int32(required))),
    value: [1, 2],
    read: '[1, 2]',
  },
  'lists of lists in two levels': {
    type: 'array<array<int>>',
    column: group('c', [group('item', [leaf('item', int32(repeated))], { ...repeated, ...asList })], asList),
    storedAs: list('c', list('element', leaf('element', int32(required)), required)),
    value: [[1], [2, 3]],
    read: '[[1], [2, 3]]',
  },
  'structs in two levels': {
    type: 'array<struct<a:int,b:int>>',
    column: group('c', [group('element', [int('a'), int('b')], repeated)], asList),
    storedAs: list('c', group('element', [int('a'), int('b')], required)),
    value: [{ a: 1, b: 2 }],
    read: '[{a=1, b=2}]',
  },
  'structs of one field, called array': {
    type: 'array<struct<a:int>>',
    column: group('c', [group('array', [int('a')], repeated)], asList),
    storedAs: list('c', int('element')),
    value: [1],
    read: '[{a=1}]',
  },
  'structs of one field, called _tuple': {
    type: 'array<struct<a:int>>',
    column: group('c', [group('c_tuple', [int('a')], repeated)], asList),
    storedAs: list('c', int('element')),
    value: [1],
    read: '[{a=1}]',
  },
  'a map': {
    type: 'map<string,int>',
    column: map('c', int('value')),
    value: { k: 1 },
    read: '{k=1}',
  },
  'a map to structs': {
    type: 'map<string,struct<a:bigint>>',
    column: map('c', group('value', [long('a')])),
    value: { k: { a: 1n } },
    read: '{k={a=1}}',
  },
  'a struct in another order and case': {
    type: 'struct<b:bigint,a:int>',
    column: group('c', [int('A'), long('b')]),
    value: { A: 1, b: 2n },
    read: '{b=2, a=1}',
  },
  'a part of a struct': {
    type: 'struct<b:bigint>',
    column: group('c', [int('a'), long('b')]),
    value: { a: 1, b: 2n },
    read: '{b=2}',
  },
  'all of them': {
    type: 'array<struct<who:struct<n:int>,marks:map<string,array<bigint>>>>',
    column: list(
      'c',
      group('element', [group('who', [int('n')]), map('marks', list('value', long('element')))]),
    ),
    value: [{ who: { n: 1 }, marks: { k: [1n, 2n] } }],
    read: '[{who={n=1}, marks={k=[1, 2]}}]',
  },
  'text in a list': { type: 'array<string>', column: list('c', utf8('element')), value: ['a'], read: '[a]' },
};
