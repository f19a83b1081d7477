import { abroad, home } from './countries.ts';
import { chooser } from './distribution.ts';
import type { Shop } from './shop.ts';

const kinds = ['meter-gauge', 'sensor-pad', 'device-mac', 'therm-stick'];
/** A third of the devices are in the United States; elsewhere, large countries have more of them. */
const country = chooser([[home, 15_000], ...abroad.map(each => [each, 300 + each.flights] as const)]);
/** 20 March 2016, in milliseconds. */
const start = 1_458_432_000_000;
const dayLength = 86_400_000;

/** Sorted by time, over one day; it is warmer in the south, and the air is worse indoors, where it is dry. */
export const deviceRow = ({ devices, identifier, random }: Shop, index: number) => {
  const next = random('device', index);
  const { name, cca2, cca3, latitude, longitude } = country(next());
  const humidity = 25 + Math.floor(75 * next());
  const level = 800 + Math.floor(500 * next() + (100 - humidity) * 4 * next());
  const octet = () => Math.floor(next() * 256);
  return {
    device_id: index + 1,
    device_name: `${kinds[index % kinds.length]}-${index + 1}${identifier('device', index).slice(0, 8)}`,
    ip: `${1 + Math.floor(next() * 222)}.${octet()}.${octet()}.${octet()}`,
    cca2,
    cca3,
    cn: name,
    latitude,
    longitude,
    scale: 'Celsius',
    temp: 10 + Math.floor(12 * next() + (latitude < 35 ? 13 : 6) * next()),
    humidity,
    battery_level: Math.floor(10 * next()),
    c02_level: level,
    lcd: level < 1000 ? 'green' : level < 1400 ? 'yellow' : 'red',
    timestamp: start + Math.floor(((index + next()) * dayLength) / devices),
  };
};
