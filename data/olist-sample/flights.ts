import { type Airport, airports } from './airports.ts';
import { abroad, home } from './countries.ts';
import { chooser, quantiles } from './distribution.ts';
import type { Shop } from './shop.ts';
import { day, timestamp } from './text.ts';

/** The first quarter of 2014. */
const start = Date.UTC(2014, 0, 1) / 1000;
const days = 90;
/** The last day of a cold wave in the north, counted from 0. */
const thaw = 7;

const airport = chooser(airports);
const delay = quantiles(
  [0, -25],
  [0.3, -5],
  [0.5, -2],
  [0.62, 0],
  [0.8, 12],
  [0.9, 38],
  [0.97, 100],
  [1, 500],
);

/** Miles on a flat map: sines and cosines differ in the last digit between platforms. */
const miles = (from: Airport, to: Airport): number => {
  const north = 69 * (from.latitude - to.latitude);
  const east = 54 * (from.longitude - to.longitude);
  return Math.round(Math.sqrt(north * north + east * east));
};

const other = (than: Airport, next: () => number): Airport => {
  const found = airport(next());
  return found === than ? other(than, next) : found;
};

/** Sorted by day. */
export const delayRow = ({ random, flights }: Shop, index: number) => {
  const next = random('flight', index);
  const date = Math.floor((index * days) / flights);
  const from = airport(next());
  const to = other(from, next);
  const frozen = date < thaw && from.latitude > 39;
  const departure = timestamp(start + date * day + Math.floor((5.5 + 17.5 * next()) * 3600));
  return {
    date: departure.slice(5, 16).replaceAll(/\D/g, ''),
    delay: Math.round(delay(next()) + (frozen ? 60 * next() : 0)),
    distance: miles(from, to),
    origin: from.code,
    destination: to.code,
  };
};

export const summaryYears = [2010, 2011, 2012, 2013, 2014, 2015];

/** Flights of one year between the United States and every other country. Hardly anybody flies to some of them. */
export function* summaryRows({ random }: Shop, year: number) {
  for (const [index, { name, flights }] of abroad.entries()) {
    const next = random('summary', year * 1000 + index);
    const grown = (flights * (100 + 3 * (year - 2010))) / 100;
    for (const [dest_country_name, origin_country_name] of [
      [home.name, name],
      [name, home.name],
    ] as const) {
      const count = Math.round(grown * (0.85 + 0.3 * next()));
      if (flights > 20 || next() < 0.6) yield { dest_country_name, origin_country_name, count };
    }
  }
  const count = 340_000 + Math.floor(30_000 * random('summary', year)());
  yield { dest_country_name: home.name, origin_country_name: home.name, count };
}
