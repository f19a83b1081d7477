import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Execution } from './execution.ts';

/** Rows in a page of a file of rows. A page of GetQueryResults has at most a thousand as well. */
const pageRows = 1000;

export type Row = readonly (string | null)[];

/** How a result's file is written: what people download, and what clients read instead of asking for pages. */
interface Form {
  readonly header: boolean;
  readonly line: (row: Row) => string;
}

/** Every value in quotes, and nothing at all for NULL. */
const csv: Form = {
  header: true,
  line: row => row.map(value => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(','),
};
const txt: Form = { header: false, line: row => row.map(value => value ?? '').join('\t') };

/** Takes the rows of a query, as many as there are, into a file that pages are read from and one that S3 will have. */
export class ResultWriter {
  readonly #form: Form;
  readonly #rowsFile: string;
  readonly #rows: WriteStream;
  readonly #result: WriteStream;
  readonly pages: number[] = [];
  count = 0;
  #bytes = 0;

  constructor(rowsFile: string, type: Execution['type'], columns: readonly string[]) {
    this.#form = type === 'DML' ? csv : txt;
    this.#rowsFile = rowsFile;
    this.#rows = createWriteStream(rowsFile);
    this.#result = createWriteStream(this.#resultFile);
    if (this.#form.header && columns.length > 0) this.#result.write(`${this.#form.line(columns)}\n`);
  }

  get #resultFile(): string {
    return `${this.#rowsFile}.result`;
  }

  async add(rows: readonly Row[]): Promise<void> {
    let lines = '';
    for (const row of rows) {
      if (this.count % pageRows === 0) this.pages.push(this.#bytes + Buffer.byteLength(lines));
      lines += `${JSON.stringify(row)}\n`;
      this.count += 1;
    }
    this.#bytes += Buffer.byteLength(lines);
    const result = rows.map(row => `${this.#form.line(row)}\n`).join('');
    await Promise.all([written(this.#rows, lines), written(this.#result, result)]);
  }

  /** Ends both files and puts the result where it belongs. */
  async publish(s3: S3Client, location: string): Promise<void> {
    await Promise.all([ended(this.#rows), ended(this.#result)]);
    const { size } = await stat(this.#resultFile);
    await s3.send(
      new PutObjectCommand({
        ...placeOf(location),
        Body: createReadStream(this.#resultFile),
        ContentLength: size,
        ContentType: 'application/octet-stream',
      }),
    );
    await rm(this.#resultFile, { force: true });
  }

  /** Forgets all that came. */
  async discard(): Promise<void> {
    await Promise.all([closed(this.#rows), closed(this.#result)]);
    await Promise.all([rm(this.#rowsFile, { force: true }), rm(this.#resultFile, { force: true })]);
  }
}

const written = async (stream: WriteStream, text: string): Promise<void> => {
  if (text !== '' && !stream.write(text)) await once(stream, 'drain');
};

const ended = (stream: WriteStream): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.end(() => resolve());
  });

/** Gives up what is still to be written. A write that is under way ends in an error then, which nobody needs. */
const closed = (stream: WriteStream): Promise<void> =>
  new Promise(resolve => {
    stream.on('error', () => {});
    stream.once('close', resolve);
    if (stream.closed) resolve();
    else stream.destroy();
  });

/** Bucket and key of an address such as `s3://bucket/a/b`. */
export const placeOf = (location: string): { readonly Bucket: string; readonly Key: string } => {
  const [, Bucket = '', Key = ''] = /^s3a?:\/\/([^/]+)\/?(.*)$/s.exec(location) ?? [];
  return { Bucket, Key };
};

/** Some rows of a query's file, from one of them on. */
export const readRows = async (
  file: string,
  { pages, rows }: Pick<Execution, 'pages' | 'rows'>,
  from: number,
  most: number,
): Promise<Row[]> => {
  if (from >= rows || most <= 0) return [];
  const page = Math.floor(from / pageRows);
  const found: Row[] = [];
  let index = page * pageRows;
  const input = createReadStream(file, { start: pages[page] ?? 0 });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (index >= from) found.push(JSON.parse(line));
    index += 1;
    if (found.length === most) break;
  }
  input.destroy();
  return found;
};
