import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { seedDefinition } from '../../data/olist-sample/definition.ts';
import { dealer } from '../../data/olist-sample/distribution.ts';
import { type SeedTable, seedFiles } from '../../data/olist-sample/generate.ts';
import { realOrders, type Scale } from '../../data/olist-sample/scale.ts';
import { shopOf } from '../../data/olist-sample/shop.ts';
import { parseLabSource } from '../../lab/source-definition.ts';

/** The digest of all files, names included. */
const digestOf = (tables: readonly SeedTable[]): string => {
  const hash = createHash('sha256');
  for (const { key, chunks } of tables.flatMap(({ files }) => files)) {
    hash.update(key);
    for (const chunk of chunks()) hash.update(chunk);
  }
  return hash.digest('hex');
};

const textOf = (tables: readonly SeedTable[], table: string): string[] =>
  (tables.find(each => each.table === table)?.files ?? []).map(({ chunks }) => [...chunks()].join(''));

/** Values of one column of a csv; a file's first line is its header. */
const column = (tables: readonly SeedTable[], table: string, name: string): string[] =>
  textOf(tables, table).flatMap(text => {
    const [header = '', ...lines] = text.trimEnd().split('\n');
    const at = header.split(',').indexOf(name);
    return lines.map(line => line.split(',')[at] ?? '');
  });

const missing = (values: readonly string[], among: readonly string[]): string[] => {
  const known = new Set(among);
  return values.filter(value => !known.has(value));
};

describe('a seed of some scale', () => {
  test.each([
    [{ orders: 500, randomSeed: 1 }, 'd6868e07266a6446d8b3ebcacf4513dda99f70f5e88d90dd7b86c60242ab4423'],
    [
      { orders: 500, randomSeed: 4_294_967_295 },
      'a2653661da243ec4776ff71373eb10cf1ff26eb008576797861ac47d99bb4d89',
    ],
    [{ orders: 1_200, randomSeed: 1 }, '1c083fce37044a356d47f23ff8e47a908f468ec058c3f08aeb3e428202df19ed'],
  ])('is the same bytes on every machine: %j', (scale, digest) => {
    expect(digestOf(seedFiles(scale))).toBe(digest);
  });

  test.each<Scale>([
    { orders: 100, randomSeed: 3 },
    { orders: 1_000, randomSeed: 7 },
    { orders: 3_000, randomSeed: 0 },
  ])('has no row that refers to a missing one: %j', scale => {
    const tables = seedFiles(scale);
    const of = (table: string, name: string) => column(tables, `tbl_brecommerce_${table}`, name);
    expect(of('orders', 'order_id')).toHaveLength(scale.orders);
    expect(new Set(of('orders', 'order_id')).size).toBe(scale.orders);
    for (const [from, name, to] of [
      ['orders', 'customer_id', 'customers'],
      ['order_items', 'order_id', 'orders'],
      ['order_items', 'product_id', 'products'],
      ['order_items', 'seller_id', 'sellers'],
      ['payments', 'order_id', 'orders'],
    ] as const)
      expect(missing(of(from, name), of(to, name))).toEqual([]);
    const places = of('geolocation', 'geolocation_zip_code_prefix');
    expect(missing(of('customers', 'customer_zip_code_prefix'), places)).toEqual([]);
    expect(missing(of('sellers', 'seller_zip_code_prefix'), places)).toEqual([]);
    const months = Object.groupBy(of('orders', 'order_purchase_timestamp'), text => text.slice(0, 7));
    expect(Math.abs((months['2017-11']?.length ?? 0) / scale.orders - 0.0758)).toBeLessThan(0.01);
  });

  test('has no zip prefix in two cities, not even on the largest map', () => {
    const { zips } = shopOf({ orders: realOrders, randomSeed: 0 }).map;
    expect(new Set(zips.map(({ prefix }) => prefix)).size).toBe(zips.length);
    expect(zips.filter(({ prefix }) => !/^\d{5}$/.test(prefix))).toEqual([]);
    expect(zips.length).toBeGreaterThan(15_000);
    // The country does not grow any more.
    expect(shopOf({ orders: 10 * realOrders, randomSeed: 0 }).map.zips).toHaveLength(zips.length);
  });

  test('has about as many rows for each order as the real dataset', () => {
    const orders = 5_000;
    const tables = seedFiles({ orders, randomSeed: 11 });
    const rows = (name: string): number => {
      const files = textOf(tables, `tbl_brecommerce_${name}`);
      const headers = name === 'reviews' ? 0 : files.length;
      return files.reduce((sum, text) => sum + text.split('\n').length - 1, -headers);
    };
    for (const [name, real] of [
      ['order_items', 112_650],
      ['payments', 103_886],
      ['reviews', 99_224],
      ['customers', 99_441],
      ['products', 32_951],
      ['sellers', 3_095],
    ] as const)
      expect([name, Math.abs(rows(name) / ((real * orders) / realOrders) - 1) < 0.02]).toEqual([name, true]);
    const { points } = shopOf({ orders: realOrders, randomSeed: 0 });
    expect(Math.abs(points / 1_000_163 - 1)).toBeLessThan(0.001);
  });

  test('is made while it is read: of a huge one, too, the first chunk is there at once, and small', () => {
    const files = seedFiles({ orders: 100_000_000, randomSeed: 0 }).flatMap(table => table.files);
    expect(files).toHaveLength(25);
    for (const { chunks } of files)
      for (const chunk of chunks()) {
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.length).toBeLessThan(2 * 65_536);
        break;
      }
  });
});

test('dealing gives each thing its share, however many there are to deal', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 3_000 }), (shares, count) => {
      const deal = dealer(
        shares.map((weight, index) => [index, weight] as const),
        count,
        0.6185,
      );
      const all = shares.reduce((sum, weight) => sum + weight, 0);
      const dealt = Array.from({ length: count }, (_, index) => deal(index));
      for (const [thing, weight] of shares.entries()) {
        const times = dealt.filter(each => each === thing).length;
        expect(Math.abs(times - (count * weight) / all)).toBeLessThan(1);
      }
    }),
  );
});

test('the definition of a seed is one that publishing accepts, and names its scale', () => {
  const scale = { orders: 150, randomSeed: 42 };
  const definition = parseLabSource(JSON.stringify(seedDefinition(scale)));
  expect(definition.source).toMatch(/150 orders and random seed 42$/);
  expect(definition.datasets.flatMap(({ files = [] }) => files)).toEqual(
    seedFiles(scale).flatMap(({ files }) => files.map(({ key }) => key)),
  );
});
