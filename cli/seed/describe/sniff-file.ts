import { isUtf8 } from 'node:buffer';
import { type Footer, readFooter } from '../parquet/footer.ts';
import { otherFile, utf16Label } from '../text-encoding.ts';
import { convertReturns, hasOnlyReturns } from '../text-lines.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { guessDialect } from './guess-dialect.ts';
import { guessJson } from './guess-json.ts';
import { type Head, readHead } from './read-head.ts';
import { sniffWorkbook } from './sniff-workbook.ts';
import type { FoundFile } from './walk-folder.ts';

/** What a file seems to be, judged by its beginning. */
export type Sniffed =
  | ParquetFile
  | { readonly kind: 'empty' }
  | JsonFile
  | DelimitedFile
  | { readonly kind: 'workbook'; readonly sheets: readonly WorkbookSheet[] }
  /** Nothing that a table can be made of; `why` follows its key in a sentence. */
  | { readonly kind: 'other'; readonly why: string };

export interface ParquetFile {
  readonly kind: 'parquet';
  readonly footer: Footer;
}

interface TextFile {
  /** WHATWG label, if it is not UTF-8 as far as one can see. */
  readonly encoding: string | undefined;
}

export interface JsonFile extends TextFile {
  readonly kind: 'jsonl' | 'json';
  readonly keys: readonly string[];
}

/** Where the rows of a file or a sheet begin. */
interface RowsBelow {
  readonly skipLines: number;
  readonly header: boolean;
  /** Why the header is a guess. */
  readonly guess?: string;
  /** Of the header, or of the first row. */
  readonly fields: readonly string[];
}

export interface DelimitedFile extends TextFile, RowsBelow {
  readonly kind: 'delimited';
  readonly delimiter: string;
}

/** A sheet with data. */
export interface WorkbookSheet extends RowsBelow {
  readonly kind: 'sheet';
  /** Its name, unless it is the first and the only one with data. */
  readonly sheet?: string;
}

/** Code, markup and settings: text, but no table, though a delimiter may be found in it. */
const notTable =
  /\.(?:py|pyi|ipynb|r|rmd|jl|js|mjs|cjs|ts|tsx|jsx|java|scala|go|rs|c|h|cpp|hpp|cs|rb|php|pl|sh|bash|ps1|bat|sql|hql|html?|xml|xsd|css|scss|svg|ya?ml|toml|ini|cfg|conf|properties|tf|tex|bib|diff|patch|lock|log|map)$/i;

/** Names under which files with only one column are believed to be tables. */
const table = /\.(?:csv|tsv|tab|psv|dat|data)(?:\.gz)?$/i;

const windows1252 = 'windows-1252';

/** A label for the text's encoding; UTF-8 may be cut inside of a character. */
const encodingOf = (bytes: Buffer): string | undefined => {
  const wide = utf16Label(bytes);
  if (wide !== undefined) return wide;
  return [0, 1, 2, 3].some(cut => isUtf8(bytes.subarray(0, bytes.length - cut))) ? undefined : windows1252;
};

/** Control characters that tables have: U+0001 is Hive's delimiter, old programs end a file with U+001A. */
const inText: ReadonlySet<string> = new Set(['\0', '\t', '\n', '\r', '\u0001', '\u001a']);

const isText = (text: string): boolean =>
  [...text.matchAll(/\p{Cc}/gu)].every(([character]) => inText.has(character) || character >= '\u0080');

const sniffText = (name: string, { bytes, isWhole }: Head): Sniffed => {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding ?? 'utf-8').decode(bytes);
  if (!isText(text))
    return { kind: 'other', why: 'is not text, and none of the formats that Daybreak reads' };
  const json = guessJson(text, isWhole);
  if (json !== undefined)
    return json.format === undefined
      ? { kind: 'other', why: json.why }
      : { kind: json.format, encoding, keys: json.keys };
  const dialect = guessDialect(text, isWhole);
  if (dialect === undefined) return { kind: 'empty' };
  if (dialect.fields.length === 1 && !table.test(name))
    return { kind: 'other', why: 'is text without columns' };
  return { kind: 'delimited', encoding, ...dialect };
};

const sniffParquet = async ({ key, path }: FoundFile): Promise<Sniffed> => {
  try {
    return { kind: 'parquet', footer: await readFooter(key, path) };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { kind: 'other', why: `can't be read: ${error.problem.message}` };
  }
};

/** Looks at a file's beginning, and believes its name only where that does not tell. */
export const sniffFile = async (file: FoundFile): Promise<Sniffed> => {
  const { key, path, bytes } = file;
  if (bytes === 0) return { kind: 'empty' };
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (notTable.test(name)) return { kind: 'other', why: 'is not data that Daybreak reads' };
  const head = await readHead(path);
  if (head.isGzip && !/\.gz$/i.test(name))
    return { kind: 'other', why: 'is compressed with gzip: rename it to end in .gz' };
  if (head.isGzip && head.bytes.subarray(257, 262).toString('latin1') === 'ustar')
    return { kind: 'other', why: 'is an archive of several files: unpack it (tar -xzf)' };
  const start = head.bytes.subarray(0, 4).toString('latin1');
  if (start === 'PAR1') return sniffParquet(file);
  if (start === 'PK\u0003\u0004' && /\.xls[xm]$/i.test(name)) return sniffWorkbook(file);
  const other = otherFile(head.bytes);
  if (other !== undefined) {
    const { what, advice } = other;
    return { kind: 'other', why: `is ${what}. ${advice}` };
  }
  if (hasOnlyReturns(head.bytes))
    return {
      kind: 'other',
      why: `has lines that end in carriage returns only, as on old Macs. ${convertReturns}`,
    };
  return sniffText(name, head);
};
