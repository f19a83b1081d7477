import { customerRow } from './customers.ts';
import { geolocationCount, geolocationRow } from './geolocation.ts';
import { orderItemRows } from './order-items.ts';
import { orderRow } from './orders.ts';
import { paymentRows } from './payments.ts';
import { orderCount } from './placement.ts';
import { productCount, productRow } from './products.ts';
import { reviewRows } from './reviews.ts';
import { sellerCount, sellerRow } from './sellers.ts';
import { csv, each, jsonLines, type Row } from './text.ts';

/** A file of the sample. */
interface SampleFile {
  /** Relative to the lab definition: `tbl_brecommerce_orders/olist_orders_dataset.csv` */
  readonly key: string;
  readonly rows: () => Iterable<Row>;
}

/** Makes the rows of `[from, to)`: of orders, or of whatever the rows belong to. */
type Slice = (from: number, to: number) => Iterable<Row>;

/** Splits a table into files of about the same size; each name has the file's number, unless there is only one. */
const files = (name: string, count: number, slice: Slice, parts = 1, ending = 'csv'): readonly SampleFile[] =>
  Array.from({ length: parts }, (_, part) => ({
    key: `tbl_brecommerce_${name}/olist_${name}_dataset${parts === 1 ? '' : `_${part + 1}`}.${ending}`,
    rows: () => slice(Math.floor((count * part) / parts), Math.floor((count * (part + 1)) / parts)),
  }));

const rowsOf =
  (at: (index: number) => Row): Slice =>
  (from, to) =>
    each(from, to, at);

/** All files, table by table. Each can be made without the others. */
const sampleFiles: readonly SampleFile[] = [
  ...files('orders', orderCount, rowsOf(orderRow)),
  ...files('order_items', orderCount, orderItemRows, 3),
  ...files('payments', orderCount, paymentRows),
  ...files('reviews', orderCount, reviewRows, 1, 'jsonl'),
  ...files('customers', orderCount, rowsOf(customerRow)),
  ...files('geolocation', geolocationCount, rowsOf(geolocationRow), 4),
  ...files('products', productCount, rowsOf(productRow)),
  ...files('sellers', sellerCount, rowsOf(sellerRow)),
];

/** Keys of all files of the built-in sample, as its lab definition names them. */
export const sampleFileKeys: readonly string[] = sampleFiles.map(({ key }) => key);

/**
 * Makes one file of the built-in sample: the same bytes every time, everywhere.
 * @throws RangeError when the sample has no such file
 */
export const sampleFile = (key: string): Uint8Array => {
  const file = sampleFiles.find(candidate => candidate.key === key);
  if (file === undefined) throw new RangeError(`the built-in sample has no file '${key}'`);
  return new TextEncoder().encode((key.endsWith('.jsonl') ? jsonLines : csv)(file.rows()));
};
