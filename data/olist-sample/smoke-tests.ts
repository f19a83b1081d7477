import type { LabDefinition } from '../../lab/definition.ts';
import { airportRows } from './airports.ts';
import { stationCount, stationRow, tripRow } from './bikes.ts';
import { blogCount, blogRow } from './blogs.ts';
import { customerRow } from './customers.ts';
import { deviceRow } from './devices.ts';
import { delayRow, summaryRows, summaryYears } from './flights.ts';
import { orderItemRows } from './order-items.ts';
import { orderRow } from './orders.ts';
import { paymentRows } from './payments.ts';
import { reviewRows } from './reviews.ts';
import type { Shop } from './shop.ts';
import { each } from './text.ts';

type SmokeTest = LabDefinition['smokeTests'][number];

/** Cents: sums of them have no noise of binary fractions. */
const cents = (amount: number): number => Math.round(amount * 100);

const sum = <T>(rows: Iterable<T>, amount: (row: T) => number): number => {
  let all = 0;
  for (const row of rows) all += amount(row);
  return all;
};

const count = <T>(rows: Iterable<T>, counts: (row: T) => boolean): number =>
  sum(rows, row => (counts(row) ? 1 : 0));

const ordersOf = (shop: Shop) => {
  const months = new Set<string>();
  let [inNovember, delivered] = [0, 0];
  for (const order of each(0, shop.orders, index => orderRow(shop, index))) {
    const month = order.order_purchase_timestamp.slice(0, 7);
    months.add(month);
    if (month === '2017-11') inNovember += 1;
    if (order.order_status === 'delivered') delivered += 1;
  }
  return { months: months.size, inNovember, delivered };
};

const itemsOf = (shop: Shop) => {
  let [count, price, freight] = [0, 0, 0];
  for (const item of orderItemRows(shop, 0, shop.orders)) {
    count += 1;
    price += cents(item.price);
    freight += cents(item.freight_value);
  }
  return { count, price, freight };
};

const paid = (shop: Shop): number =>
  sum(paymentRows(shop, 0, shop.orders), ({ payment_value }) => cents(payment_value));

const inSaoPaulo = (shop: Shop): number =>
  count(
    each(0, shop.orders, index => customerRow(shop, index)),
    ({ customer_city }) => customer_city === 'São Paulo',
  );

const aboutBlue = (shop: Shop): number =>
  count(
    reviewRows(shop, 0, shop.orders),
    ({ review_comment_message }) => review_comment_message?.includes('"azul"') === true,
  );

const tripsOf = (shop: Shop) => {
  const names = new Map(
    [...each(0, stationCount, index => stationRow(shop, index))].map(({ station_id, name }) => [
      station_id,
      name,
    ]),
  );
  let [count, seconds] = [0, 0];
  for (const trip of each(0, shop.trips, index => tripRow(shop, index))) {
    if (names.get(trip.start_terminal) !== trip.start_station) continue;
    if (names.get(trip.end_terminal) !== trip.end_station) continue;
    count += 1;
    seconds += trip.duration;
  }
  return { count, seconds };
};

const flightsOf = (shop: Shop) => {
  const codes = new Set(airportRows.map(({ iata }) => iata));
  let [count, minutes] = [0, 0];
  for (const { origin, destination, delay } of each(0, shop.flights, index => delayRow(shop, index))) {
    if (!codes.has(origin) || !codes.has(destination)) continue;
    count += 1;
    minutes += delay;
  }
  return { count, minutes };
};

const countriesOf = (shop: Shop) => {
  const summaries = summaryYears.flatMap(year => [...summaryRows(shop, year)]);
  const origins = new Set(summaries.map(({ origin_country_name }) => origin_country_name));
  return {
    flights: sum(summaries, each => each.count),
    devices: count(
      each(0, shop.devices, index => deviceRow(shop, index)),
      ({ cn }) => origins.has(cn),
    ),
  };
};

