import { isUtf8 } from 'node:buffer';
import { visibleInLine } from '../../lab/visible.ts';

/** So many bytes at the beginning of a file decide what it is. */
export const headBytes = 64 * 1024;

/** As lab.json, and TextDecoder, call it. */
type Utf16 = 'utf-16le' | 'utf-16be';

interface Encoding {
  /** As iconv calls it: with a mark, the mark says which byte comes first. */
  readonly name: string;
  readonly label?: Utf16;
  readonly bytes: readonly number[];
}

/** UTF-32 first: its little-endian mark begins with that of UTF-16. */
const marks: readonly Encoding[] = [
  { name: 'UTF-32', bytes: [0xff, 0xfe, 0, 0] },
  { name: 'UTF-32', bytes: [0, 0, 0xfe, 0xff] },
  { name: 'UTF-16', label: 'utf-16le', bytes: [0xff, 0xfe] },
  { name: 'UTF-16', label: 'utf-16be', bytes: [0xfe, 0xff] },
];

/** How files begin that are not text. */
const otherFiles: readonly (readonly [what: string, advice: string, bytes: readonly number[]])[] = [
  ['compressed with gzip', 'Unpack it: gunzip', [0x1f, 0x8b]],
  ['compressed with bzip2', 'Unpack it: bunzip2', [0x42, 0x5a, 0x68]],
  ['compressed with zstd', 'Unpack it: unzstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['compressed with xz', 'Unpack it: unxz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  [
    'a zip file, or an Excel workbook',
    'Unpack it; if it is a workbook, rename it to end in .xlsx and set "format": "xlsx"',
    [0x50, 0x4b, 0x03, 0x04],
  ],
  [
    'an old Excel workbook, or one with a password',
    'Save it as .xlsx without a password',
    [0xd0, 0xcf, 0x11, 0xe0],
  ],
  ['a Parquet file', 'Set "format": "parquet"', [0x50, 0x41, 0x52, 0x31]],
];

const beginsWith = (head: Buffer, bytes: readonly number[]): boolean =>
  head.subarray(0, bytes.length).equals(Buffer.from(bytes));

/** What to do; lab.json has no label for UTF-32, which is no encoding of the web. */
const advice = (name: string, label: string | undefined): string =>
  label === undefined ? `Convert it: iconv -f ${name} -t UTF-8 old > new` : `Set "encoding": "${label}"`;

const decodeUtf32 = (head: Buffer, littleEndian: boolean): string | undefined => {
  const characters: string[] = [];
  for (let at = 0; at + 4 <= head.length; at += 4) {
    const code = littleEndian ? head.readUInt32LE(at) : head.readUInt32BE(at);
    if (code > 0x10ffff) return undefined;
    characters.push(String.fromCodePoint(code));
  }
  return characters.join('');
};

const decodeUtf16 = (head: Buffer, label: Utf16): string | undefined => {
  try {
    return new TextDecoder(label, { fatal: true }).decode(head, { stream: true });
  } catch {
    return undefined;
  }
};

const decoders: readonly (readonly [name: string, decode: (head: Buffer) => string | undefined])[] = [
  ['UTF-32LE', head => decodeUtf32(head, true)],
  ['UTF-32BE', head => decodeUtf32(head, false)],
  ['UTF-16LE', head => decodeUtf16(head, 'utf-16le')],
  ['UTF-16BE', head => decodeUtf16(head, 'utf-16be')],
];

/**
 * Whether a decoded text is certainly a table's. Bytes of UTF-8 read as UTF-16 give assigned characters, too (`id` is
 * U+6469), but their line breaks disappear into other characters.
 */
const isTable = (text: string): boolean => {
  if (text.length < 4 || /[^\P{C}\t\n\r\p{Cf}]/u.test(text)) return false;
  let [ascii, right, wrong] = [0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) ascii += 1;
    if (code === 0x0a) right += 1;
    else if ((code & 0xff) === 0x0a) wrong += 1;
  }
  const share = ascii / text.length;
  return right > 0 ? right > wrong && share > 0.05 : wrong === 0 && share > 0.8;
};

/** High bytes of ASCII, and of scripts where they look like white space: all of Devanagari is U+09xx, and 09 is a tab. */
const whiteHighBytes: ReadonlySet<number> = new Set([0, 0x09, 0x0a, 0x0d]);

