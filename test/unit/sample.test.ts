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

const separators: Readonly<Record<string, string>> = { csv: ',', tsv: '\t' };

const parseDelimited = (text: string, separator: string): readonly Cells[] => {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.split(separator);
  return lines.map(line =>
    Object.fromEntries(line.split(separator).map((cell, i) => [names[i] ?? `extra ${i}`, cell])),
  );
};

const textOfCell = (cell: unknown): string => (typeof cell === 'string' ? cell : JSON.stringify(cell));

const parseJsonLines = (text: string): readonly Cells[] =>
  text
    .trimEnd()
    .split('\n')
    .map(line => {
      const row: Record<string, unknown> = JSON.parse(line);
      const cells = Object.entries(row).map(([name, cell]) => [name, cell === null ? '' : textOfCell(cell)]);
      return Object.fromEntries(cells);
    });

const rowsOf = (dataset: Dataset): readonly Cells[] => {
  const separator = separators[dataset.format];
  return keysOf(dataset).flatMap(key =>
    separator === undefined ? parseJsonLines(textOf(key)) : parseDelimited(textOf(key), separator),
  );
};
const rowsByTable = new Map(lab.datasets.map(dataset => [dataset.table, rowsOf(dataset)]));
/** @param name without `tbl_brecommerce_` for a table of the shop */
const rows = (name: string): readonly Cells[] =>
  rowsByTable.get(`tbl_brecommerce_${name}`) ?? rowsByTable.get(name) ?? [];
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
  bigint: /^\d+$/,
  date: /^20\d\d-[01]\d-[0-3]\d$/,
  'array<string>': /^\[("\w+"(,"\w+")*)?\]$/,
  timestamp: /^(20\d\d-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d)?$/,
};

