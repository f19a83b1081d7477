import type { Zip } from './geography.ts';
import type { Shop } from './shop.ts';

/** The person behind a customer: one in thirty has bought before. */
const person = (shop: Shop, index: number): number => {
  const next = shop.random('buyer', index);
  return index > 0 && next() < 0.034 ? person(shop, Math.floor(next() * index)) : index;
};

/** The zip prefix of a customer's home; each order has its own customer, with the same index. */
export const customerHome = (shop: Shop, index: number): Zip =>
  shop.map.customerZip(shop.random('home', person(shop, index)));

export const customerRow = (shop: Shop, index: number) => {
  const home = customerHome(shop, index);
  return {
    customer_id: shop.identifier('customer', index),
    customer_unique_id: shop.identifier('person', person(shop, index)),
    customer_zip_code_prefix: home.prefix,
    customer_city: home.city,
    customer_state: home.state,
  };
};
