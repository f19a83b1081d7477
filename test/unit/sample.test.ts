import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { sampleDefinitionJson } from '../../data/olist-sample/definition.ts';
import { sampleFile, sampleFileKeys } from '../../data/olist-sample/sample.ts';
import { type Dataset, parseLabDefinition } from '../../lab/definition.ts';

const folder = new URL('../../data/olist-sample/', import.meta.url);
const labJson = readFileSync(new URL('lab.json', folder), 'utf8');
const lab = parseLabDefinition(labJson);

type Cells = Readonly<Record<string, string>>;

const keysOf = (dataset: Dataset): readonly string[] => (dataset.files ?? []).map(({ key }) => key);
const contents = new Map(sampleFileKeys.map(key => [key, sampleFile(key)]));
const textOf = (key: string): string => new TextDecoder().decode(contents.get(key));
const stored = (key: string, content: Uint8Array) => {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return { key, bytes: content.length, crc32: checksum.toString('base64') };
};

const parseCsv = (text: string): readonly Cells[] => {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.split(',');
  return lines.map(line =>
    Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? `extra ${i}`, cell])),
  );
};

const parseJsonLines = (text: string): readonly Cells[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => {
      const row: Record<string, unknown> = JSON.parse(line);
      return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, String(cell ?? '')]));
    });

const rowsByTable = new Map(
  lab.datasets.map(dataset => [
    dataset.table,
    keysOf(dataset).flatMap(key => (dataset.format === 'csv' ? parseCsv : parseJsonLines)(textOf(key))),
  ]),
);
const rows = (name: string): readonly Cells[] => rowsByTable.get(`tbl_brecommerce_${name}`) ?? [];
const column = (table: string, name: string): readonly string[] => rows(table).map(row => row[name] ?? '');
const distinct = (table: string, name: string): ReadonlySet<string> => new Set(column(table, name));
const part = (table: string, name: string, value: string): number =>
  column(table, name).filter(cell => cell === value).length / rows(table).length;
const cents = (text: string | undefined): number => Math.round(Number(text) * 100);

/** Cents of each order, summed over rows. */
const perOrder = (table: string, amount: (row: Cells) => number): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>();
  for (const row of rows(table)) {
    const order = row.order_id ?? '';
    sums.set(order, (sums.get(order) ?? 0) + amount(row));
  }
  return sums;
};

const typed: Readonly<Record<string, RegExp>> = {
  string: /^[^\r\n]*$/,
  int: /^(-?\d+)?$/,
  double: /^(-?\d+(\.\d+)?)?$/,
  timestamp: /^(20\d\d-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d)?$/,
};

describe('the published definition', () => {
  test('is what `npm run generate` would write', () => {
    expect(labJson).toBe(sampleDefinitionJson());
  });

  test('says that the data is made up', () => {
    expect(lab).toMatchObject({ synthetic: true, version: '1.0.0' });
    expect(lab.source).toMatch(/synthetic/i);
  });

  test('stays small enough to travel inside a function', () => {
    expect(JSON.stringify(JSON.parse(labJson)).length).toBeLessThan(13_500);
  });

  test('names exactly the files that can be made, with their bytes and checksums', () => {
    const files = lab.datasets.flatMap(dataset => dataset.files ?? []);
    expect(files).toEqual([...contents].map(([key, content]) => stored(key, content)));
  });

  test("includes the job's script as it is in the repository", () => {
    const script = readFileSync(new URL('jobs/orders.py', folder));
    expect(lab.jobs.map(job => job.script)).toEqual([stored('jobs/orders.py', script)]);
  });

  test("declares each raw table as the job's own schema does", () => {
    const script = readFileSync(new URL('jobs/orders.py', folder), 'utf8').replaceAll(/"\n\s+"/g, '');
    for (const name of ['orders', 'order_items', 'customers', 'payments', 'reviews']) {
      const dataset = lab.datasets.find(({ table }) => table === `tbl_brecommerce_${name}`);
      const schema = dataset?.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
      expect(script).toContain(`"tbl_brecommerce_${name}": "${schema}"`);
    }
  });
});

