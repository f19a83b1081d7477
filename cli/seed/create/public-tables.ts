import type { SourceDataset } from '../../../lab/source-definition.ts';

/** How the public files of a table are written. */
export interface PublicTable {
  readonly table: string;
  /** Names of its files, wherever they lie, as their publishers call them. */
  readonly names: readonly string[];
  readonly written: Pick<SourceDataset, 'format' | 'header' | 'quoted' | 'dateFormat'>;
  /** Rows of the public dataset, where they are known. */
  readonly rows?: number;
}

const csv = { format: 'csv', header: true } as const;
const quotedCsv = { ...csv, quoted: true } as const;
const dates = '%m/%d/%Y';

/** Kaggle's nine files: https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce (CC BY-NC-SA 4.0). */
const olist = (name: string, file: string, rows: number): PublicTable => ({
  table: `tbl_brecommerce_${name}`,
  names: [file],
  written: quotedCsv,
  rows,
});

export const translation = 'tbl_brecommerce_category_name_translation';

/** The public files of the sample's tables, and of the categories' translation, which the sample does without. */
export const publicTables: readonly PublicTable[] = [
  olist('orders', 'olist_orders_dataset.csv', 99_441),
  olist('order_items', 'olist_order_items_dataset.csv', 112_650),
  olist('payments', 'olist_order_payments_dataset.csv', 103_886),
  olist('reviews', 'olist_order_reviews_dataset.csv', 99_224),
  olist('customers', 'olist_customers_dataset.csv', 99_441),
  olist('geolocation', 'olist_geolocation_dataset.csv', 1_000_163),
  olist('products', 'olist_products_dataset.csv', 32_951),
  olist('sellers', 'olist_sellers_dataset.csv', 3_095),
  olist('category_name_translation', 'product_category_name_translation.csv', 71),
  {
    table: 'tbl_bikedata_station',
    names: ['201508_station_data.csv'],
    written: { ...csv, dateFormat: dates },
  },
  {
    table: 'tbl_bikedata_trip',
    names: ['201508_trip_data.csv'],
    written: { ...csv, dateFormat: `${dates} %H:%M` },
  },
  { table: 'tbl_blogs', names: ['blogs.json'], written: { format: 'jsonl', dateFormat: dates } },
  {
    table: 'tbl_flights_airport_codes_na',
    names: ['airport-codes-na.txt'],
    written: { format: 'tsv', header: true, quoted: true },
  },
  { table: 'tbl_flights_departure_delays', names: ['departuredelays.csv'], written: csv },
  {
    table: 'tbl_flights_summary_data',
    names: [2010, 2011, 2012, 2013, 2014, 2015].map(year => `${year}-summary.csv`),
    written: quotedCsv,
  },
  { table: 'tbl_iot_devices', names: ['iot_devices.json'], written: { format: 'jsonl' } },
];