describe('the published definition', () => {
  test('is what `npm run generate` would write', () => {
    expect(labJson).toBe(sampleDefinitionJson());
  });

  test('says that the data is made up', () => {
    expect(lab).toMatchObject({ synthetic: true, version: '1.1.0' });
    expect(lab.source).toMatch(/synthetic/i);
  });

  test('stays small enough to travel inside a function', () => {
    expect(JSON.stringify(JSON.parse(labJson)).length).toBeLessThan(25_000);
  });

  test('has the fifteen tables of datadelivery, and says what each of their columns holds', () => {
    expect(lab.datasets.map(({ table }) => table)).toEqual([
      'tbl_brecommerce_orders',
      'tbl_brecommerce_order_items',
      'tbl_brecommerce_payments',
      'tbl_brecommerce_reviews',
      'tbl_brecommerce_customers',
      'tbl_brecommerce_geolocation',
      'tbl_brecommerce_products',
      'tbl_brecommerce_sellers',
      'tbl_bikedata_station',
      'tbl_bikedata_trip',
      'tbl_blogs',
      'tbl_flights_airport_codes_na',
      'tbl_flights_departure_delays',
      'tbl_flights_summary_data',
      'tbl_iot_devices',
    ]);
    const tables = [...lab.datasets, ...lab.tables];
    expect(tables.filter(({ description = '' }) => description === '')).toEqual([]);
    const columns = tables.flatMap(({ columns, partitionKeys }) => [...columns, ...partitionKeys]);
    expect(columns.filter(({ comment = '' }) => comment === '')).toEqual([]);
  });

  test('asks about every table, in a dozen saved queries and in the smoke tests', () => {
    expect(lab.queries).toHaveLength(12);
    const asked = [...lab.queries, ...lab.smokeTests].map(({ sql }) => sql).join(' ');
    const isAsked = ({ table }: Dataset) => new RegExp(`\\.${table}\\b`).test(asked);
    expect(lab.datasets.filter(dataset => !isAsked(dataset)).map(({ table }) => table)).toEqual([]);
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
    lab.datasets
      .filter(({ format }) => format in separators)
      .map(dataset => [dataset.table, dataset, separators[dataset.format] ?? ''] as const),
  )(
    'of %s can be read without quoting: each line has its fields, under the right header',
    (_, dataset, separator) => {
      for (const key of keysOf(dataset)) {
        const text = textOf(key);
        expect(text).not.toMatch(/["\r\\]/);
        expect(text.endsWith('\n')).toBe(true);
        const [header, ...lines] = text.trimEnd().split('\n');
        expect(header).toBe(dataset.columns.map(({ name }) => name).join(separator));
        expect(new Set(lines.map(line => line.split(separator).length))).toEqual(
          new Set([dataset.columns.length]),
        );
      }
    },
  );

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
    ['tbl_bikedata_trip', 'start_terminal', 'tbl_bikedata_station', 'station_id'],
    ['tbl_bikedata_trip', 'end_station', 'tbl_bikedata_station', 'name'],
    ['tbl_flights_departure_delays', 'origin', 'tbl_flights_airport_codes_na', 'iata'],
    ['tbl_flights_departure_delays', 'destination', 'tbl_flights_airport_codes_na', 'iata'],
    ['tbl_iot_devices', 'cn', 'tbl_flights_summary_data', 'dest_country_name'],
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

describe('a query over the other tables', () => {
  const mean = (of: readonly Cells[], name: string): number =>
    of.reduce((sum, row) => sum + Number(row[name]), 0) / of.length;

  test('finds that subscribers ride on working days, and others longer', () => {
    const trips = rows('tbl_bikedata_trip');
    const isWeekend = ({ start_date = '' }: Cells) => [0, 6].includes(new Date(`${start_date}Z`).getUTCDay());
    const [weekend, week] = [trips.filter(isWeekend), trips.filter(trip => !isWeekend(trip))];
    expect(week.length / 5).toBeGreaterThan(1.8 * (weekend.length / 2));
    const of = (type: string) => trips.filter(({ subscriber_type }) => subscriber_type === type);
    expect(mean(of('Customer'), 'duration')).toBeGreaterThan(3 * mean(of('Subscriber'), 'duration'));
    for (const { start_date, end_date, duration } of trips)
      expect(Date.parse(`${end_date}Z`) - Date.parse(`${start_date}Z`)).toBe(Number(duration) * 1000);
  });

  test('finds the cold week of January, and no flight that goes nowhere', () => {
    const flights = rows('tbl_flights_departure_delays');
    const north = flights.filter(({ origin = '' }) => ['ORD', 'EWR', 'BOS', 'DTW', 'MSP'].includes(origin));
    const isCold = ({ date = '' }: Cells) => date < '0108';
    expect(mean(north.filter(isCold), 'delay')).toBeGreaterThan(
      2 *
        mean(
          north.filter(flight => !isCold(flight)),
          'delay',
        ),
    );
    expect(flights.filter(({ origin, destination }) => origin === destination)).toEqual([]);
    expect(flights.every(({ date = '' }) => /^0[1-3][0-3]\d[0-2]\d[0-5]\d$/.test(date))).toBe(true);
  });

  test('finds more flights from year to year, and a device whose display says how the air is', () => {
    const years = lab.datasets.find(({ table }) => table === 'tbl_flights_summary_data')?.files ?? [];
    const abroad = years.map(({ key }) =>
      parseDelimited(textOf(key), ',')
        .filter(row => row.origin_country_name !== row.dest_country_name)
        .reduce((sum, row) => sum + Number(row.count), 0),
    );
    expect(abroad).toHaveLength(6);
    expect(abroad.at(-1)).toBeGreaterThan(1.08 * (abroad[0] ?? 0));
    const levels = Map.groupBy(rows('tbl_iot_devices'), ({ lcd }) => lcd);
    expect([...levels.keys()].sort()).toEqual(['green', 'red', 'yellow']);
    for (const { c02_level } of levels.get('red') ?? [])
      expect(Number(c02_level)).toBeGreaterThanOrEqual(1400);
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
