import { sellerZip } from './geography.ts';
import { identifier, random } from './prng.ts';

export const sellerCount = 310;

export const sellerRow = (index: number) => {
  const { prefix, city, state } = sellerZip(random('shop', index));
  return {
    seller_id: identifier('seller', index),
    seller_zip_code_prefix: prefix,
    seller_city: city,
    seller_state: state,
  };
};
