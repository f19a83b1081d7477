import type { SourceDataset } from '../../../lab/source-definition.ts';
import { visibleInLine } from '../../../lab/visible.ts';
import { noHeader } from '../delimited-problems.ts';
import { textRelation } from '../duckdb/text-relation.ts';
import type { FileProblems } from '../file-problems.ts';
import { headerProblem } from '../header-line.ts';
import { measureFile } from '../measure-file.ts';
import { TableHeaders } from '../table-headers.ts';
import { strangeProblem } from '../text-lines.ts';
import { cellText, isFormulaError, quotedLine } from '../workbook/cell-text.ts';
import { readRows, WorkbookBytes } from '../workbook/read-workbook.ts';
import { placeColumns } from './parquet-writer.ts';
import type { Rows, Stage } from './stage.ts';

type Texts = readonly (string | undefined)[];

/** So many rows are staged before what is complete is converted. */
const rowsAtOnce = 10_000;

/** Reads the rows of a workbook's sheet. */
class SheetReader {
  readonly #source: SourceDataset;
  readonly #found: FileProblems;
  readonly #headers: TableHeaders;

  constructor(source: SourceDataset, found: FileProblems, headers: TableHeaders) {
    this.#source = source;
    this.#found = found;
    this.#headers = headers;
  }

  /** The rows that have values and nothing wrong with them, with their numbers in the sheet. */
  *rows(cells: readonly (readonly unknown[])[]): Generator<readonly [line: number, texts: Texts]> {
    const { skipLines = 0, header, columns, decimal } = this.#source;
    let isHeader = header === true;
    for (const [index, row] of cells.entries()) {
      const texts = row.map(cell => cellText(cell, decimal));
      const last = texts.findLastIndex(text => text !== undefined);
      if (index < skipLines || last < 0) continue;
      const line = index + 1;
      const hasRoom = this.#hasRoom(last + 1, line);
      const fields = columns.map((_, at) => texts[at]);
      if (isHeader) {
        isHeader = false;
        if (hasRoom) this.#checkHeader(fields, line);
      } else if (hasRoom && this.#isSound(fields, line)) yield [line, fields];
    }
    if (isHeader) throw this.#found.stop(undefined, noHeader);
  }

  /** Cells that are missing at the end of a row are empty. */
  #hasRoom(cells: number, line: number): boolean {
    const { length } = this.#source.columns;
    if (cells <= length) return true;
    const message = () =>
      `this row has ${cells} cells, but lab.json names ${length} column${length === 1 ? '' : 's'}. Empty the others, or correct "columns" in lab.json`;
    this.#found.tell(line, `cells ${cells}`, message);
    return false;
  }

  #checkHeader(fields: Texts, line: number): void {
    const names = fields.map((text = '') => text);
    const problem = headerProblem(names, this.#source);
    const order = problem?.isOrder ? problem.message : this.#headers.compare(this.#found.file, names);
    if (order !== undefined) throw this.#found.stop(line, order);
    if (problem !== undefined) this.#found.tell(line, 'header', () => problem.message);
  }

  #isSound(fields: Texts, line: number): boolean {
    const strange = strangeProblem(fields.join(''));
    if (strange !== undefined) this.#found.tell(line, ...strange);
    const failed = fields.filter((text, index) => this.#isFailed(text, index, line));
    return strange === undefined && failed.length === 0;
  }

  /** Whether a cell has the error of a formula that stands for no value; tells if so. */
  #isFailed(text: string | undefined, index: number, line: number): boolean {
    const { columns, nulls = [] } = this.#source;
    if (text === undefined || !isFormulaError(text) || nulls.includes(text)) return false;
    const name = columns[index]?.name ?? '';
    const message = () =>
      `column ${name} has '${visibleInLine(text)}', the error of a formula. Correct the cell, or set "nulls": ${JSON.stringify([...nulls, text])} in the dataset if it stands for no value`;
    this.#found.tell(line, `error ${index} ${text}`, message, name);
    return true;
  }
}

/** Stages xlsx files: the rows of a sheet as separated values. */
export const workbookStage = (source: SourceDataset): Stage => {
  const headers = new TableHeaders();
  const names = [...placeColumns, ...source.columns.map(({ name }) => name)];
  const stageRows = async (
    reader: SheetReader,
    cells: readonly (readonly unknown[])[],
    number: number,
    rows: Rows,
  ): Promise<number> => {
    let count = 0;
    for (const [line, texts] of reader.rows(cells)) {
      const row = Buffer.from(quotedLine(texts));
      rows.write(`${number},${line},`, row, 0, row.length);
      count += 1;
      if (count % rowsAtOnce === 0) await rows.convertFull();
    }
    return count;
  };
  return {
    async read(file, number, found, rows, onRead) {
      const bytes = new WorkbookBytes(file.key);
      const measured = await measureFile(file, bytes, undefined, onRead);
      const cells = await readRows(file.key, bytes.content(), source.sheet);
      const reader = new SheetReader(source, found, headers);
      return { ...measured, rows: await stageRows(reader, cells, number, rows) };
    },
    relation: ({ path, longest }) =>
      textRelation([path], names, { delimiter: ',', quoted: true, header: false, lineFeeds: true }, longest),
    warnings: () => headers.warnings(),
  };
};
