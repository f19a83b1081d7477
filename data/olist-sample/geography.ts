import { atlas } from './atlas.ts';
import { chooser } from './distribution.ts';
import type { Random } from './prng.ts';

/** A zip prefix and its location. */
export interface Zip {
  /** Five digits, with leading zeros. */
  readonly prefix: string;
  readonly city: string;
  readonly state: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Mean days of a delivery to its state. */
  readonly days: number;
}

const parseState = (line: string) => {
  const [head = '', ...cityTexts] = line.split('|');
  const [code = '', customers, sellers, days] = head.split(' ');
  const cities = cityTexts.map(text => {
    const [name = '', first, latitude, longitude, weight] = text.split(',');
    return {
      name,
      first: Number(first),
      latitude: Number(latitude),
      longitude: Number(longitude),
      weight: Number(weight),
    };
  });
  return { code, customers: Number(customers), sellers: Number(sellers), days: Number(days), cities };
};

const states = atlas.trim().split('\n').map(parseState);

/** First prefixes of all cities, and the end of all prefixes. */
const firsts = [...states.flatMap(({ cities }) => cities.map(({ first }) => first)), 100_000].sort(
  (a, b) => a - b,
);

/** Prefixes between the first one of a city and the next city's. */
const roomAt = (first: number): number => (firsts.find(other => other > first) ?? first) - first;

/** Prefixes of large cities are spread out, so that São Paulo's run from 01001 to 05861. */
const strideOf = (count: number, room: number): number =>
  count > 60 ? Math.min(10, Math.floor(room / count)) : 1;

/** The map of a country with about `wanted` zip prefixes. */
export const mapOf = (wanted: number) => {
  const mapped = states.map(({ code, days, cities, ...people }) => {
    const weights = cities.reduce((sum, { weight }) => sum + weight, 0);
    const shares = cities.map(({ name, first, latitude, longitude, weight }) => {
      const room = roomAt(first);
      const share = Math.round((wanted * people.customers * weight) / weights / 100_000);
      const count = Math.min(room, Math.max(3, share));
      const stride = strideOf(count, room);
      const zips = Array.from(
        { length: count },
        (_, index): Zip => ({
          prefix: String(first + index * stride).padStart(5, '0'),
          city: name,
          state: code,
          latitude,
          longitude,
          days,
        }),
      );
      return [zips, weight] as const;
    });
    return { shares, choose: chooser(shares), ...people };
  });
  const place = (kind: 'customers' | 'sellers') => {
    const chooseState = chooser(mapped.map(state => [state, state[kind]] as const));
    return (next: Random): Zip => {
      const cityZips = chooseState(next()).choose(next());
      const zip = cityZips[Math.floor(next() * cityZips.length)];
      if (zip === undefined) throw new RangeError('a city without zip prefixes');
      return zip;
    };
  };
  return {
    /** Every zip prefix, state by state. */
    zips: mapped.flatMap(({ shares }) => shares.flatMap(([cityZips]) => cityZips)),
    /** The zip prefix of a customer. */
    customerZip: place('customers'),
    /** The zip prefix of a seller. */
    sellerZip: place('sellers'),
  };
};
