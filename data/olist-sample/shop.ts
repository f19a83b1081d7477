import { mapOf } from './geography.ts';
import { monthsOf, statusesOf } from './placement.ts';
import { sourceOf } from './prng.ts';
import { realOrders, type Scale } from './scale.ts';

/** What all tables of a shop are made from: its size, its map, and where everything random comes from. */
export const shopOf = ({ orders, randomSeed }: Scale) => {
  // A shop may grow beyond the real one, but the country does not grow with it.
  const surveyed = Math.min(orders, realOrders);
  const map = mapOf(Math.round(surveyed * 0.19107));
  return {
    ...sourceOf(randomSeed),
    orders,
    products: Math.round(orders * 0.33136),
    sellers: Math.round(orders * 0.031125),
    map,
    /** Points of the map: at least one for each zip prefix. */
    points: Math.max(map.zips.length, Math.round(surveyed * 10.0579)),
    month: monthsOf(orders),
    status: statusesOf(orders),
    // A hundredth of the public files at the sample's scale.
    trips: Math.round(orders * 0.3562),
    flights: Math.round(orders * 1.3994),
    devices: Math.round(orders * 0.1993),
  };
};

export type Shop = ReturnType<typeof shopOf>;
