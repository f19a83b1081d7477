/** How many columns a line may have: those of the terminal, or as many as it takes for a file, a pipe or a test. */
export const outputColumns = (
  stream: Pick<NodeJS.WriteStream, 'columns' | 'isTTY'> = process.stdout,
): number => (stream.isTTY && stream.columns > 0 ? stream.columns : Number.POSITIVE_INFINITY);
