/** A number as it stands in the workbook. */
export class NumberCell {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/** Of a double, a spreadsheet keeps and shows so many digits: 3.3000000000000003 is 3.3. */
const shownDigits = 15;

/** 1.5e-7 as 0.00000015 */
const withoutExponent = (text: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text;
  const digits = `${whole}${fraction}`;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const decimals = digits.slice(point);
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}${decimals === '' ? '' : `.${decimals}`}`;
};

const numberText = (digits: string): string => {
  if (/^-?\d+$/.test(digits)) return digits;
  const number = Number(digits);
  return Number.isFinite(number) ? withoutExponent(String(Number(number.toPrecision(shownDigits)))) : digits;
};

const millisecond = 1;
const second = 1000;
const day = 86_400_000;
/** Excel counts days from here, and has a 29 February 1900, so that the days before are one more. */
const dayZero = Date.UTC(1899, 11, 30);
const firstCertainDay = Date.UTC(1900, 2, 1);

/** What a spreadsheet gives for a time that it does not have. */
const noTime = '#NUM!';
const afterLastDay = Date.UTC(10_000, 0, 1);

/** A date, a date with a time, or the time of day of a cell that has no date. */
const timeText = (time: Date): string => {
  const floored = time.getTime();
  // The library rounds down, and a fraction of a day is rarely exact: 00:02 would be 00:01:59.999.
  const exact = floored % second === second - millisecond ? floored + millisecond : floored;
  if (!(exact >= dayZero && exact < afterLastDay)) return noTime;
  const isOfDay = exact < dayZero + day;
  const shifted = !isOfDay && exact < firstCertainDay ? exact + day : exact;
  const [date = '', clock = ''] = new Date(shifted).toISOString().slice(0, -1).split('T');
  const ofDay = clock.replace(/\.000$/, '');
  if (isOfDay) return ofDay;
  return ofDay === '00:00:00' ? date : `${date} ${ofDay}`;
};

/**
 * A cell as the same value is written in a file of text; undefined if it is empty.
 * @param decimal what separates decimals
 */
export const cellText = (cell: unknown, decimal = '.'): string | undefined => {
  if (cell === null || cell === undefined) return undefined;
  if (cell instanceof NumberCell) return numberText(cell.digits).replace('.', decimal);
  return cell instanceof Date ? timeText(cell) : String(cell);
};

/** Whether a text is what a formula gives that failed: `#N/A`, `#DIV/0!`, `#NAME?`. */
export const isFormulaError = (text: string): boolean => /^#(?:N\/A|[A-Z][A-Z_]*(?:\/0)?[!?])$/.test(text);

/** A row of separated values; an empty cell is NULL, and every other is in quotes. */
export const quotedLine = (texts: readonly (string | undefined)[]): string =>
  texts.map(text => (text === undefined ? '' : `"${text.replaceAll('"', '""')}"`)).join(',');
