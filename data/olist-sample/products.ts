import { categories } from './categories.ts';
import { chooser, parseShares, quantiles } from './distribution.ts';
import { identifier, random } from './prng.ts';
import { sellerCount } from './sellers.ts';

export const productCount = 3_295;

const category = chooser(parseShares(categories));
const cents = quantiles(
  [0, 500],
  [0.05, 1700],
  [0.25, 4000],
  [0.5, 7500],
  [0.75, 13000],
  [0.9, 21000],
  [0.98, 50000],
  [1, 150000],
);
const grams = quantiles([0, 50], [0.25, 300], [0.5, 700], [0.75, 1900], [0.95, 10850], [1, 30000]);
const letters = quantiles([0, 4], [0.25, 339], [0.5, 595], [0.75, 972], [0.95, 2063], [1, 3992]);
const photos = chooser([
  [1, 52],
  [2, 20],
  [3, 12],
  [4, 8],
  [5, 5],
  [6, 3],
] as const);

/** What orders need to know about a product. Prices in cents, weight in grams. */
export const product = (index: number) => {
  const next = random('goods', index);
  const [name = '', level] = category(next()).split('/');
  const price = (cents(next()) * Number(level)) / 100;
  return {
    category: name,
    /** Ends in 90 or 99 cents, as prices do. */
    price: Math.floor(price / 100) * 100 + (next() < 0.7 ? 90 : 99),
    weight: Math.round(grams(next())),
    /** Few sellers sell much. */
    seller: Math.floor(next() * next() * sellerCount),
  };
};

/** Two in a hundred were never described, and a few never weighed. */
export const productRow = (index: number) => {
  const { category, weight } = product(index);
  const next = random('description', index);
  const described = next() >= 0.0185;
  const weighed = next() >= 0.0003;
  const size = (from: number, to: number) =>
    weighed ? from + Math.floor(next() * next() * (to - from)) : null;
  return {
    product_id: identifier('product', index),
    product_category_name: described ? category : null,
    product_name_lenght: described ? 20 + Math.floor(44 * (1 - next() * next())) : null,
    product_description_lenght: described ? Math.round(letters(next())) : null,
    product_photos_qty: described ? photos(next()) : null,
    product_weight_g: weighed ? weight : null,
    product_length_cm: size(16, 76),
    product_height_cm: size(2, 62),
    product_width_cm: size(11, 61),
  };
};
