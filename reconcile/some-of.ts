/** Most names in a sentence; the rest is counted. */
export const mostNamed = 20;

/**
 * `a, b, c`, or the first of many names and how many more there are.
 * @param all how many there are, if these are not all
 */
export const someOf = (names: readonly string[], all = names.length): string => {
  const shown = names.slice(0, mostNamed);
  return [...shown, ...(all > shown.length ? [`and ${all - shown.length} more`] : [])].join(', ');
};
