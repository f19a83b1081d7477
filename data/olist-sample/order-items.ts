import { customerHome } from './customers.ts';
import { chooser, quantiles } from './distribution.ts';
import { placement } from './placement.ts';
import { product } from './products.ts';
import type { Shop } from './shop.ts';
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
export const cart = (shop: Shop, order: number) => {
  const { hasItems } = placement(shop, order);
  const { days } = customerHome(shop, order);
  const next = shop.random('cart', order);
  const count = hasItems ? itemCount(next()) : 0;
  // Popular products have low numbers; most orders with several items have the same product again.
  const choose = () => Math.floor(next() * (0.3 + 0.7 * next()) * shop.products);
  let chosen = choose();
  return Array.from({ length: count }, (_, position) => {
    if (position > 0 && next() < 0.35) chosen = choose();
    const { price, weight, seller } = product(shop, chosen);
    return {
      product: chosen,
      seller,
      price,
      freight: Math.round(freightCents(next()) * (0.55 + days / 22) + weight / 20),
    };
  });
};

/** The items of the orders `[from, to)`. */
export function* orderItemRows(shop: Shop, from: number, to: number) {
  for (let order = from; order < to; order += 1) {
    const { purchase } = placement(shop, order);
    const limit = purchase + Math.floor((3 + 5 * shop.random('limit', order)()) * day);
    for (const [position, { product, seller, price, freight }] of cart(shop, order).entries())
      yield {
        order_id: shop.identifier('order', order),
        order_item_id: position + 1,
        product_id: shop.identifier('product', product),
        seller_id: shop.identifier('seller', seller),
        shipping_limit_date: timestamp(limit),
        price: price / 100,
        freight_value: freight / 100,
      };
  }
}
