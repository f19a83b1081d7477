/**
 * `npm run bench:rebuild [-- --json]`: a first and an unchanged rebuild of the sample, beside a boto3 script that makes
 * the same lab with 16 threads (`rebuild-script.py`), on the same local AWS with calls that take 50 ms longer. Other
 * programs slow all of them down: look at the ratios, of the rebuild's seconds over the script's, and at the calls.
 *
 * Then the peak memory of each function in a rebuild with 10,000 objects: of its processes, as Linux has counted it
 * (`VmHWM`). Lambda counts its own runtime, too, in what it calls `Max Memory Used`.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { datasets, jobs } from '../../data/olist-sample/parts.ts';
import { sampleFile } from '../../data/olist-sample/sample.ts';
import { measureBytes } from '../../lab/crc32.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { type Step, stateName, steps } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { clientConfig, clientEnvironment } from '../../local-aws/index.ts';
import { LabStack } from '../e2e/lab-stack.ts';
import { functionsNameThemselves } from '../local-aws/recording-proxy.ts';
import { startTestAws } from '../local-aws/test-aws.ts';
import { pythonEnvironment } from '../python-tool.ts';
import { allOfThem, startSlowEndpoint } from './slow-endpoint.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const say = (line: string): void => (values.json ? console.error : console.log)(line);

/** Milliseconds. */
const delay = 50;
const rounds = 3;
const manyObjects = 10_000;
const seedBucket = 'bench-seed';

const sampleFolder = new URL('../../data/olist-sample/', import.meta.url);
const definition = new URL('lab.json', sampleFolder);

interface Measured {
  readonly seconds: number;
  readonly calls: number;
}

interface MeasuredStep {
  readonly seconds: number | undefined;
  readonly calls: number;
}

interface MeasuredRun extends Measured {
  readonly steps: Readonly<Partial<Record<Step, MeasuredStep>>>;
}

let target = '';
const slow = await startSlowEndpoint(() => target, delay);
const testAws = await startTestAws({ AWS_ENDPOINT_URL: slow.endpoint, ...functionsNameThemselves });
const { aws } = testAws;
target = aws.endpoint;
const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });

const put = (Bucket: string, Key: string, Body: Uint8Array | string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm: 'CRC32' }));

const publishSample = async (): Promise<void> => {
  for (const { key } of datasets.flatMap(({ files = [] }) => files))
    await put(seedBucket, key, sampleFile(key));
  for (const { script } of jobs)
    await put(seedBucket, script.key, await readFile(new URL(script.key, sampleFolder)));
  await put(seedBucket, 'lab.json', await readFile(definition));
};

/** A seed with one table of many small files. */
const publishMany = async (): Promise<void> => {
  const content = Buffer.from(`id\n${'1\n'.repeat(98)}`);
  const { crc32 } = measureBytes(content);
  const etag = `"${createHash('md5').update(content).digest('hex')}"`;
  const keys = Array.from({ length: manyObjects }, (_, n) => `tbl/part-${String(n).padStart(5, '0')}.csv`);
  await inParallel(32, keys, key => put(seedBucket, `many/${key}`, content));
  const lines = keys.map(key => `${JSON.stringify({ key, bytes: content.length, crc32, etag })}\n`);
  await put(seedBucket, 'many/files.jsonl', lines.join(''));
  const dataset = {
    table: 'tbl',
    zone: 'sor',
    format: 'csv',
    header: true,
    columns: [{ name: 'id', type: 'int' }],
    rows: 98 * manyObjects,
    manifest: 'files.jsonl',
    bytes: content.length * manyObjects,
  };
  const about = { title: 'Many', version: '1.0.0', licence: 'none', source: 'made up' };
  await put(seedBucket, 'many/lab.json', JSON.stringify({ ...about, datasets: [dataset] }));
};

/** From a step's first beginning to its last end; a report does not tell it of Plan and of itself. */
const secondsOf = (report: Report, step: Step): number | undefined => {
  const own = report.steps.filter(each => each.step === stateName(step));
  const begun = own.map(({ startedAt }) => Date.parse(startedAt) / 1000);
  const ended = own.map(({ startedAt, seconds }) => Date.parse(startedAt) / 1000 + seconds);
  return own.length === 0 ? undefined : Math.max(...ended) - Math.min(...begun);
};

