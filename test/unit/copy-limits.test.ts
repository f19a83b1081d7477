import { secondsToCopy } from '../../functions/copy-data/function.ts';
import { cutManifest } from '../../functions/plan/batches.ts';
import type { ManifestFile } from '../../functions/seed/files.ts';
import { kinds } from '../../lab/kinds.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import { copiesAtOnce } from '../../reconcile/aws-calls.ts';
import { partRanges } from '../../reconcile/copy-parts.ts';
import { rebuildDefinition } from '../../statemachine/read.ts';

/*
 * What the largest seeds come to within the limits of Step Functions:
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const mostPayload = 256 * 1024;
const mostEvents = 25_000;

/** Objects that one function copies in a second: `copiesAtOnce` of them, at 200 ms each, which is slow for S3. */
const rate = copiesAtOnce / 0.2;
/** Bytes that S3 copies in a second for each part: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-guidelines.html */
const partRate = 50e6;

const machine: { readonly TimeoutSeconds: number } = JSON.parse(rebuildDefinition());
const batchesAtOnce = Number(/"CopyData":.*?"MaxConcurrency": (\d+)/s.exec(rebuildDefinition())?.[1]);

/** A Map's iteration of one invocation: start, task (5), choice (2), result (2) and end. */
const eventsOfBatch = 11;
/** Another invocation of the same batch: task and choice. */
const eventsOfTurn = 7;

const line = 140;
async function* filesOf(count: number, bytes: number): AsyncGenerator<ManifestFile> {
  for (let index = 0; index < count; index += 1) {
    const key = `tbl_events/${String(index).padStart(9, '0')}.parquet`;
    yield { file: { key, bytes, crc32: 'AAAAAA==' }, at: index * line };
  }
}

const cut = async (files: number, bytes: number) => {
  const manifest = { bytes: files * line, etag: `"${'0'.repeat(32)}"`, files: filesOf(files, bytes) };
  const { parts } = await cutManifest('sor.tbl_events', manifest, files * bytes, 125);
  return parts;
};

test('five million objects of 2 TB in all fit into one run', async () => {
  const files = 5_000_000;
  const batches = await cut(files, 400_000);
  const payload = JSON.stringify(batches.map(part => ({ parts: [part], of: batches.length })));
  expect(payload.length).toBeLessThan(mostPayload / 4);

  const copied = { files, bytes: 2e12, copiedFiles: files, copiedBytes: 2e12 };
  const outcome = outcomeOf(kinds.dataset.named({ zone: 'sor', table: 'tbl_events' }), 'created', {
    copied,
    extra: { files: 0, named: [] },
  });
  const result = {
    step: 'CopyData',
    startedAt: new Date().toISOString(),
    outcomes: [outcome],
    isDone: true,
    seconds: 1,
  };
  expect(batches.length * JSON.stringify(result).length).toBeLessThan(mostPayload / 2);
  expect(batches.length * eventsOfBatch).toBeLessThan(mostEvents / 2);

  const largest = Math.max(...batches.map(({ from, to }) => (to - from) / line));
  expect(largest / rate).toBeLessThan(secondsToCopy);
  expect(files / rate / batchesAtOnce).toBeLessThan(machine.TimeoutSeconds);
});

test('2 TB in files that are copied in parts fit into one run, whether there are four hundred or one', async () => {
  const secondsFor = (bytes: number): number => bytes / (32 * partRate);
  const many = await cut(400, 5e9 + 1);
  // Each file is handed over once when its upload has begun.
  expect(many.length * eventsOfBatch + 400 * eventsOfTurn).toBeLessThan(mostEvents / 2);
  expect(secondsFor(2e12)).toBeLessThan(machine.TimeoutSeconds);
  const turns = Math.ceil(secondsFor(2e12) / secondsToCopy);
  expect(eventsOfBatch + (turns + 1) * eventsOfTurn).toBeLessThan(mostEvents);
});

test('the largest object of S3, of 48.8 TiB, has no more and no larger parts than S3 takes', () => {
  const bytes = 10_000 * 5 * 1024 ** 3;
  const part = Math.max(512 * 1024 ** 2, Math.ceil(bytes / 10_000));
  expect(part).toBeLessThanOrEqual(5 * 1024 ** 3);
  expect(partRanges(bytes, part)).toHaveLength(10_000);
  // One run copies it, so that none has to begin anew.
  expect(bytes / (32 * partRate)).toBeLessThan(machine.TimeoutSeconds);
});