const campaignsOf = (shop: Shop): (string | number)[][] => {
  const posts = Map.groupBy(
    [...each(0, blogCount, index => blogRow(shop, index))].flatMap(({ campaigns }) => campaigns),
    campaign => campaign,
  );
  return [...posts]
    .map(([campaign, { length }]) => [campaign, length])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
};

/**
 * Queries in the common subset of Trino (Athena) and DuckDB (the local AWS). What they should answer is counted here
 * from the rows themselves, with no SQL involved, and with no more than a row in memory.
 */
export const smokeTests = (shop: Shop): SmokeTest[] => {
  const orders = ordersOf(shop);
  const items = itemsOf(shop);
  const trips = tripsOf(shop);
  const flights = flightsOf(shop);
  const countries = countriesOf(shop);
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
      expect: [[items.count]],
    },
    {
      name: 'What was bought was paid',
      sql:
        'SELECT (SELECT round(sum(price), 2) FROM ${sor}.tbl_brecommerce_order_items), ' +
        '(SELECT round(sum(freight_value), 2) FROM ${sor}.tbl_brecommerce_order_items), ' +
        '(SELECT round(sum(payment_value), 2) FROM ${sor}.tbl_brecommerce_payments)',
      expect: [[items.price / 100, items.freight / 100, paid(shop) / 100]],
    },
    {
      name: 'Dates are dates, and missing ones are null',
      sql:
        "SELECT count(DISTINCT date_trunc('month', order_purchase_timestamp)), sum(CASE WHEN " +
        "date_trunc('month', order_purchase_timestamp) = TIMESTAMP '2017-11-01 00:00:00' THEN 1 ELSE 0 END), " +
        'count(order_delivered_customer_date) FROM ${sor}.tbl_brecommerce_orders',
      expect: [[orders.months, orders.inNovember, orders.delivered]],
    },
    {
      name: 'Accents and quotes arrive intact',
      sql:
        "SELECT (SELECT count(*) FROM ${sor}.tbl_brecommerce_customers WHERE customer_city = 'São Paulo'), " +
        '(SELECT count(*) FROM ${sor}.tbl_brecommerce_reviews WHERE review_comment_message LIKE \'%"azul"%\')',
      expect: [[inSaoPaulo(shop), aboutBlue(shop)]],
    },
    {
      name: 'Every trip begins and ends at a station',
      sql:
        'SELECT count(*), sum(t.duration) FROM ${sor}.tbl_bikedata_trip t JOIN ${sor}.tbl_bikedata_station s ' +
        'ON t.start_terminal = s.station_id AND t.start_station = s.name JOIN ${sor}.tbl_bikedata_station e ' +
        'ON t.end_terminal = e.station_id AND t.end_station = e.name',
      expect: [[trips.count, trips.seconds]],
    },
    {
      name: 'Every flight goes from an airport to an airport',
      sql:
        'SELECT count(*), sum(f.delay) FROM ${sor}.tbl_flights_departure_delays f ' +
        'JOIN ${sor}.tbl_flights_airport_codes_na o ON f.origin = o.iata ' +
        'JOIN ${sor}.tbl_flights_airport_codes_na d ON f.destination = d.iata',
      expect: [[flights.count, flights.minutes]],
    },
    {
      name: 'Every device is in a country that flights come from',
      sql:
        'SELECT (SELECT sum(count) FROM ${sor}.tbl_flights_summary_data), (SELECT count(*) FROM ' +
        '${sor}.tbl_iot_devices i JOIN (SELECT DISTINCT origin_country_name AS name FROM ' +
        '${sor}.tbl_flights_summary_data) c ON i.cn = c.name)',
      expect: [[countries.flights, countries.devices]],
    },
    {
      name: 'Lists arrive as arrays',
      sql:
        'SELECT campaign, count(*) FROM ${sor}.tbl_blogs b CROSS JOIN UNNEST(b.campaigns) AS t (campaign) ' +
        'GROUP BY campaign ORDER BY campaign',
      expect: campaignsOf(shop),
    },
  ];
};
