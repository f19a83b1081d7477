/** https://docs.aws.amazon.com/athena/latest/ug/data-types.html, as definitions write them: `int`, not `integer`. */
const primitive =
  /^(?:boolean|tinyint|smallint|int|bigint|float|double|string|binary|date|timestamp|decimal|decimal\(\d+(?:,\d+)?\)|(?:char|varchar)\(\d+\))$/;

/** Whether Athena's definitions know a type, written without blanks. */
export const isType = (type: string): boolean => {
  const [, outer, inner = ''] = /^(array|map)<(.*)>$/.exec(type) ?? [];
  const fields = fieldsOf(type);
  if (fields) return fields.every(([, fieldType]) => isType(fieldType));
  return outer === undefined ? primitive.test(type) : split(inner).every(isType);
};

/** What a step of a path leads to: `$elem$`, `$key$`, `$value$`, or a field. */
export const insideOf = (type: string, step: string): string | undefined => {
  const [, outer, inner = ''] = /^(array|map)<(.*)>$/.exec(type) ?? [];
  if (outer === 'array') return step === '$elem$' ? inner : undefined;
  if (outer === 'map') return split(inner)[step === '$key$' ? 0 : step === '$value$' ? 1 : 2];
  return fieldsOf(type)?.find(([name]) => name === step)?.[1];
};

/** A struct's fields, as names and types; undefined: it is none. */
export const fieldsOf = (type: string): readonly (readonly [string, string])[] | undefined => {
  const [, inner] = /^struct<(.*)>$/.exec(type) ?? [];
  return inner === undefined
    ? undefined
    : split(inner).map(field => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1)]);
};

/** At the commas outside all brackets. */
const split = (types: string): readonly string[] => {
  let depth = 0;
  const parts = [''];
  for (const letter of types) {
    if (letter === '<' || letter === '(') depth += 1;
    else if (letter === '>' || letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop()}${letter}`);
  }
  return parts;
};
