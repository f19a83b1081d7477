import type { SourceDataset } from '../../../lab/source-definition.ts';
import { sqlName, sqlText } from '../duckdb/database.ts';
import { textType } from '../duckdb/nested-values.ts';
import type { FileProblems } from '../file-problems.ts';
import { checkCompression } from '../inspect-file.ts';
import { JsonColumns } from '../json-columns.ts';
import { measureFile } from '../measure-file.ts';
import { maxLineBytes } from '../text-lines.ts';
import { typeTree } from '../type-tree.ts';
import { JsonObjects } from './json-objects.ts';
import { JsonTexts } from './json-texts.ts';
import { placeColumns } from './parquet-writer.ts';
import type { Rows, Stage } from './stage.ts';
import { textOf } from './text-of.ts';

/** Types of values with nothing inside, within a type. */
const scalars =
  /(?<=^|[<:,])(?:tinyint|smallint|int|bigint|float|double|decimal\(\d+,\d+\)|date|timestamp|boolean|binary)(?=[,>]|$)/g;

/** Whether lab.json says how values are written, so that the conversion has to hold them against their types. */
const hasWriting = ({ nulls, decimal, thousands, dateFormat, columns }: SourceDataset): boolean =>
  [nulls, decimal, thousands, dateFormat].some(each => each !== undefined) ||
  columns.some(column => column.dateFormat !== undefined);

const notJson = 'the object that begins here is not valid JSON. Correct it';
const notUtf8 =
  'this is not UTF-8. Save the file as UTF-8, or set "encoding" to what it is, such as "windows-1252"';

/** Reads the objects of one file. */
class ObjectReader {
  readonly #found: FileProblems;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #objects: JsonObjects;
  #rows = 0;
  #line = 1;

  constructor(found: FileProblems, columns: JsonColumns, onObject: (text: string, line: number) => void) {
    this.#found = found;
    this.#objects = new JsonObjects(
      (text, line) => {
        let isGood = true;
        this.#line = line;
        columns.check(text, (kind, message, column) => {
          isGood = false;
          found.tell(line, kind, kind === 'json' ? () => notJson : message, column);
        });
        this.#rows += 1;
        if (isGood) onObject(text, line);
      },
      (_, line) =>
        found.tell(
          line,
          'json',
          () => 'this is not a JSON object. Write objects only: in one array, or one after the other',
        ),
    );
  }

  take(chunk: Buffer | undefined): void {
    let text: string;
    try {
      text = this.#decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw this.#found.stop(undefined, notUtf8);
    }
    this.#objects.take(text);
    if (this.#objects.pending > maxLineBytes)
      throw this.#found.stop(
        this.#line,
        'the object that begins after this one is longer than 32 MB, the most that Athena reads as one row. Split it',
      );
  }

  end(): number {
    this.take(undefined);
    this.#objects.end();
    return this.#rows;
  }
}

/** Stages jsonl and json files: their objects, one on each line, with text for all values. */
export const jsonStage = (source: SourceDataset): Stage => {
  const asWritten = hasWriting(source);
  const checked = source.columns.map(({ name, from, type }) => ({
    name: from ?? name,
    type: asWritten ? type.replaceAll(scalars, 'string') : type,
  }));
  const columns = new JsonColumns({ columns: checked, partitionKeys: source.partitionKeys });
  const texts = new JsonTexts(source.columns, asWritten);
  const types = [
    ...placeColumns.map(name => `${sqlName(name)}: 'BIGINT'`),
    ...source.columns.map(({ name, type }) => `${sqlName(name)}: ${sqlText(textType(typeTree(type)))}`),
  ];
  const writeObject = (rows: Rows, number: number) => (text: string, line: number) => {
    const members = texts.write(text);
    const row = Buffer.from(`${members === '' ? '' : `,${members}`}}`);
    rows.write(`{"#file":${number},"#line":${line}`, row, 0, row.length);
  };
  return {
    read(file, number, found, rows, onRead) {
      checkCompression(file.key, source);
      const reader = new ObjectReader(found, columns, writeObject(rows, number));
      const inspector = {
        take: (chunk: Buffer) => {
          reader.take(chunk);
          return rows.convertFull();
        },
        end: () => reader.end(),
      };
      return measureFile(file, inspector, textOf(file.key, source), onRead);
    },
    relation: ({ path, longest }) =>
      `read_json(${[
        sqlText(path),
        "format = 'newline_delimited'",
        `columns = {${types.join(', ')}}`,
        'hive_partitioning = false',
        `maximum_object_size = ${Math.max(16_777_216, longest + 1)}`,
      ].join(', ')})`,
    warnings: () => columns.warnings(),
  };
};
