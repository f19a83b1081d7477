/** One row of a table; the keys are its columns, in order. */
export type Row = Readonly<Record<string, string | number | null | readonly string[]>>;

/** The integers `[from, to)`, in order. */
export function* each<T>(from: number, to: number, at: (index: number) => T): Generator<T> {
  for (let index = from; index < to; index += 1) yield at(index);
}

/** How a file holds rows: as lines, each with its line feed. */
export type Format = (rows: Iterable<Row>) => Iterable<string>;

/** A header line, and fields with a separator between them; null is an empty field. No field may need quotes. */
const delimited = (separator: string): Format =>
  function* (rows) {
    let header = true;
    for (const row of rows) {
      if (header) yield `${Object.keys(row).join(separator)}\n`;
      header = false;
      yield `${Object.values(row).join(separator)}\n`;
    }
  };

export const csv = delimited(',');
export const tsv = delimited('\t');

/** One JSON object a line. */
export const jsonLines: Format = function* (rows) {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
};

/** Characters: a chunk is worth a write, and no burden on memory. */
const chunkLength = 65_536;

/** Joins lines into chunks: only one of them is in memory. */
export function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Seconds of a day. */
export const day = 86_400;

/** `2017-11-24 10:02:03`. @param seconds since 1970, as the clocks in the data show them */
export const timestamp = (seconds: number): string =>
  new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** `2017-11-24`. @param seconds since 1970 */
export const date = (seconds: number): string => timestamp(seconds).slice(0, 10);

/** The preceding midnight. */
export const midnight = (seconds: number): number => seconds - (seconds % day);
