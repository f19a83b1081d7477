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

/** Aims at a tenth of the 19,015 prefixes in the real dataset. */
const wantedZips = 1_900;
/** Prefixes of large cities are spread out, so that São Paulo's run from 01001 to 05861. */
const stride = (cityZips: number): number => (cityZips > 60 ? 10 : 1);

const parseState = (line: string) => {
  const [head = '', ...cityTexts] = line.split('|');
  const [code = '', customers, sellers, days] = head.split(' ');
  const cities = cityTexts.map(text => text.split(','));
  const weights = cities.reduce((sum, city) => sum + Number(city[4]), 0);
  const shares = cities.map(([name = '', first, latitude, longitude, weight]) => {
    const count = Math.max(
      3,
      Math.round((wantedZips * Number(customers) * Number(weight)) / weights / 100_000),
    );
    const zips = Array.from(
      { length: count },
      (_, index): Zip => ({
        prefix: String(Number(first) + index * stride(count)).padStart(5, '0'),
        city: name,
        state: code,
        latitude: Number(latitude),
        longitude: Number(longitude),
        days: Number(days),
      }),
    );
    return [zips, Number(weight)] as const;
  });
  return { shares, choose: chooser(shares), customers: Number(customers), sellers: Number(sellers) };
};

const states = atlas.trim().split('\n').map(parseState);

/** Every zip prefix of the sample, state by state. */
export const zips: readonly Zip[] = states.flatMap(state => state.shares.flatMap(([cityZips]) => cityZips));

const place = (kind: 'customers' | 'sellers') => {
  const chooseState = chooser(states.map(state => [state, state[kind]] as const));
  return (next: Random): Zip => {
    const cityZips = chooseState(next()).choose(next());
    const zip = cityZips[Math.floor(next() * cityZips.length)];
    if (zip === undefined) throw new RangeError('a city without zip prefixes');
    return zip;
  };
};

/** The zip prefix of a customer. */
export const customerZip = place('customers');
/** The zip prefix of a seller. */
export const sellerZip = place('sellers');
