/** Index of the first value that stands in a list before; -1 if there is none. */
export const duplicate = (values: readonly string[]): number => {
  const seen = new Set<string>();
  return values.findIndex(value => seen.size === seen.add(value).size);
};
