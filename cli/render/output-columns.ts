/** How many columns a line may have: those of the terminal, or as many as it takes for a file, a pipe or a test. */
export const outputColumns = (
  { isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> = {
    isTTY: process.stdout.isTTY,
    columns: process.stdout.columns,
  },
): number => (isTTY && columns > 0 ? columns : Number.POSITIVE_INFINITY);