/** Whether every other byte is such a high byte, as NULs that do not belong into a text of UTF-8 never make them. */
const hasWhiteHighBytes = (head: Buffer): boolean =>
  [0, 1].some(first => head.every((byte, at) => at % 2 !== first || whiteHighBytes.has(byte)));

/** What a file is that begins like something other than text, and what to do with it. */
export const otherFile = (head: Buffer): { readonly what: string; readonly advice: string } | undefined => {
  const [what, then] = otherFiles.find(([, , bytes]) => beginsWith(head, bytes)) ?? [];
  // A text in any encoding of one byte may begin with PAR1 or BZh, but has no control characters.
  const isText = !/[^\P{Cc}\t\n\r\x80-\x9f]/u.test(head.toString('latin1'));
  return what === undefined || then === undefined || isText ? undefined : { what, advice: then };
};

/** The encoding of a text whose characters have two or four bytes, and no mark; undefined if they are not certain to. */
const unmarkedEncoding = (head: Buffer): string | undefined => {
  const nuls = head.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  // Every letter of ASCII has a NUL in UTF-16; a text of UTF-8 may have some that do not belong there.
  const isPlain =
    isUtf8(head) && !/[^\P{Cc}\0\t\n\r]/u.test(head.toString('utf8')) && !hasWhiteHighBytes(head);
  if (nuls === 0 || (isPlain && nuls < head.length / 4)) return undefined;
  return decoders.find(([, decode]) => {
    const text = decode(head);
    return text !== undefined && isTable(text);
  })?.[0];
};

const utf16Labels: Readonly<Record<string, Utf16>> = { 'UTF-16LE': 'utf-16le', 'UTF-16BE': 'utf-16be' };

/** The encoding of a text with characters of two bytes, if its beginning shows that for certain. */
export const utf16Label = (head: Buffer): Utf16 | undefined => {
  const mark = marks.find(({ bytes }) => beginsWith(head, bytes));
  if (mark !== undefined) return mark.label;
  return utf16Labels[unmarkedEncoding(head) ?? ''];
};

/** Why a file is not text in UTF-8, if its beginning shows that for certain; it says what it is and what to do. */
export const problemOfHead = (head: Buffer): string | undefined => {
  const mark = marks.find(({ bytes }) => beginsWith(head, bytes));
  if (mark !== undefined)
    return `this is ${mark.name}, and Athena reads it as UTF-8. ${advice(mark.name, mark.label)}`;
  const other = otherFile(head);
  if (other !== undefined) return `this is ${other.what}, not text. ${other.advice}`;
  const name = unmarkedEncoding(head);
  return (
    name &&
    `this is ${name} without a byte order mark, and Athena reads it as UTF-8. ${advice(name, utf16Labels[name])}`
  );
};

/** Bytes that windows-1252 leaves undefined. */
const notIn1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** Where a line stops being UTF-8. */
const firstBad = (line: Buffer): number => {
  let [start, end] = [0, line.length];
  while (start < end) {
    const middle = Math.ceil((start + end) / 2);
    try {
      // A character that is cut at the end does no harm yet.
      new TextDecoder('utf-8', { fatal: true }).decode(line.subarray(0, middle), { stream: true });
      start = middle;
    } catch {
      end = middle - 1;
    }
  }
  while (start > 0 && !isUtf8(line.subarray(0, start))) start -= 1;
  return start;
};

/**
 * Why a line is not UTF-8, and what to do. Which of the encodings of one byte a character it is can't be known, so the
 * line is shown as windows-1252 has it, for a person to judge.
 *
 * @param others whether other lines have letters in UTF-8: converting the whole file would spoil those
 */
export const problemOfLine = (line: Buffer, others: boolean): string => {
  if (line.includes(0))
    return 'this is not UTF-8, and it has NUL bytes, as UTF-16 and files that are not text have. Save the file as UTF-8';
  const at = firstBad(line);
  const byte = `0x${(line[at] ?? 0).toString(16).toUpperCase()}`;
  const what = `this is not UTF-8: byte ${at + 1} of the line is ${byte}`;
  if (others)
    return `${what}, although other lines have letters in UTF-8, which converting the file would spoil. Correct this line`;
  if (line.some(each => notIn1252.includes(each))) return `${what}. Save the file as UTF-8`;
  const around = line.subarray(Math.max(0, at - 20), at + 20);
  const text = visibleInLine(new TextDecoder('windows-1252').decode(around));
  return `${what}. In windows-1252 it reads '${text}': if that is right, set "encoding": "windows-1252", otherwise save it as UTF-8 where it comes from`;
};
