/** What each of strptime's letters takes; stricter than DuckDB, whose %Y takes 20 for the year 20. */
const specifiers: Readonly<Record<string, string>> = {
  Y: '[0-9]{4}',
  y: '[0-9]{2}',
  m: '(?:0?[1-9]|1[0-2])',
  d: '(?:0?[1-9]|[12][0-9]|3[01])',
  b: '[A-Za-z]{3}',
  B: '[A-Za-z]{3,9}',
  a: '[A-Za-z]{3}',
  A: '[A-Za-z]{6,9}',
  j: '[0-9]{3}',
  H: '(?:[01]?[0-9]|2[0-3])',
  I: '(?:0?[1-9]|1[0-2])',
  M: '[0-5]?[0-9]',
  S: '[0-5]?[0-9]',
  f: '[0-9]{1,6}',
  p: '(?:[AaPp][Mm])',
  z: '[+-][0-9]{2}(?::?[0-9]{2})?',
  '%': '%',
};

/** A pattern that every text in such a format matches, without what DuckDB accepts besides. */
export const datePattern = (format: string): string =>
  format.replaceAll(/%-?(.)|([^\p{L}\p{N}\s%])/gsu, (whole, letter: string | undefined, mark: string) =>
    letter === undefined ? `\\${mark}` : (specifiers[letter] ?? whole),
  );

/** Whether times in such a format have an offset from UTC. */
export const hasOffset = (format: string): boolean => /%z/.test(format.replaceAll('%%', ''));
