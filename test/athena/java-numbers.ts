/** As Java's Double.toString writes a number, which is how Athena does: `1.0E10`, `0.001`, `-0.0`. */
export const javaDouble = (value: number): string => inJavasForm(value, `${Math.abs(value)}`);

/** As Java's Float.toString writes a number: with as few digits as tell it from all other floats. */
export const javaFloat = (value: number): string => {
  const rounded = Math.fround(value);
  for (let digits = 1; digits <= 9; digits += 1) {
    const text = Math.abs(rounded).toPrecision(digits);
    if (Math.fround(Number(text)) === Math.abs(rounded)) return inJavasForm(rounded, `${Number(text)}`);
  }
  return inJavasForm(rounded, `${Math.abs(rounded)}`);
};

const inJavasForm = (value: number, shortest: string): string => {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}Infinity`;
  if (value === 0) return `${sign}0.0`;
  const [mantissa = '', exponent = '0'] = shortest.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '').replace(/0+$/, '') || '0';
  const leading = `${whole}${fraction}`.length - `${whole}${fraction}`.replace(/^0+/, '').length;
  const power = whole.length - 1 - leading + Number(exponent);
  if (power < -3 || power >= 7) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${power}`;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const padded = digits.padEnd(power + 1, '0');
  return `${sign}${padded.slice(0, power + 1)}.${padded.slice(power + 1) || '0'}`;
};
