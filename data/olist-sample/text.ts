/** One row of a table; the keys are its columns, in order. */
export type Row = Readonly<Record<string, string | number | null>>;

/** The integers `[from, to)`, in order. */
export function* each<T>(from: number, to: number, at: (index: number) => T): Generator<T> {
  for (let index = from; index < to; index += 1) yield at(index);
}

/** Writes CSV with a header line; null is an empty field. No field may contain a comma, a quote or a line feed. */
export const csv = (rows: Iterable<Row>): string => {
  const lines: string[] = [];
  for (const row of rows) {
    if (lines.length === 0) lines.push(Object.keys(row).join());
    lines.push(Object.values(row).join());
  }
  return `${lines.join('\n')}\n`;
};

/** Writes one JSON object a line. */
export const jsonLines = (rows: Iterable<Row>): string => {
  let text = '';
  for (const row of rows) text += `${JSON.stringify(row)}\n`;
  return text;
};

/** Seconds of a day. */
export const day = 86_400;

/** `2017-11-24 10:02:03`. @param seconds since 1970, as the clocks in the data show them */
export const timestamp = (seconds: number): string =>
  new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** The preceding midnight. */
export const midnight = (seconds: number): number => seconds - (seconds % day);
