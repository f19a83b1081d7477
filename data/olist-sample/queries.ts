import type { LabDefinition } from '../../lab/definition.ts';

/** Saved queries to learn from. */
export const queries: LabDefinition['queries'] = [
  {
    name: 'Sales per month',
    description: 'Orders and what they were worth. Look at November 2017: Black Friday.',
    sql:
      "SELECT date_trunc('month', o.order_purchase_timestamp) AS month, count(DISTINCT o.order_id) AS orders, " +
      'round(sum(i.price), 2) AS sales FROM ${sor}.tbl_brecommerce_orders o ' +
      'JOIN ${sor}.tbl_brecommerce_order_items i ON o.order_id = i.order_id GROUP BY 1 ORDER BY 1',
  },
  {
    name: 'Top categories',
    description: 'The ten that sell most. A left join keeps items of undescribed products.',
    sql:
      "SELECT coalesce(p.product_category_name, '(none)') AS category, count(*) AS items, " +
      'round(sum(i.price), 2) AS sales FROM ${sor}.tbl_brecommerce_order_items i ' +
      'LEFT JOIN ${sor}.tbl_brecommerce_products p ON i.product_id = p.product_id ' +
      'GROUP BY 1 ORDER BY sales DESC LIMIT 10',
  },
  {
    name: 'Delivery delay per state',
    description:
      'Days from purchase to door, days after the estimate (negative: early), share of late orders.',
    sql:
      'SELECT c.customer_state AS state, count(*) AS orders, ' +
      "round(avg(date_diff('day', o.order_purchase_timestamp, o.order_delivered_customer_date)), 1) AS days, " +
      "round(avg(date_diff('day', o.order_estimated_delivery_date, o.order_delivered_customer_date)), 1) AS delay, " +
      'round(avg(CASE WHEN o.order_delivered_customer_date > o.order_estimated_delivery_date THEN 1e0 ELSE 0e0 END), 3) ' +
      'AS late FROM ${sor}.tbl_brecommerce_orders o JOIN ${sor}.tbl_brecommerce_customers c ' +
      "ON o.customer_id = c.customer_id WHERE o.order_status = 'delivered' GROUP BY 1 ORDER BY days DESC",
  },
  {
    name: 'Payment mix',
    description: 'How people pay, and in how many instalments.',
    sql:
      'SELECT payment_type, count(*) AS payments, round(sum(payment_value), 2) AS paid, ' +
      'round(avg(payment_installments), 1) AS installments FROM ${sor}.tbl_brecommerce_payments ' +
      'GROUP BY 1 ORDER BY payments DESC',
  },
  {
    name: 'Review scores and punctuality',
    description: 'Late parcels cost stars. A window function gives the share of all reviews.',
    sql:
      'SELECT r.review_score AS score, count(*) AS reviews, ' +
      'round(1e2 * count(*) / sum(count(*)) OVER (), 1) AS percent, ' +
      'sum(CASE WHEN o.order_delivered_customer_date > o.order_estimated_delivery_date THEN 1 ELSE 0 END) AS late ' +
      'FROM ${sor}.tbl_brecommerce_reviews r JOIN ${sor}.tbl_brecommerce_orders o ON r.order_id = o.order_id ' +
      'GROUP BY r.review_score ORDER BY score DESC',
  },
];
