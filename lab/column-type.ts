const primitives = new Set([
  'string',
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'date',
  'timestamp',
  'binary',
]);

/** What a type's brackets hold, split at commas outside all further brackets: `a:int,b:map<int,int>` gives two parts. */
export const typeArguments = (text: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charAt(i);
    if (c === '<' || c === '(') depth += 1;
    else if (c === '>' || c === ')') depth -= 1;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
};

const isDecimal = (type: string): boolean => {
  const match = /^decimal\((\d{1,2}),(\d{1,2})\)$/.exec(type);
  const [precision, scale] = [Number(match?.[1]), Number(match?.[2])];
  return match !== null && precision >= 1 && precision <= 38 && scale <= precision;
};

/** Types in each other, so that checking one ends soon. */
export const mostTypeDepth = 50;

/** Whether no bracket of a type is more than `mostTypeDepth` others deep. */
export const isShallow = (type: string): boolean => {
  let depth = 0;
  for (const c of type) {
    if (c === '<') depth += 1;
    else if (c === '>') depth -= 1;
    if (depth > mostTypeDepth) return false;
  }
  return true;
};

/** Whether a type contains other types: `array<…>`, `map<…>`, `struct<…>`. */
export const isNested = (type: string): boolean => type.includes('<');

/**
 * Whether the Glue catalog and Athena know a type, written without spaces as in the catalog: `int`, `decimal(10,2)`,
 * `array<struct<name:string>>`.
 * https://docs.aws.amazon.com/athena/latest/ug/data-types.html
 */
export const isColumnType = (type: string): boolean => {
  if (primitives.has(type) || isDecimal(type)) return true;
  const [, outer, inner] = /^(array|map|struct)<(.+)>$/.exec(type) ?? [];
  if (outer === undefined || inner === undefined) return false;
  const parts = typeArguments(inner);
  if (outer === 'array') return parts.length === 1 && parts.every(isColumnType);
  if (outer === 'map') return parts.length === 2 && parts.every(isColumnType);
  return parts.every(
    field => /^[a-z0-9_]+:/.test(field) && isColumnType(field.slice(field.indexOf(':') + 1)),
  );
};
