import { customerHome } from './customers.ts';
import { quantiles } from './distribution.ts';
import { placement } from './placement.ts';
import type { Shop } from './shop.ts';
import { day, midnight, timestamp } from './text.ts';

const cardMinutes = quantiles([0, 6], [0.5, 15], [0.75, 40], [0.9, 1000], [1, 3000]);
const boletoDays = quantiles([0, 0.5], [0.5, 1.3], [0.9, 2.9], [1, 6]);
const carrierDays = quantiles([0, 0.2], [0.25, 0.8], [0.5, 1.6], [0.75, 3], [0.95, 7.5], [1, 25]);
/** A parcel's time as a factor of the days that are usual for the state. */
const transitFactor = quantiles(
  [0, 0.15],
  [0.25, 0.5],
  [0.5, 0.77],
  [0.75, 1.05],
  [0.93, 1.8],
  [0.99, 3.4],
  [1, 8],
);

/** The stages of an order's delivery, in seconds since 1970; null if the order did not get that far. */
export const journey = (shop: Shop, index: number) => {
  const { purchase, status, paidBy, slow } = placement(shop, index);
  const { days } = customerHome(shop, index);
  const next = shop.random('journey', index);
  const wait = paidBy === 'boleto' ? boletoDays(next()) * day : cardMinutes(next()) * 60;
  const approved = Math.floor(purchase + wait);
  const carrier = Math.floor(approved + carrierDays(next()) * day);
  const delivered = Math.floor(carrier + (days - 3) * transitFactor(next()) * (slow ? 1.35 : 1) * day);
  const promised = midnight(purchase + Math.floor((days * 1.2 + 5.5 + next() * 8) * day));
  const wasApproved = status !== 'created' && (status !== 'canceled' || next() < 0.77);
  const wasShipped = status === 'delivered' || status === 'shipped';
  return {
    purchase,
    status,
    approved: wasApproved ? approved : null,
    carrier: wasShipped ? carrier : null,
    delivered: status === 'delivered' ? delivered : null,
    promised,
  };
};

const optional = (seconds: number | null): string | null => (seconds === null ? null : timestamp(seconds));

export const orderRow = (shop: Shop, index: number) => {
  const { purchase, status, approved, carrier, delivered, promised } = journey(shop, index);
  return {
    order_id: shop.identifier('order', index),
    customer_id: shop.identifier('customer', index),
    order_status: status,
    order_purchase_timestamp: timestamp(purchase),
    order_approved_at: optional(approved),
    order_delivered_carrier_date: optional(carrier),
    order_delivered_customer_date: optional(delivered),
    order_estimated_delivery_date: timestamp(promised),
  };
};
