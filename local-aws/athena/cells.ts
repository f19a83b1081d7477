import type { ColumnInfo } from '@aws-sdk/client-athena';
import { z } from 'zod';
import type { Column, TypeSignature } from '../trino/statement.ts';

const Signature = z.custom<TypeSignature>(value => typeof value === 'object' && value !== null);
const Field = z.object({
  fieldName: z.object({ name: z.string() }).nullish(),
  typeSignature: Signature,
});

/** The types inside an array, a map or a row. */
const inside = ({ arguments: types }: TypeSignature): readonly { name: string; type: TypeSignature }[] =>
  types.map(({ kind, value }, index) => {
    if (kind !== 'NAMED_TYPE') return { name: '', type: Signature.parse(value) };
    const { fieldName, typeSignature } = Field.parse(value);
    return { name: fieldName?.name ?? `field${index}`, type: typeSignature };
  });

/** A value of Trino's protocol as Athena writes it into a result; null only for NULL itself. */
export const cell = (value: unknown, type: TypeSignature): string | null =>
  value === null || value === undefined ? null : text(value, type);

const text = (value: unknown, type: TypeSignature): string => {
  if (value === null) return 'null';
  switch (type.rawType) {
    case 'varbinary':
      return Buffer.from(`${value}`, 'base64')
        .toString('hex')
        .replaceAll(/..(?!$)/g, '$& ');
    case 'array': {
      const [element] = inside(type);
      return `[${list(value)
        .map(each => (element ? text(each, element.type) : ''))
        .join(', ')}]`;
    }
    case 'row': {
      const values = list(value);
      const fields = inside(type).map(
        ({ name, type: of }, index) => `${name}=${text(values[index] ?? null, of)}`,
      );
      return `{${fields.join(', ')}}`;
    }
    case 'map': {
      const of = inside(type)[1];
      const entries = Object.entries(Object(value)).map(
        ([key, each]) => `${key}=${of ? text(each, of.type) : ''}`,
      );
      return `{${entries.join(', ')}}`;
    }
    default:
      return `${value}`;
  }
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Types that Athena calls otherwise than Trino. */
const names: Readonly<Record<string, string>> = { real: 'float', int: 'integer' };

/** As Athena reports them for each type: digits, or the most characters. */
const precisions: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  varchar: 2_147_483_647,
  timestamp: 3,
  'timestamp with time zone': 3,
  time: 3,
  varbinary: 1_073_741_824,
};

/** A column as GetQueryResults describes it. */
export const columnInfo = ({ name, typeSignature: { rawType, arguments: types } }: Column): ColumnInfo => {
  const [first, second] = types.filter(({ kind }) => kind === 'LONG').map(({ value }) => Number(value));
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: names[rawType] ?? rawType,
    Precision: rawType === 'timestamp' ? 3 : (first ?? precisions[rawType] ?? 0),
    Scale: rawType === 'decimal' ? (second ?? 0) : 0,
    Nullable: 'UNKNOWN',
    CaseSensitive: rawType === 'varchar' || rawType === 'char',
  };
};