const rebuild = async (stack: LabStack): Promise<MeasuredRun> => {
  slow.calls();
  const start = performance.now();
  const { status, cause } = await stack.rebuild();
  const seconds = (performance.now() - start) / 1000;
  if (status !== 'SUCCEEDED') throw new Error(`${status}: ${cause}`);
  const calls = slow.calls();
  const report = await stack.lastReport();
  const ofSteps = steps.map(step => [
    step,
    { calls: calls.get(`${stack.lab.name}-${step}`) ?? 0, seconds: secondsOf(report, step) },
  ]);
  return { seconds, calls: allOfThem(calls), steps: Object.fromEntries(ofSteps) };
};

const runScript = async (python: string, lab: string): Promise<Measured> => {
  const { endpoint } = slow;
  const around = { ...process.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
  slow.calls();
  const start = performance.now();
  const script = fileURLToPath(new URL('rebuild-script.py', import.meta.url));
  await promisify(execFile)(python, [script, lab, aws.account, fileURLToPath(definition), seedBucket], {
    env: clientEnvironment({ ...aws, endpoint, glueEndpoint: endpoint, athenaEndpoint: endpoint }, around),
  });
  return { seconds: (performance.now() - start) / 1000, calls: allOfThem(slow.calls()) };
};

const median = <Each extends Measured>(all: readonly Each[]): Each => {
  const middle = all.toSorted((a, b) => a.seconds - b.seconds)[all.length >> 1];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
};

const shown = ({ seconds, calls }: MeasuredStep): string =>
  `${(seconds?.toFixed(2) ?? '?').padStart(7)} s ${String(calls).padStart(5)} calls`;

/** MiB that the processes of a lab's functions have had at most. */
const peakMemory = async (lab: string): Promise<Readonly<Record<string, number>>> => {
  const peaks: Record<string, number> = {};
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const [, name] = (await read('environ')).match(/(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]+)/) ?? [];
    const [, kilobytes] = (await read('status')).match(/VmHWM:\s+(\d+) kB/) ?? [];
    const step = name?.startsWith(`${lab}-`) ? name.slice(lab.length + 1) : undefined;
    if (step !== undefined) peaks[step] = Math.max(peaks[step] ?? 0, Math.round(Number(kilobytes) / 1024));
  }
  return peaks;
};

try {
  const python = await pythonEnvironment('boto3', new URL('rebuild-requirements.txt', import.meta.url));
  await s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
  await publishSample();
  const all = { first: [] as MeasuredRun[], unchanged: [] as MeasuredRun[], script: [] as Measured[] };
  for (let round = 1; round <= rounds; round += 1) {
    const stack = new LabStack(testAws, `bench-${round}`);
    await stack.deploy({ SeedUri: `s3://${seedBucket}/` });
    all.first.push(await rebuild(stack));
    all.unchanged.push(await rebuild(stack));
    all.script.push(await runScript(python, `script-${round}`));
  }
  const [first, unchanged, script] = [median(all.first), median(all.unchanged), median(all.script)];
  say(`The sample, ${delay} ms a call, medians of ${rounds}`);
  say(`  ${'first rebuild'.padEnd(28)} unchanged`);
  for (const step of steps) {
    const [one, other] = [first.steps[step], unchanged.steps[step]];
    if (one !== undefined && other !== undefined && one.calls + other.calls > 0)
      say(`  ${shown(one).padEnd(28)} ${shown(other)}  ${step}`);
  }
  say(`  ${shown(first).padEnd(28)} ${shown(unchanged)}  in all`);
  say(`  ${shown(script).padEnd(28)} ${''.padEnd(shown(script).length)}  the script`);

  await publishMany();
  const many = new LabStack(testAws, 'bench-many');
  await many.deploy({ SeedUri: `s3://${seedBucket}/many/` });
  await rebuild(many);
  const memory = await peakMemory('bench-many');
  say(`Peak memory with ${manyObjects} objects, MiB`);
  for (const [step, peak] of Object.entries(memory)) say(`  ${String(peak).padStart(5)}  ${step}`);

  const over = ({ seconds }: Measured): number => Number((seconds / script.seconds).toFixed(2));
  const result = {
    first,
    unchanged,
    script,
    firstOverScript: over(first),
    unchangedOverScript: over(unchanged),
    memory,
  };
  if (!values.json) say(`The rebuild over the script: first ${over(first)}, unchanged ${over(unchanged)}`);
  else console.log(JSON.stringify(result));
} finally {
  await testAws.stop();
  await slow.stop();
}
