/** Most characters of a line; what fits is not broken. */
const mostCharacters = 110;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const inLine = (value: unknown): string => {
  if (isList(value)) return `[${value.map(inLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${JSON.stringify(key)}: ${inLine(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
};

const holdsObjects = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).some(each => typeof each === 'object' && each !== null);

/** JSON for people to edit: a column stays on one line. */
export const layout = (value: unknown, indent = '', unit = '  '): string => {
  const line = inLine(value);
  if (typeof value !== 'object' || value === null) return line;
  const isShort = indent.length + line.length <= mostCharacters;
  if (isShort && indent !== '' && !holdsObjects(value)) return line;
  const inner = `${indent}${unit}`;
  const lines = isList(value)
    ? value.map(each => `${inner}${layout(each, inner, unit)}`)
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => `${inner}${JSON.stringify(key)}: ${layout(each, inner, unit)}`);
  const [open, close] = isList(value) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
};
