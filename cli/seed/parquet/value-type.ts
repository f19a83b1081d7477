import type { ConvertedType, LogicalType, SchemaElement } from 'hyparquet';

/** What the file has in a column of plain values, and which column types Athena reads it as. */
export interface ValueType {
  /** As Parquet calls it: `INT64 (TIMESTAMP MICROS)` */
  readonly name: string;
  /** The column type that loses nothing; undefined if Athena has none. */
  readonly best: string | undefined;
  reads(columnType: string): boolean;
  /** What to do if Athena has no type for it. */
  readonly advice?: string;
}

/*
 * Which types: those that Trino 476 reads without losing values (ColumnReaderFactory; held against the engine in
 * test/athena/parquet.athena.test.ts), without those that Athena does not document. It reads integers as wider ones and
 * floats as doubles, and nothing else as another type:
 * https://docs.aws.amazon.com/athena/latest/ug/updates-changing-column-type.html. Others end there with HIVE_BAD_DATA
 * ("Field x's type INT64 in parquet file … is incompatible with type varchar"), also where Trino would read them:
 * https://github.com/aws/aws-sdk-pandas/issues/57, https://github.com/moj-analytical-services/etl_manager/issues/65
 */

const oneOf = (name: string, types: readonly string[]): ValueType => ({
  name,
  best: types[0],
  reads: type => types.includes(type),
});

const unreadable = (name: string, advice: string): ValueType => ({
  name,
  best: undefined,
  reads: () => false,
  advice,
});

/** From the narrowest. */
const integers = ['tinyint', 'smallint', 'int', 'bigint'] as const;

const integer = (name: string, narrowest: (typeof integers)[number]): ValueType =>
  oneOf(name, integers.slice(integers.indexOf(narrowest)));

/** More digits may be declared than the file has, before the point and after it, never fewer. */
const decimal = (name: string, precision: number, scale: number): ValueType => {
  if (precision < 1 || precision > 38 || scale < 0 || scale > precision)
    return unreadable(
      name,
      "Athena's decimals have at most 38 digits: write the column as double or as text",
    );
  return {
    name,
    best: `decimal(${precision},${scale})`,
    reads: type => {
      const [, digits, fraction] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? [];
      if (digits === undefined) return false;
      const [p, s] = [Number(digits), Number(fraction)];
      return s >= scale && p - s >= precision - scale;
    },
  };
};

/** What old writers say instead of a logical type. */
const converted = ({
  converted_type: type,
  precision = 0,
  scale = 0,
}: SchemaElement): LogicalType | undefined => {
  const int = /^(U?)INT_(\d+)$/.exec(type ?? '');
  const bits = ([8, 16, 32, 64] as const).find(each => each === Number(int?.[2]));
  if (bits !== undefined) return { type: 'INTEGER', bitWidth: bits, isSigned: int?.[1] === '' };
  const simple: Partial<Record<ConvertedType, LogicalType>> = {
    UTF8: { type: 'STRING' },
    ENUM: { type: 'ENUM' },
    DECIMAL: { type: 'DECIMAL', precision, scale },
    DATE: { type: 'DATE' },
    TIME_MILLIS: { type: 'TIME', isAdjustedToUTC: true, unit: 'MILLIS' },
    TIME_MICROS: { type: 'TIME', isAdjustedToUTC: true, unit: 'MICROS' },
    TIMESTAMP_MILLIS: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    TIMESTAMP_MICROS: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    JSON: { type: 'JSON' },
    BSON: { type: 'BSON' },
    INTERVAL: { type: 'INTERVAL' },
  };
  return type && simple[type];
};

const logicalName = (logical: LogicalType): string => {
  if (logical.type === 'DECIMAL') return `DECIMAL ${logical.precision},${logical.scale}`;
  if (logical.type === 'TIME' || logical.type === 'TIMESTAMP') return `${logical.type} ${logical.unit}`;
  if (logical.type === 'INTEGER') return `${logical.isSigned ? 'INT' : 'UINT'}_${logical.bitWidth}`;
  return logical.type;
};

const integerType = (name: string, bits: number, isSigned: boolean): ValueType => {
  if (isSigned) return integer(name, integers[Math.log2(bits) - 3] ?? 'bigint');
  if (bits === 8) return integer(name, 'smallint');
  if (bits === 16) return integer(name, 'int');
  return unreadable(
    name,
    `Athena reads large unsigned values as negative ones: write the column as ${bits === 32 ? 'INT64' : 'a decimal or text'}`,
  );
};

/**
 * Trino reads such bytes as they are. That Athena does is nowhere documented, and Presto, from which its check of types
 * comes, takes no more than decimals from them (ParquetPageSourceFactory.checkSchemaMatch).
 */
const fixedLength = (name: string): ValueType =>
  unreadable(
    name,
    'Athena reads nothing but decimals from bytes of a fixed length: write the column as text',
  );

const withoutLogicalType = (name: string, type: SchemaElement['type']): ValueType => {
  switch (type) {
    case 'BOOLEAN':
      return oneOf(name, ['boolean']);
    case 'INT32':
      return integer(name, 'int');
    case 'INT64':
      return integer(name, 'bigint');
    case 'INT96':
      return oneOf(name, ['timestamp']);
    case 'FLOAT':
      return oneOf(name, ['float', 'double']);
    case 'DOUBLE':
      return oneOf(name, ['double']);
    // Writers that don't say UTF8 exist: Impala, old versions of Hive.
    case 'BYTE_ARRAY':
      return oneOf(name, ['binary', 'string']);
    case 'FIXED_LEN_BYTE_ARRAY':
      return fixedLength(name);
    case undefined:
      return unreadable(name, 'Leave the column out');
  }
};

/** @param element a column without columns inside it */
export const valueType = (element: SchemaElement): ValueType => {
  const physical = element.type ?? 'no type';
  const logical = element.logical_type ?? converted(element);
  if (logical === undefined) return withoutLogicalType(physical, element.type);
  const name = `${physical} (${logicalName(logical)})`;
  switch (logical.type) {
    case 'INTEGER':
      return integerType(name, logical.bitWidth, logical.isSigned);
    case 'DECIMAL':
      return decimal(name, logical.precision, logical.scale);
    case 'DATE':
      return oneOf(name, ['date']);
    case 'TIMESTAMP':
      return oneOf(name, ['timestamp']);
    case 'STRING':
    case 'ENUM':
    case 'JSON':
      return oneOf(name, ['string', 'binary']);
    case 'UUID':
      return fixedLength(name);
    case 'BSON':
    case 'GEOMETRY':
    case 'GEOGRAPHY':
      return oneOf(name, ['binary']);
    case 'TIME':
      return unreadable(name, 'Athena has no column type for a time of day: write the column as text');
    case 'NULL':
      return unreadable(name, 'The column has no values and no type: write it with a type, or leave it out');
    default:
      return unreadable(name, 'Athena has no column type for it: write the column as text or as a number');
  }
};
