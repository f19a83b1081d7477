/**
 * `npm run bench:copy [-- --json]`: the time to copy 10,000 small and 8 large objects within the local AWS, beside
 * `aws s3 sync` and `s5cmd sync`, on the same endpoint, with calls that take 0 and 50 ms longer. Other programs slow all
 * three down: look at the ratios, of their seconds over ours, and at the number of calls.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs, promisify } from 'node:util';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { sampleAsData } from '../../infra/bundle.ts';
import { measureBytes } from '../../lab/crc32.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { bucketName } from '../../lab/names.ts';
import { clientConfig, clientEnvironment } from '../../local-aws/index.ts';
import { sdkSettings } from '../../reconcile/aws-calls.ts';
import { startTestAws } from '../local-aws/test-aws.ts';
import { pythonEnvironment } from '../python-tool.ts';
import { type SlowEndpoint, startSlowEndpoint } from './slow-endpoint.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const say = (line: string): void => (values.json ? console.error : console.log)(line);

const run = promisify(execFile);
const seedBucket = 'bench-seed';
const delays = [0, 50] as const;

/** Seeds with one table. */
const seeds = {
  small: { files: 10_000, bytes: 200 },
  large: { files: 8, bytes: 64 * 1024 * 1024 },
} as const;
type SeedName = keyof typeof seeds;

const folder = await mkdtemp(join(tmpdir(), 'copy-lab-'));
const testAws = await startTestAws();
const { aws } = testAws;
const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });

const publish = async (name: SeedName): Promise<void> => {
  const { files, bytes } = seeds[name];
  const Body = Buffer.alloc(bytes, `id\n${'1\n'.repeat(98)}`);
  const { crc32 } = measureBytes(Body);
  const etag = `"${createHash('md5').update(Body).digest('hex')}"`;
  const put = (key: string, content: Uint8Array | string) =>
    s3.send(
      new PutObjectCommand({
        Bucket: seedBucket,
        Key: `${name}/${key}`,
        Body: content,
        ChecksumAlgorithm: 'CRC32',
      }),
    );
  const keys = Array.from({ length: files }, (_, index) => `tbl/part-${String(index).padStart(5, '0')}.csv`);
  await inParallel(bytes > 1e6 ? 1 : 32, keys, key => put(key, Body));
  await put('m.jsonl', keys.map(key => `${JSON.stringify({ key, bytes, crc32, etag })}\n`).join(''));
  const columns = [{ name: 'id', type: 'int' }];
  const table = { table: 'tbl', zone: 'sor', format: 'csv', header: true, columns, rows: 1 };
  const dataset = { ...table, manifest: 'm.jsonl', bytes: files * bytes };
  const about = { title: name, version: '1.0.0', licence: 'none', source: 'made up' };
  await put('lab.json', JSON.stringify({ ...about, datasets: [dataset] }));
};

const keysIn = async (Bucket: string): Promise<readonly string[]> => {
  const pages = await Array.fromAsync(paginateListObjectsV2({ client: s3 }, { Bucket }));
  return pages.flatMap(({ Contents = [] }) => Contents.map(({ Key = '' }) => Key));
};

const empty = async (Bucket: string): Promise<void> => {
  const keys = await keysIn(Bucket);
  for (let start = 0; start < keys.length; start += 1000)
    await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: keys.slice(start, start + 1000).map(Key => ({ Key })), Quiet: true },
      }),
    );
};

interface Measured {
  readonly seconds: number;
  readonly calls: number;
}

/** Measures a program that copies a seed's table into an empty bucket. */
const measure = async (
  seed: SeedName,
  slow: SlowEndpoint,
  target: string,
  [command, ...args]: readonly [string, ...string[]],
): Promise<Measured> => {
  await s3.send(new CreateBucketCommand({ Bucket: target }));
  const env = {
    ...process.env,
    ...clientEnvironment(aws),
    AWS_ENDPOINT_URL: slow.endpoint,
    S3_ENDPOINT_URL: slow.endpoint,
    ...sdkSettings,
    no_proxy: '127.0.0.1',
    NO_PROXY: '127.0.0.1',
  };
  slow.calls();
  const start = performance.now();
  await run(command, args, { env, maxBuffer: 64 * 1024 * 1024 });
  const seconds = (performance.now() - start) / 1000;
  const calls = slow.calls();
  const copied = (await keysIn(target)).length;
  if (copied !== seeds[seed].files)
    throw new Error(`${command} has copied ${copied} of ${seeds[seed].files} objects`);
  await empty(target);
  return { seconds, calls };
};

/** Our side as one file, as functions are: loading the SDK's many files would be most of a short copy. */
const bundleCopyLab = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'copy-lab.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'copy-lab.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [sampleAsData],
    logLevel: 'silent',
    outfile,
  });
  return outfile;
};

const compare = async (seed: SeedName, delay: number, tools: string, copyLab: string) => {
  const slow = await startSlowEndpoint(aws.endpoint, delay);
  const name = `bench-${seed}-${delay}`;
  const from = `s3://${seedBucket}/${seed}/tbl/`;
  const lab = { name, account: aws.account, region: aws.region, partition: 'aws' };
  try {
    const ours = await measure(seed, slow, bucketName(lab, 'sor'), [
      process.execPath,
      copyLab,
      name,
      `s3://${seedBucket}/${seed}/`,
    ]);
    const sync = await measure(seed, slow, `${name}-sync`, [
      join(tools, 'aws'),
      's3',
      'sync',
      '--only-show-errors',
      from,
      `s3://${name}-sync/tbl/`,
    ]);
    const s5cmd = await measure(seed, slow, `${name}-s5cmd`, [
      join(tools, 's5cmd'),
      '--log',
      'error',
      'sync',
      `${from}*`,
      `s3://${name}-s5cmd/tbl/`,
    ]);
    const shown = ({ seconds, calls }: Measured) =>
      `${seconds.toFixed(1).padStart(6)} s ${String(calls).padStart(6)} calls`;
    const { files, bytes } = seeds[seed];
    say(`${files} objects of ${bytes} bytes, ${delay} ms a call`);
    say(`  daybreak ${shown(ours)}\n  sync     ${shown(sync)}\n  s5cmd    ${shown(s5cmd)}`);
    const over = ({ seconds }: Measured) => Number((seconds / ours.seconds).toFixed(2));
    return { sync: over(sync), s5cmd: over(s5cmd) };
  } finally {
    await slow.stop();
  }
};

try {
  const python = await pythonEnvironment('copy-tools', new URL('copy-requirements.txt', import.meta.url));
  await s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
  await publish('small');
  await publish('large');
  const copyLab = await bundleCopyLab(folder);
  const ratios: Record<string, { readonly sync: number; readonly s5cmd: number }> = {};
  for (const delay of delays)
    for (const seed of ['small', 'large'] as const)
      ratios[delay === 0 ? seed : `${seed}At${delay}ms`] = await compare(
        seed,
        delay,
        dirname(python),
        copyLab,
      );
  console.log(values.json ? JSON.stringify(ratios) : ratios);
} finally {
  await testAws.stop();
  await rm(folder, { recursive: true, force: true });
}
