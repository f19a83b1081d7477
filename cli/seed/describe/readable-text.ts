import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipped } from '../gunzipped.ts';
import { type Scan, scanText } from './scan-text.ts';
import type { FoundFile } from './walk-folder.ts';

/** Files of text as the database can read them, which is in UTF-8. */
export interface ReadableText {
  readonly paths: readonly string[];
  /** WHATWG label of the files' encoding; undefined for UTF-8. */
  readonly encoding: string | undefined;
  /** Whether some field begins with a quote. */
  readonly isQuoted: boolean;
  readonly notes: readonly string[];
}

const windows1252 = 'windows-1252';

/** A copy of a file in UTF-8, unpacked. */
const utf8Copy = async (
  { key, path, bytes }: FoundFile,
  encoding: string,
  scratch: string,
): Promise<FoundFile> => {
  const copy = join(await mkdtemp(join(scratch, 'text-')), 'text');
  const decoder = new TextDecoder(encoding);
  const decoded = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  };
  const chunks = createReadStream(path, { highWaterMark: 1024 * 1024 });
  const content = /\.gz$/i.test(key) ? gunzipped(key)(chunks) : chunks;
  await pipeline(content, decoded, createWriteStream(copy));
  return { key: 'text', path: copy, bytes };
};

const copies = async (
  files: readonly FoundFile[],
  encoding: string,
  scratch: string,
): Promise<readonly FoundFile[]> => {
  const made: FoundFile[] = [];
  for (const file of files) made.push(await utf8Copy(file, encoding, scratch));
  return made;
};

const scanned = async (
  files: readonly FoundFile[],
  delimiter: string | undefined,
): Promise<readonly Scan[]> => {
  const scans: Scan[] = [];
  for (const file of files) scans.push(await scanText(file, delimiter));
  return scans;
};

/**
 * Reads all bytes of a table's files, and copies them where they are not UTF-8. What is neither that nor UTF-16 is
 * taken as windows-1252, which is a guess.
 *
 * @param encoding as their beginnings show it
 * @param scratch folder for copies
 */
export const readableText = async (
  files: readonly FoundFile[],
  encoding: string | undefined,
  delimiter: string | undefined,
  scratch: string,
): Promise<ReadableText> => {
  const isWide = encoding?.startsWith('utf-16') === true;
  const text = isWide ? await copies(files, encoding, scratch) : files;
  const scans = await scanned(text, delimiter);
  const isQuoted = scans.some(scan => scan.isQuoted);
  const pathsOf = (some: readonly FoundFile[]) => some.map(({ path }) => path);
  if (isWide || scans.every(scan => scan.isUtf8))
    return { paths: pathsOf(text), encoding: isWide ? encoding : undefined, isQuoted, notes: [] };
  return {
    paths: pathsOf(await copies(files, windows1252, scratch)),
    encoding: windows1252,
    isQuoted,
    notes: [`its text is not UTF-8, and is read as ${windows1252}: look at its accents`],
  };
};
