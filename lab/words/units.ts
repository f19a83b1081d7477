export { counted } from '../counted.ts';

const grouped = new Intl.NumberFormat('en-US');
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** `32,951` */
export const count = (value: number): string => grouped.format(value);

/** `$1,234.50` */
export const dollars = (amount: number): string => money.format(amount);

const byteUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units, as AWS consoles show them: `45 MB`. */
export const bytes = (value: number): string => {
  if (value === 1) return '1 byte';
  const power = Math.min(byteUnits.length - 1, value < 1000 ? 0 : Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${power === 0 || scaled >= 10 ? count(Math.round(scaled)) : scaled.toFixed(1)} ${byteUnits[power]}`;
};

/** Seconds as people say them: `0.4 s`, `14 s`, `2 min 5 s`, `3 h 5 min`. */
export const duration = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
