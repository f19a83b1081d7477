import * as z from 'zod/mini';
import { isColumnType, typeArguments } from '../../lab/column-type.ts';

/** Names that other systems have for the catalog's types. */
const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    string:
      'varchar varchar2 nvarchar nvarchar2 char nchar character bpchar text tinytext mediumtext longtext ntext clob str utf8 object uuid uniqueidentifier json jsonb enum category xml inet',
    int: 'integer int4 int32 mediumint serial uint16',
    bigint: 'long int64 bigserial uint32',
    smallint: 'short int2 int16 smallserial uint8',
    tinyint: 'byte',
    float: 'real float4 float32',
    double: 'float8 float64 number',
    boolean: 'bool bit logical',
    date: 'date32',
    timestamp:
      'datetime datetime2 smalldatetime timestamptz timestampntz timestamp_ntz timestamp_ltz timestamp_tz',
    binary: 'varbinary bytes bytea blob longblob',
  }).flatMap(([type, names]) => names.split(' ').map(name => [name, type] as const)),
);

const phrases: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^(national )?char(acter)? varying(\(\d+\))?$/, 'string'],
  [/^double precision$/, 'double'],
  [/^timestamp(\(\d+\))? ?(with|without) (local )?time ?zone$/, 'timestamp'],
  [/^datetime64(\[\w+\])?$/, 'timestamp'],
  [/^timestamp\[\w+(, ?tz=.*)?\]$/, 'timestamp'],
  [/^(string|int|bigint|smallint|tinyint|float|double|timestamp|binary)\(\d+\)$/, '$1'],
  [/^(int|bigint|smallint) (unsigned|signed)$/, '$1'],
];

const scalar = (type: string): string | undefined => {
  for (const [pattern, replacement] of phrases)
    if (pattern.test(type)) return type.replace(pattern, replacement);
  const [, name = '', precision, scale = '0'] = /^(\w+)(?:\((?:(\d+|max)(?:,(\d+))?)\))?$/.exec(type) ?? [];
  if (/^(numeric|number|decimal|dec)$/.test(name) && precision !== undefined)
    return `decimal(${precision},${scale})`;
  return otherNames.get(name);
};

const field = (text: string): string | undefined => {
  const [, name, type] = /^[`"]?(\w+)[`"]?[: ](.+)$/.exec(text) ?? [];
  const inner = type && catalogType(type);
  return name && inner && `${name}:${inner}`;
};

/** The catalog's type for one that is written otherwise, such as `varchar(10)`; undefined if none is known. */
export const catalogType = (written: string): string | undefined => {
  const type = written
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([<>,:()[\]]) ?/g, '$1');
  if (isColumnType(type)) return type;
  const [, element] = /^(.+)\[\]$/.exec(type) ?? [];
  const [, outer, inner] =
    element === undefined
      ? (/^(array|list|map|struct|row|record)[<(](.+)[>)]$/.exec(type) ?? [])
      : [type, 'array', element];
  if (outer === undefined || inner === undefined) {
    const found = scalar(type);
    return found !== undefined && isColumnType(found) ? found : undefined;
  }
  const kind = { list: 'array', row: 'struct', record: 'struct' }[outer] ?? outer;
  const parts = typeArguments(inner).map(kind === 'struct' ? field : catalogType);
  const found = `${kind}<${parts.join(',')}>`;
  return parts.every(part => part !== undefined) && isColumnType(found) ? found : undefined;
};

const advice = (written: string): string | undefined => {
  const type = catalogType(written);
  if (type === undefined) {
    const isDecimal = /^(decimal|numeric)$/i.test(written.trim());
    return isDecimal ? 'give its digits, and those after the point: decimal(10,2)' : undefined;
  }
  const same = type === written.toLowerCase();
  return same ? `write it in lower-case letters: ${type}` : `use ${type}`;
};

const column = z.looseObject({ type: z.string() });
const table = z.looseObject({
  columns: z.optional(z.array(z.unknown())),
  partitionKeys: z.optional(z.array(z.unknown())),
});
const someTables = z.looseObject({
  datasets: z.optional(z.array(z.unknown())),
  tables: z.optional(z.array(z.unknown())),
});

function* otherTypes(value: unknown): Generator<readonly [path: readonly (string | number)[], type: string]> {
  const definition = z.safeParse(someTables, value).data;
  for (const list of ['datasets', 'tables'] as const)
    for (const [index, each] of (definition?.[list] ?? []).entries())
      for (const key of ['columns', 'partitionKeys'] as const)
        for (const [at, item] of (z.safeParse(table, each).data?.[key] ?? []).entries()) {
          const type = z.safeParse(column, item).data?.type;
          if (type !== undefined && !isColumnType(type)) yield [[list, index, key, at, 'type'], type];
        }
}

/**
 * Types that are written as in other systems, and how the catalog calls them. The command knows those names, so that no
 * function has to carry them.
 * @param value a definition, not checked yet
 */
export const foreignTypes = (
  value: unknown,
): readonly (readonly [path: readonly (string | number)[], message: string])[] =>
  [...otherTypes(value)].flatMap(([path, type]) => {
    const use = advice(type);
    return use === undefined ? [] : [[path, `'${type}' is not a column type: ${use}`] as const];
  });
