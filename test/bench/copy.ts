/**
 * `npm run bench:copy [-- --json]`: the time to copy 10,000 small and 8 large objects, beside `aws s3 sync` and `s5cmd
 * sync`, on the same endpoint, with calls that take 0 and 50 ms longer. Large objects are copied within the local AWS;
 * for small ones it would be the slowest part, so they are copied within an S3 in memory (`quick-s3.ts`). Other programs
 * slow all three down: look at the ratios, of their seconds over ours, and at the number of calls.
 */
import { execFile, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs, promisify } from 'node:util';
import { CreateBucketCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { filesAsData } from '../../infra/bundle.ts';
import { measureBytes } from '../../lab/crc32.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { bucketName } from '../../lab/names.ts';
import { clientConfig, clientEnvironment } from '../../local-aws/index.ts';
import { sdkSettings } from '../../reconcile/aws-calls.ts';
import { startTestAws } from '../local-aws/test-aws.ts';
import { pythonEnvironment } from '../python-tool.ts';
import { allOfThem, startSlowEndpoint } from './slow-endpoint.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const say = (line: string): void => (values.json ? console.error : console.log)(line);

const run = promisify(execFile);
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

/** What the programs call. */
interface Endpoint {
  readonly endpoint: string;
  /** Calls since this was last asked. */
  calls(): Promise<number>;
  stop(): Promise<void>;
}

const startLocalS3 = async (delay: number): Promise<Endpoint> => {
  const slow = await startSlowEndpoint(aws.endpoint, delay);
  return { ...slow, calls: async () => allOfThem(slow.calls()) };
};

const startQuickS3 = async (delay: number): Promise<Endpoint> => {
  const server = fork(join(import.meta.dirname, 'quick-s3.ts'), [String(delay)]);
  const said = async <Schema extends z.ZodMiniType>(schema: Schema): Promise<z.output<Schema>> =>
    z.parse(schema, (await once(server, 'message'))[0]);
  const { endpoint } = await said(z.object({ endpoint: z.string() }));
  return {
    endpoint,
    async calls() {
      const answer = said(z.object({ calls: z.number() }));
      server.send('calls');
      return (await answer).calls;
    },
    async stop() {
      server.disconnect();
      await once(server, 'exit');
    },
  };
};

const publish = async (s3: S3Client, seedBucket: string, name: SeedName): Promise<void> => {
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
  await inParallel(bytes > 1e6 ? 1 : 128, keys, key => put(key, Body));
  await put('m.jsonl', keys.map(key => `${JSON.stringify({ key, bytes, crc32, etag })}\n`).join(''));
  const columns = [{ name: 'id', type: 'int' }];
  const table = { table: 'tbl', zone: 'sor', format: 'csv', header: true, columns, rows: 1 };
  const dataset = { ...table, manifest: 'm.jsonl', bytes: files * bytes };
  const about = { title: name, version: '1.0.0', licence: 'none', source: 'made up' };
  await put('lab.json', JSON.stringify({ ...about, datasets: [dataset] }));
};

const keysIn = async (s3: S3Client, Bucket: string): Promise<readonly string[]> => {
  const pages = await Array.fromAsync(paginateListObjectsV2({ client: s3 }, { Bucket }));
  return pages.flatMap(({ Contents = [] }) => Contents.map(({ Key = '' }) => Key));
};

interface Measured {
  readonly seconds: number;
  readonly calls: number;
}

/** Measures a program that copies a seed's table into an empty bucket. */
const measure = async (
  s3: S3Client,
  seed: SeedName,
  slow: Endpoint,
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
  await slow.calls();
  const start = performance.now();
  await run(command, args, { env, maxBuffer: 64 * 1024 * 1024 });
  const seconds = (performance.now() - start) / 1000;
  const calls = await slow.calls();
  const copied = (await keysIn(s3, target)).length;
  if (copied !== seeds[seed].files)
    throw new Error(`${command} has copied ${copied} of ${seeds[seed].files} objects`);
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
    plugins: [filesAsData],
    logLevel: 'silent',
    outfile,
  });
  return outfile;
};

const compare = async (seed: SeedName, delay: number, tools: string, copyLab: string) => {
  const slow = await (seed === 'small' ? startQuickS3(delay) : startLocalS3(delay));
  const s3 = new S3Client({ ...clientConfig(aws), endpoint: slow.endpoint, forcePathStyle: true });
  const name = `bench-${seed}-${delay}`;
  const seedBucket = `${name}-seed`;
  const from = `s3://${seedBucket}/${seed}/tbl/`;
  const lab = { name, account: aws.account, region: aws.region, partition: 'aws' };
  try {
    await s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
    await publish(s3, seedBucket, seed);
    const ours = await measure(s3, seed, slow, bucketName(lab, 'sor'), [
      process.execPath,
      copyLab,
      name,
      `s3://${seedBucket}/${seed}/`,
    ]);
    const sync = await measure(s3, seed, slow, `${name}-sync`, [
      join(tools, 'aws'),
      's3',
      'sync',
      '--only-show-errors',
      from,
      `s3://${name}-sync/tbl/`,
    ]);
    const s5cmd = await measure(s3, seed, slow, `${name}-s5cmd`, [
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
    s3.destroy();
    await slow.stop();
  }
};

try {
  const python = await pythonEnvironment('copy-tools', new URL('copy-requirements.txt', import.meta.url));
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
