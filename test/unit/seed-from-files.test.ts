import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publicTables } from '../../cli/seed/create/public-tables.ts';
import { seedFromFiles } from '../../cli/seed/create/seed-from-files.ts';
import { daybreak } from './command-in-process.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'daybreak-from-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (contents: Readonly<Record<string, string>>): string => {
  for (const [key, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, 'given', key)), { recursive: true });
    writeFileSync(join(root, 'given', key), content);
  }
  return join(root, 'given');
};
const create = (from: string) =>
  daybreak(['seed', 'create', join(root, 'made'), '--from', from, '--orders', '120', '--json']);
const check = async () => JSON.parse((await daybreak(['check', join(root, 'made'), '--json'])).stdout);
const written = () => JSON.parse(readFileSync(join(root, 'made', 'lab.json'), 'utf8'));

const lines = (header: string, count: number, line: (index: number) => string): string =>
  `${[header, ...Array.from({ length: count }, (_, index) => line(index))].join('\n')}\n`;

/** Written as the publishers write them. */
const small = {
  'archive/product_category_name_translation.csv': `\uFEFF${lines(
    'product_category_name,product_category_name_english',
    71,
    index => `categoria_${index},category_${index}`,
  )}`,
  'archive/olist_sellers_dataset.csv': lines(
    '"seller_id","seller_zip_code_prefix","seller_city","seller_state"',
    3095,
    index =>
      `"${index.toString(16).padStart(32, '0')}","01409","novo hamburgo, rio grande do sul, brasil",RS`,
  ),
  'bikes/201508_station_data.csv':
    'station_id,name,lat,long,dockcount,landmark,installation\n2,San Jose Diridon,37.329732,-121.901782,27,San Jose,8/6/2013\n',
  'bikes/201508_trip_data.csv':
    'Trip ID,Duration,Start Date,Start Station,Start Terminal,End Date,End Station,End Terminal,Bike #,Subscriber Type,Zip Code\n' +
    '913460,765,8/31/2015 23:26,Harry Bridges Plaza,50,8/31/2015 23:39,San Francisco Caltrain,70,288,Subscriber,2139\n',
  'blogs.json':
    '{"Id":1, "First": "J", "Last":"D", "Url":"u", "Published":"1/4/2016", "Hits": 4535, "Campaigns": ["web"]}\n',
  'airport-codes-na.txt': 'idx\tCity\tState\tCountry\tIATA\n0\t"Albany, the first"\tGA\tUSA\tABY\n',
  'departuredelays.csv': 'date,delay,distance,origin,destination\n01011245,6,602,ABE,ATL\n',
  '2010-summary.csv': 'DEST_COUNTRY_NAME,ORIGIN_COUNTRY_NAME,count\n"Bonaire, Saba",United States,58\n',
  '2015-SUMMARY.CSV': 'DEST_COUNTRY_NAME,ORIGIN_COUNTRY_NAME,count\nUnited States,Romania,15\n',
  'iot_devices.json':
    '{"device_id": 1, "device_name": "meter", "ip": "68.161.225.1", "cca2": "US", "cca3": "USA", "cn": "United States", "latitude": 38.0, "longitude": -97.0, "scale": "Celsius", "temp": 34, "humidity": 51, "battery_level": 8, "c02_level": 868, "lcd": "green", "timestamp" :1458081226051 }\n',
};

test('public files are found by their names, typed, and what is missing is made up and says so', async () => {
  const { code, stdout } = await create(put(small));
  expect(code).toBe(0);
  const real = publicTables.filter(({ names }) => names.some(name => JSON.stringify(small).includes(name)));
  expect(JSON.parse(stdout).real).toEqual(real.map(({ table }) => table));
  const { ok, tables } = await check();
  expect(ok).toBe(true);
  const rows = new Map(tables.map((each: { table: string; rows: number }) => [each.table, each.rows]));
  expect(rows.get('tbl_brecommerce_category_name_translation')).toBe(71);
  expect(rows.get('tbl_flights_summary_data')).toBe(2);
  expect(rows.get('tbl_brecommerce_orders')).toBe(120);
  const descriptions = written().datasets.map((each: { table: string; description: string }) => [
    each.table,
    each.description.startsWith('Synthetic'),
  ]);
  expect(new Map(descriptions).get('tbl_brecommerce_orders')).toBe(true);
  expect(new Map(descriptions).get('tbl_bikedata_trip')).toBe(false);
});

test('a file that lacks rows of the public one is told, with both counts', async () => {
  const from = put({
    'olist_orders_dataset.csv': lines(
      '"order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at","order_delivered_carrier_date","order_delivered_customer_date","order_estimated_delivery_date"',
      2,
      index => `"o${index}","c${index}",delivered,2017-10-02 10:56:33,,,,2017-10-18 00:00:00`,
    ),
  });
  const { code, stderr } = await create(from);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('table tbl_brecommerce_orders has "rows": 99441, but its files have 2'),
  ]);
});

test.each([
  ['none of the files', { 'a.csv': 'id\n1\n' }, 'has none of the public files'],
  ['the archive itself', { 'archive.zip': 'PK' }, 'archive.zip first'],
  ['one of them twice', { 'a/blogs.json': '{}', 'b/blogs.json': '{}' }, 'blogs.json is there twice'],
])('%s is refused, and nothing is made', async (_, contents, message) => {
  const { code, stderr } = await create(put(contents));
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(() => readFileSync(join(root, 'made', 'lab.json'))).toThrow('ENOENT');
});

test('the whole of it expects the known counts, and nothing that holds for made-up data only', () => {
  const found = publicTables.map(table => ({
    ...table,
    files: table.names.map(name => ({ name, path: name })),
  }));
  const { definition, files } = seedFromFiles(found, { orders: 120, randomSeed: 0 });
  const { datasets, smokeTests, queries } = definition();
  expect(datasets).toHaveLength(16);
  expect(datasets.flatMap(({ rows = [] }) => rows)).toEqual([
    99_441, 112_650, 103_886, 99_224, 99_441, 1_000_163, 32_951, 3_095, 71,
  ]);
  expect(datasets.filter(({ description = '' }) => description.startsWith('Synthetic'))).toEqual([]);
  expect(smokeTests.map(({ expect: rows }) => rows)).toEqual([[[99_441]], [[112_650]]]);
  expect(queries.at(-1)?.name).toBe('Top categories in English');
  expect(files.map(({ key }) => key)).toContain('jobs/orders.py');
  expect(files).toHaveLength(9 + 2 + 1 + 1 + 1 + 6 + 1 + 1);
});
