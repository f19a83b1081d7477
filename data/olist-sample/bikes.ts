import { chooser, quantiles } from './distribution.ts';
import type { Shop } from './shop.ts';
import { type Station, stations, townStations } from './stations.ts';
import { date, day, timestamp } from './text.ts';

const docks = [11, 15, 19, 23, 27];
const opening = Date.UTC(2013, 7, 5) / 1000;

export const stationCount = stations.length;

export const stationRow = ({ random }: Shop, index: number) => {
  const station = stations[index];
  if (station === undefined) throw new RangeError(`there is no station ${index}`);
  const next = random('station', station.id);
  return {
    station_id: station.id,
    name: station.name,
    lat: Math.round(station.latitude * 1e6) / 1e6,
    long: Math.round(station.longitude * 1e6) / 1e6,
    dockcount: docks[Math.floor(next() * docks.length)] ?? 15,
    landmark: station.town,
    installation: date(opening + Math.floor(20 * next() * next()) * day),
  };
};

/** 1 September 2014, a Monday. */
const start = Date.UTC(2014, 8, 1) / 1000;
const town = chooser(townStations);
const hourOf = (weights: readonly number[]) =>
  chooser(weights.map((weight, hour) => [hour, weight] as const));
/** Subscribers ride to work and back, others in the afternoon. */
const commuting = hourOf([
  1, 0, 0, 0, 1, 3, 13, 44, 84, 52, 20, 19, 24, 22, 19, 25, 52, 85, 58, 27, 14, 9, 6, 3,
]);
const strolling = hourOf([
  2, 1, 1, 0, 0, 1, 2, 6, 12, 20, 33, 44, 50, 53, 54, 54, 50, 42, 31, 20, 13, 9, 7, 4,
]);
const commute = quantiles([0, 61], [0.25, 340], [0.5, 500], [0.75, 700], [0.95, 1200], [1, 4000]);
const stroll = quantiles([0, 121], [0.25, 800], [0.5, 1300], [0.75, 3600], [0.95, 12000], [1, 80000]);
const homes = ['94107', '94105', '94133', '94103', '94111', '95112', '94040'];

/** Some stations are used far more than others. */
const choose = (from: readonly Station[], u: number): Station => {
  const station = from[Math.floor(u * u * from.length)];
  if (station === undefined) throw new RangeError('a town without stations');
  return station;
};

/** Sorted by day, over one year; a weekend has fewer trips than a working day. */
export const tripRow = ({ random, trips }: Shop, index: number) => {
  const next = random('trip', index);
  const planned = Math.floor((index * 365) / trips);
  const days = planned % 7 > 4 && next() < 0.6 ? planned - 2 : planned;
  const subscriber = next() < (days % 7 > 4 ? 0.6 : 0.89);
  const from = town(next());
  const [first, last] = [choose(from, next()), choose(from, next())];
  const begin =
    start + days * day + (subscriber ? commuting : strolling)(next()) * 3600 + Math.floor(next() * 3600);
  const duration = Math.round((subscriber ? commute : stroll)(next()));
  return {
    trip_id: 432_947 + index,
    duration,
    start_date: timestamp(begin),
    start_station: first.name,
    start_terminal: first.id,
    end_date: timestamp(begin + duration),
    end_station: last.name,
    end_terminal: last.id,
    bike_number: 9 + Math.floor(next() * 660),
    subscriber_type: subscriber ? 'Subscriber' : 'Customer',
    zip_code: subscriber
      ? (homes[Math.floor(next() * homes.length)] ?? null)
      : next() < 0.3
        ? null
        : String(10_000 + Math.floor(next() * 89_999)),
  };
};
