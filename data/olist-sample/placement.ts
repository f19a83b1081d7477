import { chooser, dealer } from './distribution.ts';
import type { Shop } from './shop.ts';
import { day } from './text.ts';

/** Orders of each month from September 2016 to October 2018, of 9,944. */
const ordersPerMonth = [
  1, 32, 0, 1, 80, 178, 268, 240, 370, 324, 403, 433, 428, 463, 754, 567, 727, 673, 721, 694, 687, 617, 629,
  651, 2, 1,
];

/** Deals the months to a number of orders, counted from September 2016. */
export const monthsOf = (orders: number) =>
  dealer(
    ordersPerMonth.map((count, index) => [index, count] as const),
    orders,
    0.6185,
  );

const blackFridayMonth = 14;
const blackFriday = 24;

const statuses = [
  [['delivered', true], 9647],
  [['shipped', true], 111],
  [['canceled', true], 46],
  [['canceled', false], 16],
  [['unavailable', false], 60],
  [['unavailable', true], 1],
  [['invoiced', true], 31],
  [['processing', true], 30],
  [['created', false], 1],
  [['approved', true], 1],
] as const;

/** Deals the statuses to a number of orders, each with whether its items were recorded. */
export const statusesOf = (orders: number) =>
  dealer<readonly [status: string, hasItems: boolean]>(statuses, orders, 0.379);

const hour = chooser(
  [24, 12, 5, 3, 2, 2, 5, 12, 30, 48, 62, 66, 60, 65, 66, 65, 67, 62, 58, 60, 62, 62, 58, 41].map(
    (orders, index) => [index, orders] as const,
  ),
);

const payment = chooser([
  ['card', 749],
  ['card and voucher', 24],
  ['boleto', 196],
  ['debit', 15],
  ['voucher', 16],
] as const);

/** Day of the month, counted from 0. A fifth of the orders in November 2017 came on Black Friday and the day after. */
const dayOf = (monthIndex: number, u: number, rush: number): number => {
  if (monthIndex === blackFridayMonth && rush < 0.21) return blackFriday - 1 + (rush < 0.15 ? 0 : 1);
  const first = Date.UTC(2016, 8 + monthIndex);
  return Math.floor(u * ((Date.UTC(2016, 9 + monthIndex) - first) / 1000 / day));
};

/** An order's data from when it is placed. */
export const placement = (shop: Shop, index: number) => {
  const next = shop.random('placement', index);
  const monthIndex = shop.month(index);
  const [status, hasItems] = shop.status(index);
  const date = Date.UTC(2016, 8 + monthIndex) / 1000 + dayOf(monthIndex, next(), next()) * day;
  return {
    /** Seconds since 1970. */
    purchase: date + hour(next()) * 3600 + Math.floor(next() * 3600),
    status,
    /** Some orders were given up before their items were recorded. */
    hasItems,
    paidBy: payment(next()),
    /** After Black Friday, and in February and March 2018, parcels were slow. */
    slow: [14, 17, 18].includes(monthIndex),
  };
};
