/**
 * `npm run bench:describe [-- <megabytes>]`: seconds and peak memory to describe a folder with one file of csv, and one
 * of JSON lines, against DuckDB's own guesses about the same file from the same rows: all of them. Each is measured in
 * a process of its own. The files are in the page cache.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeAsNew } from '../../cli/seed/describe/describe-definition.ts';
import { Database, sqlText } from '../../cli/seed/duckdb/database.ts';

const run = promisify(execFile);

const formats = ['csv', 'jsonl'] as const;
type Format = (typeof formats)[number];

/** Orders with ids, words, times, prices, zip codes and comments; a row has about 120 bytes in csv, 230 in JSON. */
const orders = (rows: number): string =>
  `select i as order_id, md5(i::varchar) as customer_id, ['delivered', 'shipped', 'canceled'][1 + i % 3] as status,
    timestamp '2017-01-01' + interval (i * 13) second as purchased_at, (date '2017-01-01' + (i % 1000)::int) as due,
    (hash(i) % 100000) / 100.0 as price, (hash(i * 7) % 50)::int as quantity,
    lpad((hash(i * 3) % 99999)::varchar, 5, '0') as zip, i % 3 = 0 as gift, 'a comment of some words ' || (i % 977) as note
  from range(${rows}) as numbers(i)`;

const file = (folder: string, format: Format): string => join(folder, format, 'orders', `a.${format}`);

const write = async (folder: string, megabytes: number): Promise<void> => {
  const database = await Database.open();
  const bytesOfRow = { csv: 120, jsonl: 230 };
  for (const format of formats) {
    await mkdir(join(folder, format, 'orders'), { recursive: true });
    const options = format === 'csv' ? 'format csv, header' : 'format json';
    const rows = Math.round((megabytes * 1e6) / bytesOfRow[format]);
    await database.run(`copy (${orders(rows)}) to ${sqlText(file(folder, format))} (${options})`);
  }
  await database.close();
};

/** What is measured, by its name. */
const measured: Readonly<Record<string, (folder: string, format: Format) => Promise<unknown>>> = {
  describe: (folder, format) => describeAsNew(join(folder, format)),
  DuckDB: async (folder, format) => {
    const database = await Database.open();
    const reader = format === 'csv' ? 'read_csv' : 'read_json';
    await database.rows(`describe from ${reader}(${sqlText(file(folder, format))}, sample_size = -1)`);
    await database.close();
  },
};

const measure = async (what: string, folder: string, format: Format): Promise<void> => {
  const start = performance.now();
  await measured[what]?.(folder, format);
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = (performance.now() - start) / 1000;
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  console.log(`${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU, peak ${Math.round(maxRSS / 1000)} MB`);
};

const [first = '1000', folder, format] = process.argv.slice(2);
const known = formats.find(each => each === format);
if (folder !== undefined && known !== undefined) await measure(first, folder, known);
else {
  const made = await mkdtemp(join(tmpdir(), 'daybreak-bench-'));
  try {
    await write(made, Number(first));
    for (const each of formats) {
      const { size } = await stat(file(made, each));
      console.log(`${each}, ${Math.round(size / 1e6)} MB`);
      for (const what of Object.keys(measured)) {
        const { stdout } = await run(process.execPath, [fileURLToPath(import.meta.url), what, made, each]);
        console.log(`  ${what}: ${stdout.trim()}`);
      }
    }
  } finally {
    await rm(made, { recursive: true });
  }
}
