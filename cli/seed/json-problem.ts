const isJson = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

/** NaN and its like outside quotes. */
const bareNumber = /^(?:[^"]|"(?:[^"\\]|\\.)*")*?[:[,]\s*([+-]?(?:NaN|Infinity))\b/;

/** Why a line is not a JSON object, and what to do. */
export const jsonProblem = (line: string): string => {
  if (/^\s*\[/.test(line) && isJson(line)) return 'this is a JSON array. Set "format": "json"';
  if (/^\s*([{[]\s*|[{[]?\s*"[^"]*"\s*:\s*[^}]*|[}\]]\s*,?\s*)$/.test(line))
    return 'this JSON spans several lines (pretty-printed). Set "format": "json"';
  const [, number] = bareNumber.exec(line) ?? [];
  if (number !== undefined)
    return `${number} is not JSON: Trino, Athena's engine, reads it, but other readers of JSON refuse it. Write null, or "${number.replace('+', '')}" in quotes, which Athena reads as that number`;
  if (isJson(line))
    return 'this is not a JSON object, and Athena would read it as a row of NULLs or fail. Write one object on each line';
  return 'this is not a JSON object, or not valid JSON, and Athena would read it as a row of NULLs or fail. Write one object on each line';
};
