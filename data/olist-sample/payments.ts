import { chooser } from './distribution.ts';
import { cart } from './order-items.ts';
import { placement } from './placement.ts';
import type { Random } from './prng.ts';
import type { Shop } from './shop.ts';

const installments = chooser([
  [1, 331],
  [2, 162],
  [3, 136],
  [4, 92],
  [5, 68],
  [6, 51],
  [7, 21],
  [8, 56],
  [9, 8],
  [10, 69],
  [12, 2],
] as const);
const voucherCount = chooser([
  [1, 52],
  [2, 22],
  [3, 12],
  [4, 7],
  [5, 4],
  [8, 2],
  [12, 1],
] as const);

/** Splits an amount into parts that add up to it; each is at least a cent if there are enough. */
const cut = (amount: number, parts: number, next: Random): readonly number[] => {
  if (parts <= 1) return [amount];
  const part = Math.floor((amount / parts) * (0.4 + 0.6 * next()));
  return [part, ...cut(amount - part, parts - 1, next)];
};

const voucher = (value: number) => ({ type: 'voucher', installments: 1, value });

/** The payments of one order, in cents: their sum is exactly its items and their freight. */
const payments = (shop: Shop, order: number) => {
  const { status, hasItems, paidBy } = placement(shop, order);
  const next = shop.random('payment', order);
  // Orders without items have no payment, except that a few abandoned ones have an empty one.
  if (!hasItems)
    return status === 'canceled' && next() < 0.2 ? [{ type: 'not_defined', installments: 1, value: 0 }] : [];
  const amount = cart(shop, order).reduce((sum, { price, freight }) => sum + price + freight, 0);
  switch (paidBy) {
    case 'voucher':
      return cut(amount, voucherCount(next()), next).map(voucher);
    case 'card and voucher': {
      const [first = 0, ...others] = cut(amount, next() < 0.85 ? 2 : 3, next);
      return [
        { type: 'credit_card', installments: installments(next()), value: first },
        ...others.map(voucher),
      ];
    }
    case 'card':
      return [{ type: 'credit_card', installments: installments(next()), value: amount }];
    default:
      return [{ type: paidBy === 'debit' ? 'debit_card' : 'boleto', installments: 1, value: amount }];
  }
};

/** The payments of the orders `[from, to)`. */
export function* paymentRows(shop: Shop, from: number, to: number) {
  for (let order = from; order < to; order += 1)
    for (const [position, { type, installments, value }] of payments(shop, order).entries())
      yield {
        order_id: shop.identifier('order', order),
        payment_sequential: position + 1,
        payment_type: type,
        payment_installments: installments,
        payment_value: value / 100,
      };
}
