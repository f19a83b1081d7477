import { customerZip, type Zip } from './geography.ts';
import { identifier, random } from './prng.ts';

/** The person behind a customer: one in thirty has bought before. */
const person = (index: number): number => {
  const next = random('buyer', index);
  return index > 0 && next() < 0.034 ? person(Math.floor(next() * index)) : index;
};

/** The zip prefix of a customer's home; each order has its own customer, with the same index. */
export const customerHome = (index: number): Zip => customerZip(random('home', person(index)));

export const customerRow = (index: number) => {
  const home = customerHome(index);
  return {
    customer_id: identifier('customer', index),
    customer_unique_id: identifier('person', person(index)),
    customer_zip_code_prefix: home.prefix,
    customer_city: home.city,
    customer_state: home.state,
  };
};
