import { counted } from '../../lab/words/units.ts';

/** `3 minutes ago` */
export const ago = (date: Date, now: Date): string => {
  const seconds = Math.max(0, (now.getTime() - date.getTime()) / 1000);
  const words = (size: number, unit: string) => `${counted(Math.round(seconds / size), unit)} ago`;
  if (seconds < 90) return words(1, 'second');
  if (seconds < 90 * 60) return words(60, 'minute');
  return seconds < 36 * 3600 ? words(3600, 'hour') : words(86_400, 'day');
};
