import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { gunzipped } from '../gunzipped.ts';
import type { FoundFile } from './walk-folder.ts';

/** What only all bytes of a file tell. */
export interface Scan {
  readonly isUtf8: boolean;
  /** Whether some field begins with a quote. */
  readonly isQuoted: boolean;
}

const quote = 0x22;

/** Bytes of a character that is cut off at the end of a chunk. */
const cutBytes = (chunk: Buffer): number => {
  for (let back = 1; back <= Math.min(3, chunk.length); back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return byte >= (back === 1 ? 0xc0 : back === 2 ? 0xe0 : 0xf0) ? back : 0;
  }
  return 0;
};

/** Whether a quote stands where a field begins. */
const beginsQuoted = (text: Buffer, starts: readonly Buffer[]): boolean =>
  starts.some(start => text.includes(start));

/**
 * Reads a whole file of text in UTF-8, or in an encoding of one byte. Memory does not grow with its size.
 * @param delimiter between fields, if there are any
 */
export const scanText = async ({ key, path }: FoundFile, delimiter?: string): Promise<Scan> => {
  const chunks = createReadStream(path, { highWaterMark: 1024 * 1024 });
  const content = /\.gz$/i.test(key) ? gunzipped(key)(chunks) : chunks;
  const starts = delimiter === undefined ? [] : [`${delimiter}"`, '\n"'].map(start => Buffer.from(start));
  let rest: Buffer = Buffer.alloc(0);
  let [valid, quoted, isFirst] = [true, false, true];
  for await (const chunk of content) {
    const text = Buffer.concat([rest, chunk]);
    const cut = cutBytes(text);
    valid &&= isUtf8(cut === 0 ? text : text.subarray(0, text.length - cut));
    quoted ||= (isFirst && starts.length > 0 && text[0] === quote) || beginsQuoted(text, starts);
    isFirst = false;
    // A delimiter at the end of a chunk may have its quote in the next.
    rest = text.subarray(text.length - Math.max(cut, 1));
  }
  return { isUtf8: valid && isUtf8(rest), isQuoted: quoted };
};
