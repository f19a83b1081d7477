import { airportRows } from './airports.ts';
import { stationCount, stationRow, tripRow } from './bikes.ts';
import { blogCount, blogRow } from './blogs.ts';
import { customerRow } from './customers.ts';
import { deviceRow } from './devices.ts';
import { delayRow, summaryRows, summaryYears } from './flights.ts';
import { geolocationRow } from './geolocation.ts';
import { orderItemRows } from './order-items.ts';
import { orderRow } from './orders.ts';
import { paymentRows } from './payments.ts';
import { productRow } from './products.ts';
import { reviewRows } from './reviews.ts';
import type { Scale } from './scale.ts';
import { sellerRow } from './sellers.ts';
import { type Shop, shopOf } from './shop.ts';
import { csv, each, type Format, inChunks, jsonLines, type Row, tsv } from './text.ts';

/** A file of the seed. */
export interface SeedFile {
  /** Relative to the lab definition: `tbl_brecommerce_orders/olist_orders_dataset.csv` */
  readonly key: string;
  /** Makes its text, chunk by chunk: the whole of it is never in memory. */
  readonly chunks: () => Iterable<string>;
}

/** A table of the seed. */
export interface SeedTable {
  readonly table: string;
  readonly files: readonly SeedFile[];
}

const file = (key: string, format: Format, rows: () => Iterable<Row>): SeedFile => ({
  key,
  chunks: () => inChunks(format(rows())),
});

/** A table that has one file. */
const single = (table: string, name: string, format: Format, rows: () => Iterable<Row>): SeedTable => ({
  table,
  files: [file(`${table}/${name}`, format, rows)],
});

/** Makes the rows of `[from, to)`: of orders, or of whatever the rows belong to. */
type Slice = (shop: Shop, from: number, to: number) => Iterable<Row>;

const rowsOf =
  (at: (shop: Shop, index: number) => Row): Slice =>
  (shop, from, to) =>
    each(from, to, index => at(shop, index));

/** Splits a table of the shop into files of about the same size; with several, each name has its number. */
const split = (shop: Shop, name: string, count: number, slice: Slice, parts: number): SeedTable => {
  const table = `tbl_brecommerce_${name}`;
  return {
    table,
    files: Array.from({ length: parts }, (_, part) =>
      file(`${table}/olist_${name}_dataset${parts === 1 ? '' : `_${part + 1}`}.csv`, csv, () =>
        slice(shop, Math.floor((count * part) / parts), Math.floor((count * (part + 1)) / parts)),
      ),
    ),
  };
};

/**
 * All tables and their files: the same bytes for the same scale, on every machine. Each file can be made without the
 * others.
 */
export const seedFiles = (scale: Scale): readonly SeedTable[] => {
  const shop = shopOf(scale);
  const { orders, products, sellers, points, trips, flights, devices } = shop;
  return [
    split(shop, 'orders', orders, rowsOf(orderRow), 1),
    split(shop, 'order_items', orders, orderItemRows, 3),
    split(shop, 'payments', orders, paymentRows, 1),
    single('tbl_brecommerce_reviews', 'olist_reviews_dataset.jsonl', jsonLines, () =>
      reviewRows(shop, 0, orders),
    ),
    split(shop, 'customers', orders, rowsOf(customerRow), 1),
    split(shop, 'geolocation', points, rowsOf(geolocationRow), 4),
    split(shop, 'products', products, rowsOf(productRow), 1),
    split(shop, 'sellers', sellers, rowsOf(sellerRow), 1),
    single('tbl_bikedata_station', '201508_station_data.csv', csv, () =>
      each(0, stationCount, index => stationRow(shop, index)),
    ),
    single('tbl_bikedata_trip', '201508_trip_data.csv', csv, () =>
      each(0, trips, index => tripRow(shop, index)),
    ),
    single('tbl_blogs', 'blogs.json', jsonLines, () => each(0, blogCount, index => blogRow(shop, index))),
    single('tbl_flights_airport_codes_na', 'airport-codes-na.txt', tsv, () => airportRows),
    single('tbl_flights_departure_delays', 'departuredelays.csv', csv, () =>
      each(0, flights, index => delayRow(shop, index)),
    ),
    {
      table: 'tbl_flights_summary_data',
      files: summaryYears.map(year =>
        file(`tbl_flights_summary_data/${year}-summary.csv`, csv, () => summaryRows(shop, year)),
      ),
    },
    single('tbl_iot_devices', 'iot_devices.json', jsonLines, () =>
      each(0, devices, index => deviceRow(shop, index)),
    ),
  ];
};
