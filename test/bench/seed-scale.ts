/**
 * `npm run bench:seed [-- <orders>…]`: what `seed create` takes for several numbers of orders, each in a process of its
 * own: seconds, peak memory, and for the public dataset's number of orders also rows and bytes beside the real ones.
 */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { realOrders } from '../../data/olist-sample/scale.ts';

/** Rows of the public dataset, and megabytes of those files that are CSV there and here. */
const real: readonly (readonly [table: string, rows: number, megabytes: number | undefined])[] = [
  ['orders', 99_441, 17.7],
  ['order_items', 112_650, 15.4],
  ['payments', 103_886, 5.8],
  ['reviews', 99_224, undefined],
  ['customers', 99_441, 9],
  ['geolocation', 1_000_163, 61.3],
  ['products', 32_951, 2.4],
  ['sellers', 3_095, 0.2],
];

const command = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const script = `
  const { main } = await import(${JSON.stringify(command)});
  const started = performance.now();
  const code = await main(['seed', 'create', process.argv[1], '--orders', process.argv[2], '--json']);
  const { maxRSS } = process.resourceUsage();
  process.stderr.write('\\n' + JSON.stringify({ code, seconds: (performance.now() - started) / 1000, maxRSS }));
`;

const linesOf = async (file: string): Promise<number> => {
  let lines = 0;
  for await (const chunk of createReadStream(file))
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
};

const compare = async (seed: string): Promise<void> => {
  for (const [name, rows, megabytes] of real) {
    const folder = join(seed, `tbl_brecommerce_${name}`);
    let [made, size] = [0, 0];
    for (const file of await readdir(folder)) {
      made += (await linesOf(join(folder, file))) - (file.endsWith('.jsonl') ? 0 : 1);
      size += (await stat(join(folder, file))).size;
    }
    const beside = megabytes === undefined ? '' : ` (real: ${megabytes})`;
    console.log(`  ${name}: ${made} rows (real: ${rows}), ${(size / 1e6).toFixed(1)} MB${beside}`);
  }
};

const given = process.argv.slice(2);
for (const orders of given.length > 0 ? given : ['1000', String(realOrders), '1000000']) {
  const folder = await mkdtemp(join(tmpdir(), 'daybreak-scale-'));
  try {
    const { stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script, join(folder, 'seed'), orders],
      { maxBuffer: 1e8 },
    );
    const { code, seconds, maxRSS } = JSON.parse(stderr.split('\n').at(-1) ?? '{}');
    if (code !== 0) throw new Error(stderr);
    console.log(
      `${orders} orders: ${seconds.toFixed(1)} s, at most ${Math.round(maxRSS / 1024)} MB of memory`,
    );
    if (orders === String(realOrders)) await compare(join(folder, 'seed'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
