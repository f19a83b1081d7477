import type { Shop } from './shop.ts';

export const sellerRow = (shop: Shop, index: number) => {
  const { prefix, city, state } = shop.map.sellerZip(shop.random('shop', index));
  return {
    seller_id: shop.identifier('seller', index),
    seller_zip_code_prefix: prefix,
    seller_city: city,
    seller_state: state,
  };
};