describe('a file', () => {
  test('is the same bytes when it is made again, in whatever order', () => {
    const backwards = [...sampleFileKeys].reverse().map(key => crc32(sampleFile(key)));
    expect(backwards.reverse()).toEqual([...contents.values()].map(content => crc32(content)));
  });

  test('that the sample does not have is refused by name', () => {
    expect(() => sampleFile('tbl_x/y.csv')).toThrow(/tbl_x\/y\.csv/);
  });

  test.each(
    lab.datasets.filter(({ format }) => format === 'csv').map(dataset => [dataset.table, dataset] as const),
  )('of %s can be read without quoting: each line has its fields, under the right header', (_, dataset) => {
    for (const key of keysOf(dataset)) {
      const text = textOf(key);
      expect(text).not.toMatch(/["\r\\]/);
      expect(text.endsWith('\n')).toBe(true);
      const [header, ...lines] = text.trimEnd().split('\n');
      expect(header).toBe(dataset.columns.map(({ name }) => name).join(','));
      expect(new Set(lines.map(line => line.split(',').length))).toEqual(new Set([dataset.columns.length]));
    }
  });

  test.each(lab.datasets.map(dataset => [dataset.table, dataset] as const))(
    'of %s has the promised number of rows, and each value is of its type',
    (table, dataset) => {
      const found = rowsByTable.get(table) ?? [];
      expect(found).toHaveLength(dataset.rows);
      for (const { name, type } of dataset.columns)
        expect(found.map(row => row[name] ?? 'missing').filter(cell => !typed[type]?.test(cell))).toEqual([]);
    },
  );
});

describe('a query that joins the tables', () => {
  test.each([
    ['orders', 'customer_id', 'customers', 'customer_id'],
    ['order_items', 'order_id', 'orders', 'order_id'],
    ['order_items', 'product_id', 'products', 'product_id'],
    ['order_items', 'seller_id', 'sellers', 'seller_id'],
    ['payments', 'order_id', 'orders', 'order_id'],
    ['reviews', 'order_id', 'orders', 'order_id'],
    ['customers', 'customer_zip_code_prefix', 'geolocation', 'geolocation_zip_code_prefix'],
    ['sellers', 'seller_zip_code_prefix', 'geolocation', 'geolocation_zip_code_prefix'],
  ])('finds every %s.%s among %s', (from, foreign, to, key) => {
    const known = distinct(to, key);
    expect(column(from, foreign).filter(value => !known.has(value))).toEqual([]);
  });

  test.each([
    ['orders', 'order_id'],
    ['customers', 'customer_id'],
    ['products', 'product_id'],
    ['sellers', 'seller_id'],
    ['reviews', 'review_id'],
  ])('finds no row of %s twice, and ids of 32 hexadecimal characters', (table, id) => {
    expect(distinct(table, id).size).toBe(rows(table).length);
    expect(column(table, id).every(cell => /^[0-9a-f]{32}$/.test(cell))).toBe(true);
  });

  test('finds each order paid to the cent', () => {
    const owed = perOrder('order_items', row => cents(row.price) + cents(row.freight_value));
    const paid = perOrder('payments', row => cents(row.payment_value));
    expect([...owed].filter(([order, amount]) => paid.get(order) !== amount)).toEqual([]);
  });

  test('finds each zip prefix in one city only', () => {
    const places = rows('geolocation').map(row =>
      [
        row.geolocation_zip_code_prefix,
        row.geolocation_city?.toLowerCase().normalize('NFD').replace(/\p{M}/gu, ''),
      ].join(),
    );
    expect(new Set(places).size).toBe(distinct('geolocation', 'geolocation_zip_code_prefix').size);
  });
});

describe('anyone who knows the real dataset', () => {
  test.each([
    ['orders', 99_441],
    ['order_items', 112_650],
    ['payments', 103_886],
    ['reviews', 99_224],
    ['customers', 99_441],
    ['geolocation', 1_000_163],
    ['products', 32_951],
    ['sellers', 3_095],
  ])('finds a tenth of its %s', (table, real) => {
    expect(Math.abs(rows(table).length / (real / 10) - 1)).toBeLessThan(0.01);
  });

  test.each([
    ['orders', 'order_status', 'delivered', 0.97],
    ['payments', 'payment_type', 'credit_card', 0.739],
    ['payments', 'payment_type', 'boleto', 0.19],
    ['payments', 'payment_type', 'voucher', 0.056],
    ['payments', 'payment_type', 'debit_card', 0.015],
    ['reviews', 'review_score', '5', 0.578],
    ['reviews', 'review_score', '4', 0.193],
    ['reviews', 'review_score', '3', 0.082],
    ['reviews', 'review_score', '2', 0.032],
    ['reviews', 'review_score', '1', 0.115],
    ['reviews', 'review_comment_message', '', 0.587],
    ['customers', 'customer_state', 'SP', 0.42],
    ['customers', 'customer_state', 'RJ', 0.129],
    ['customers', 'customer_state', 'MG', 0.117],
    ['products', 'product_category_name', '', 0.0185],
    ['products', 'product_photos_qty', '', 0.0185],
  ])('finds its share of %s.%s = %j', (table, name, value, expected) => {
    expect(Math.abs(part(table, name, value) - expected)).toBeLessThan(0.012);
  });

  test('finds September 2016 to October 2018, with Black Friday on top', () => {
    const dates = column('orders', 'order_purchase_timestamp').toSorted();
    expect([dates.at(0)?.slice(0, 7), dates.at(-1)?.slice(0, 7)]).toEqual(['2016-09', '2018-10']);
    const count = (length: number) => {
      const groups = Map.groupBy(dates, date => date.slice(0, length));
      return [...groups].toSorted(([, a], [, b]) => b.length - a.length).at(0)?.[0];
    };
    expect([count(7), count(10)]).toEqual(['2017-11', '2017-11-24']);
  });

  test('finds the same quirks', () => {
    const repeated = 1 - distinct('customers', 'customer_unique_id').size / rows('customers').length;
    expect(Math.abs(repeated - 0.034)).toBeLessThan(0.005);
    expect(rows('orders').length - distinct('order_items', 'order_id').size).toBe(77);
    expect(rows('reviews').length - distinct('reviews', 'order_id').size).toBeGreaterThan(30);
    expect(distinct('payments', 'payment_type')).toContain('not_defined');
    expect(
      rows('orders').filter(row => row.order_status === 'shipped')[0]?.order_delivered_customer_date,
    ).toBe('');
    expect(
      column('customers', 'customer_zip_code_prefix').filter(zip => /^0\d{4}$/.test(zip)).length,
    ).toBeGreaterThan(2_000);
    expect(distinct('customers', 'customer_city')).toContain('Ribeirão Preto');
    expect([...distinct('geolocation', 'geolocation_city')]).toEqual(
      expect.arrayContaining(['São Paulo', 'são paulo', 'sao paulo']),
    );
    expect(
      column('reviews', 'review_comment_message').some(text => /".*,/.test(text) && /ã/.test(text)),
    ).toBe(true);
  });

  test('finds no order that arrived before it was sent, or was sent before it was bought', () => {
    const way = ['purchase_timestamp', 'approved_at', 'delivered_carrier_date', 'delivered_customer_date'];
    for (const row of rows('orders')) {
      const dates = way.map(step => row[`order_${step}`] ?? '').filter(date => date !== '');
      expect(dates).toEqual(dates.toSorted());
    }
  });
});
