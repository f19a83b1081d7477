import { strToU8, zipSync } from 'fflate';

/** A cell: a value, a day as a number with a style, or XML as it stands in a sheet. */
export type Cell = string | number | boolean | null | Dated | Raw;

/** A date or a time, as the days since 1899-12-30. */
export class Dated {
  readonly days: number;

  constructor(days: number) {
    this.days = days;
  }
}

/** A cell of another type: its attribute `t`, and what is in `<v>`. */
export class Raw {
  readonly type: string;
  readonly value: string;

  constructor(type: string, value: string) {
    this.type = type;
    this.value = value;
  }
}

/** The error of a formula: `#N/A`. */
export const formulaError = (value: string): Raw => new Raw('e', value);

type Grid = readonly (readonly Cell[])[];

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const cellXml = (cell: Cell, place: string): string => {
  if (cell === null) return '';
  if (cell instanceof Dated) return `<c r="${place}" s="1"><v>${cell.days}</v></c>`;
  if (cell instanceof Raw) return `<c r="${place}" t="${cell.type}"><v>${escaped(cell.value)}</v></c>`;
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${Number(cell)}</v></c>`;
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
};

const sheetXml = (rows: Grid): string => {
  const lines = rows.map((cells, index) => {
    const xml = cells.map((cell, at) => cellXml(cell, `${String.fromCharCode(65 + at)}${index + 1}`));
    return `<row r="${index + 1}">${xml.join('')}</row>`;
  });
  return `<worksheet><sheetData>${lines.join('')}</sheetData></worksheet>`;
};

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The least that is a workbook, as Excel reads it, with these sheets of at most 26 columns. */
export const workbook = (sheets: Readonly<Record<string, Grid>>): Buffer => {
  const names = Object.keys(sheets);
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns:r="${relations}"><sheets>${names
      .map((name, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="s${at}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names
      .map(
        (_, at) => `<Relationship Id="s${at}" Type="${relations}/worksheet" Target="worksheets/${at}.xml"/>`,
      )
      .join('')}<Relationship Id="st" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
  };
  for (const [at, rows] of Object.values(sheets).entries()) parts[`xl/worksheets/${at}.xml`] = sheetXml(rows);
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)]))),
  );
};
