import { customerHome } from './customers.ts';
import { chooser, quantiles } from './distribution.ts';
import { placement } from './placement.ts';
import { identifier, random } from './prng.ts';
import { product, productCount } from './products.ts';
import { day, timestamp } from './text.ts';

const itemCount = chooser([
  [1, 88863],
  [2, 7516],
  [3, 1322],
  [4, 505],
  [5, 204],
  [6, 198],
  [7, 30],
  [10, 20],
  [14, 6],
  [20, 2],
] as const);
const freightCents = quantiles([0, 400], [0.25, 1150], [0.5, 1400], [0.75, 1800], [0.95, 3400], [1, 9000]);

/** The items of one order; prices and freight in cents. Empty if the order was given up. */
export const cart = (order: number) => {
  const { hasItems } = placement(order);
  const { days } = customerHome(order);
  const next = random('cart', order);
  const count = hasItems ? itemCount(next()) : 0;
  // Popular products have low numbers; most orders with several items have the same product again.
  const choose = () => Math.floor(next() * (0.3 + 0.7 * next()) * productCount);
  let chosen = choose();
  return Array.from({ length: count }, (_, position) => {
    if (position > 0 && next() < 0.35) chosen = choose();
    const { price, weight, seller } = product(chosen);
    return {
      product: chosen,
      seller,
      price,
      freight: Math.round(freightCents(next()) * (0.55 + days / 22) + weight / 20),
    };
  });
};

/** The items of the orders `[from, to)`. */
export function* orderItemRows(from: number, to: number) {
  for (let order = from; order < to; order += 1) {
    const { purchase } = placement(order);
    const limit = purchase + Math.floor((3 + 5 * random('limit', order)()) * day);
    for (const [position, { product, seller, price, freight }] of cart(order).entries())
      yield {
        order_id: identifier('order', order),
        order_item_id: position + 1,
        product_id: identifier('product', product),
        seller_id: identifier('seller', seller),
        shipping_limit_date: timestamp(limit),
        price: price / 100,
        freight_value: freight / 100,
      };
  }
}
