import type { LabDefinition } from '../../lab/definition.ts';
import { customerRow } from './customers.ts';
import { orderItemRows } from './order-items.ts';
import { orderRow } from './orders.ts';
import { paymentRows } from './payments.ts';
import { orderCount } from './placement.ts';
import { reviewRows } from './reviews.ts';
import { each } from './text.ts';

type SmokeTest = LabDefinition['smokeTests'][number];

/** Adds up amounts of money without the noise of binary fractions. */
const total = (amounts: readonly number[]): number =>
  amounts.reduce((cents, amount) => cents + Math.round(amount * 100), 0) / 100;

/**
 * Queries in the common subset of Trino (Athena) and DuckDB (the local AWS). What they should answer is counted here
 * from the rows themselves, with no SQL involved.
 */
export const smokeTests = (): SmokeTest[] => {
  const orders = [...each(0, orderCount, orderRow)];
  const customers = [...each(0, orderCount, customerRow)];
  const items = [...orderItemRows(0, orderCount)];
  const payments = [...paymentRows()];
  const messages = [...reviewRows()].map(review => review.review_comment_message ?? '');
  const delivered = orders.filter(order => order.order_status === 'delivered');
  const months = orders.map(order => order.order_purchase_timestamp.slice(0, 7));
  const saoPaulo = customers.filter(customer => customer.customer_city === 'São Paulo');
  return [
    {
      name: 'Every order has its customer, and every customer a place on the map',
      sql:
        'SELECT count(*) FROM ${sor}.tbl_brecommerce_orders o LEFT JOIN ${sor}.tbl_brecommerce_customers c ' +
        'ON o.customer_id = c.customer_id LEFT JOIN (SELECT DISTINCT geolocation_zip_code_prefix AS zip FROM ' +
        '${sor}.tbl_brecommerce_geolocation) g ON c.customer_zip_code_prefix = g.zip WHERE g.zip IS NULL',
      expect: [[0]],
    },
    {
      name: 'Every item has its order, product and seller',
      sql:
        'SELECT count(*) FROM ${sor}.tbl_brecommerce_order_items i JOIN ${sor}.tbl_brecommerce_orders o ' +
        'ON i.order_id = o.order_id JOIN ${sor}.tbl_brecommerce_products p ON i.product_id = p.product_id ' +
        'JOIN ${sor}.tbl_brecommerce_sellers s ON i.seller_id = s.seller_id',
      expect: [[items.length]],
    },
    {
      name: 'What was bought was paid',
      sql:
        'SELECT (SELECT round(sum(price), 2) FROM ${sor}.tbl_brecommerce_order_items), ' +
        '(SELECT round(sum(freight_value), 2) FROM ${sor}.tbl_brecommerce_order_items), ' +
        '(SELECT round(sum(payment_value), 2) FROM ${sor}.tbl_brecommerce_payments)',
      expect: [
        [
          total(items.map(item => item.price)),
          total(items.map(item => item.freight_value)),
          total(payments.map(payment => payment.payment_value)),
        ],
      ],
    },
    {
      name: 'Dates are dates, and missing ones are null',
      sql:
        "SELECT count(DISTINCT date_trunc('month', order_purchase_timestamp)), sum(CASE WHEN " +
        "date_trunc('month', order_purchase_timestamp) = TIMESTAMP '2017-11-01 00:00:00' THEN 1 ELSE 0 END), " +
        'count(order_delivered_customer_date) FROM ${sor}.tbl_brecommerce_orders',
      expect: [[new Set(months).size, months.filter(month => month === '2017-11').length, delivered.length]],
    },
    {
      name: 'Accents and quotes arrive intact',
      sql:
        "SELECT (SELECT count(*) FROM ${sor}.tbl_brecommerce_customers WHERE customer_city = 'São Paulo'), " +
        '(SELECT count(*) FROM ${sor}.tbl_brecommerce_reviews WHERE review_comment_message LIKE \'%"azul"%\')',
      expect: [[saoPaulo.length, messages.filter(message => message.includes('"azul"')).length]],
    },
  ];
};
