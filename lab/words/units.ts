const grouped = new Intl.NumberFormat('en-US');

/** `32,951` */
export const count = (value: number): string => grouped.format(value);

/** `1 file`, `3 files` */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

const byteUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units, as AWS consoles show them: `45 MB`. */
export const bytes = (value: number): string => {
  const power = Math.min(byteUnits.length - 1, value < 1000 ? 0 : Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${power === 0 || scaled >= 10 ? count(Math.round(scaled)) : scaled.toFixed(1)} ${byteUnits[power]}`;
};

/** Seconds as people say them: `0.4 s`, `14 s`, `2 min 5 s`. */
export const duration = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
};
