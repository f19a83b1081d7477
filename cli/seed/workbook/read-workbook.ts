import { type UnzipFileInfo, unzipSync, zipSync } from 'fflate';
import { UnreadableFile } from '../unreadable-file.ts';
import { NumberCell } from './cell-text.ts';

/** Rows of a sheet, from its first. All have the same length. */
export type Rows = readonly (readonly unknown[])[];

export interface Sheet {
  readonly name: string;
  readonly rows: Rows;
}

/*
 * The library holds everything in memory, and takes ever longer for more rows: 250,000 rows of five columns (8 MB, 59 MB
 * of XML) take 600 MB and 12 seconds; it fails at a million.
 */
const mostBytes = 20_000_000;
const mostPartBytes = 100_000_000;

const tooLarge =
  'this workbook is too large: a workbook may have 20 MB, and the content of a sheet 100 MB. Save the sheet as CSV UTF-8, or split it';
const notWorkbook =
  'this is not a workbook (.xlsx), or it is damaged. Open it in a spreadsheet and save it as .xlsx';
const oldOrLocked =
  'this is an old workbook (.xls), or one with a password. Save it as .xlsx without a password, or the sheet as CSV UTF-8';

/** What Excel wrote before 2007, and in what it encrypts. */
const oldFile = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

const isPart = ({ name }: UnzipFileInfo): boolean => /\.(?:xml|rels)$/i.test(name);

/** Cells of formulas that failed, as cells of text: the library would leave them empty. */
const withErrorsAsText = (part: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  if (!bytes.includes('t="e"')) return part;
  return Buffer.from(
    bytes.toString('latin1').replaceAll(/(<(?:\w+:)?c\s[^>]*?\bt=)"e"/g, '$1"str"'),
    'latin1',
  );
};

/** The parts of a workbook that have its cells, as a workbook. */
const prepared = (file: string, content: Buffer): Buffer => {
  const stop = (message: string) => new UnreadableFile(file, undefined, message);
  if (content.subarray(0, oldFile.length).equals(oldFile)) throw stop(oldOrLocked);
  let isLarge = false;
  const filter = (part: UnzipFileInfo): boolean => {
    isLarge ||= isPart(part) && part.originalSize > mostPartBytes;
    return isPart(part) && !isLarge;
  };
  let parts: Readonly<Record<string, Uint8Array>>;
  try {
    parts = unzipSync(content, { filter });
  } catch {
    throw stop(notWorkbook);
  }
  if (isLarge) throw stop(tooLarge);
  if (parts['xl/workbook.xml'] === undefined) throw stop(notWorkbook);
  const changed = Object.entries(parts).map(([name, part]) => [name, withErrorsAsText(part)] as const);
  return Buffer.from(zipSync(Object.fromEntries(changed), { level: 0 }));
};

/** @throws UnreadableFile if a file of so many bytes is too large */
export const checkWorkbookSize = (file: string, bytes: number): void => {
  if (bytes > mostBytes) throw new UnreadableFile(file, undefined, tooLarge);
};

/** Collects the bytes of a file, but not of one that is too large. */
export class WorkbookBytes {
  readonly #file: string;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws UnreadableFile if there are too many */
  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    checkWorkbookSize(this.#file, this.#bytes);
    this.#chunks.push(chunk);
  }

  /** Its rows are counted in its sheets. */
  end(): number {
    return 0;
  }

  content(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

const options = { trim: false, parseNumber: (digits: string) => new NumberCell(digits) };

const sheetsOf = (error: unknown): readonly string[] | undefined =>
  error instanceof Error &&
  error.name === 'SheetNotFoundError' &&
  'sheets' in error &&
  Array.isArray(error.sheets)
    ? error.sheets.map(String)
    : undefined;

const problemOf = (error: unknown): string => {
  // Of a stack that overflows, or a string that becomes too long.
  if (error instanceof RangeError) return tooLarge;
  const sheets = sheetsOf(error);
  if (sheets === undefined) return notWorkbook;
  if (sheets.length === 0) return 'this workbook has no sheets. Correct it';
  return `this workbook lacks the sheet that lab.json names: it has ${sheets.map(name => `'${name}'`).join(', ')}. Correct "sheet"`;
};

type Library = typeof import('read-excel-file/node');

const reading = async <T>(
  file: string,
  content: Buffer,
  read: (library: Library, workbook: Buffer) => Promise<T>,
): Promise<T> => {
  const workbook = prepared(file, content);
  // Loaded when it is needed: other commands would wait for it, too.
  const library = await import('read-excel-file/node');
  try {
    return await read(library, workbook);
  } catch (error) {
    throw new UnreadableFile(file, undefined, problemOf(error));
  }
};

/**
 * The cells of a sheet.
 * @param file key in the seed
 * @param sheet its name; the first if undefined
 * @throws UnreadableFile if it is no workbook, a large one, or has no such sheet
 */
export const readRows = (file: string, content: Buffer, sheet: string | undefined): Promise<Rows> =>
  reading(file, content, ({ readSheet }, workbook) => readSheet(workbook, sheet ?? 1, options));

/**
 * All sheets, in the workbook's order.
 * @throws UnreadableFile if it is no workbook, or a large one
 */
export const readWorkbook = (file: string, content: Buffer): Promise<readonly Sheet[]> =>
  reading(file, content, async ({ default: readSheets }, workbook) =>
    (await readSheets(workbook, options)).map(({ sheet, data }) => ({ name: sheet, rows: data ?? [] })),
  );
