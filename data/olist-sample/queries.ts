import type { LabDefinition } from '../../lab/definition.ts';

/** Saved queries to learn from: the first are the easiest. */
export const queries: LabDefinition['queries'] = [
  {
    name: 'First look at the orders',
    description: 'Ten rows of a table. Any other table will do: replace its name.',
    sql: 'SELECT * FROM ${sor}.tbl_brecommerce_orders LIMIT 10',
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
    name: 'Busiest stations',
    description: 'A join: trips begin at a station, which knows its town.',
    sql:
      'SELECT s.landmark AS town, s.name AS station, count(*) AS trips, round(avg(t.duration) / 60, 1) AS minutes ' +
      'FROM ${sor}.tbl_bikedata_trip t JOIN ${sor}.tbl_bikedata_station s ON t.start_terminal = s.station_id ' +
      'GROUP BY 1, 2 ORDER BY trips DESC LIMIT 10',
  },
  {
    name: 'When people ride',
    description: 'One column for each kind of rider. Subscribers go to work and back.',
    sql:
      'SELECT hour(start_date) AS hour, ' +
      "sum(CASE WHEN subscriber_type = 'Subscriber' THEN 1 ELSE 0 END) AS subscribers, " +
      "sum(CASE WHEN subscriber_type = 'Customer' THEN 1 ELSE 0 END) AS customers " +
      'FROM ${sor}.tbl_bikedata_trip GROUP BY 1 ORDER BY 1',
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
    name: 'Late departures per airport',
    description: 'The first week of January was cold in the north. HAVING leaves small airports out.',
    sql:
      'SELECT a.city, a.state, count(*) AS flights, round(avg(f.delay), 1) AS minutes, ' +
      "round(avg(CASE WHEN f.date < '0108' THEN f.delay END), 1) AS first_week " +
      'FROM ${sor}.tbl_flights_departure_delays f JOIN ${sor}.tbl_flights_airport_codes_na a ON f.origin = a.iata ' +
      'GROUP BY 1, 2 HAVING count(*) > 100 ORDER BY minutes DESC',
  },
  {
    name: 'Campaigns that bring readers',
    description: 'An array taken apart: UNNEST gives a row for each campaign of a post.',
    sql:
      'SELECT campaign, count(*) AS posts, round(avg(b.hits)) AS hits FROM ${sor}.tbl_blogs b ' +
      'CROSS JOIN UNNEST(b.campaigns) AS t (campaign) GROUP BY 1 ORDER BY hits DESC',
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
  {
    name: 'Growth from month to month',
    description: 'lag looks at the row before, and a sum that is ordered runs along.',
    sql:
      "WITH months AS (SELECT date_trunc('month', order_purchase_timestamp) AS month, count(*) AS orders " +
      'FROM ${sor}.tbl_brecommerce_orders GROUP BY 1) ' +
      'SELECT month, orders, orders - lag(orders) OVER (ORDER BY month) AS more, ' +
      'sum(orders) OVER (ORDER BY month) AS so_far FROM months ORDER BY month',
  },
  {
    name: 'Warmest device of each country',
    description: 'row_number ranks within each country, and the outer query takes the first.',
    sql:
      'SELECT country, device_name, temp, humidity FROM (SELECT cn AS country, device_name, temp, humidity, ' +
      'row_number() OVER (PARTITION BY cn ORDER BY temp DESC, device_id) AS place ' +
      'FROM ${sor}.tbl_iot_devices) ranked WHERE place = 1 ORDER BY temp DESC, country',
  },
];
