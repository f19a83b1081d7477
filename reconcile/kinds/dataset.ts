import type { S3Client } from '@aws-sdk/client-s3';
import { datasetPrefix } from '../../lab/datasets.ts';
import type { Dataset, StoredFile } from '../../lab/definition.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import { bucketName, type Lab, zones } from '../../lab/names.ts';
import type { Copied, Outcome } from '../../lab/outcomes.ts';
import { fromDefinition } from '../../lab/statement.ts';
import type { Mood } from '../engine.ts';
import type { KindPermissions } from '../kind.ts';
import { ensureObject, type FileSource } from '../object.ts';
import type { Place } from '../place.ts';

/** Well under the SDK's 50 sockets, and enough to hide S3's latency. */
const filesAtOnce = 16;
/** Kept files that the report names one by one; of the rest it gives the number. */
const mostNamed = 20;

export const datasetPermissions: KindPermissions = {
  ensure: arns => [
    // Without ListBucket an object that is not there answers 403 instead of 404.
    { actions: ['s3:ListBucket'], resources: [...zones, 'assets' as const].map(arns.bucket) },
    {
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
      resources: zones.map(zone => arns.objects(zone)),
      wildcard: fromDefinition,
    },
  ],
  // It goes with its bucket.
  destroy: () => [],
};

/** Where a file of the seed lies in the lab: below the table's folder, with the part of its key after the prefix. */
export const placeOf = (lab: Lab, dataset: Dataset, file: Pick<StoredFile, 'key'>): Place => ({
  bucket: bucketName(lab, dataset.zone),
  key: `${dataset.table}/${file.key.slice(datasetPrefix(dataset).length)}`,
});

const outcomeName = (created: number, updated: number, kept: number, files: number): Outcome['outcome'] => {
  if (kept > 0) return 'kept';
  if (created > 0 && created === files) return 'created';
  return created + updated > 0 ? 'updated' : 'unchanged';
};

/** Brings a batch of a dataset's files into their places. The dataset is the resource: one outcome, with counts. */
export const reconcileFiles = async (
  s3: S3Client,
  lab: Lab,
  source: FileSource,
  dataset: Dataset,
  files: AsyncIterable<StoredFile> | Iterable<StoredFile>,
  mood: Mood,
): Promise<Outcome> => {
  const copied: Copied = { files: 0, bytes: 0, copiedFiles: 0, copiedBytes: 0 };
  const fates = { created: 0, updated: 0, unchanged: 0, kept: 0 };
  const kept: string[] = [];
  const saved: string[] = [];
  await inParallel(filesAtOnce, files, async file => {
    const to = placeOf(lab, dataset, file);
    const { outcome, displaced } = await ensureObject(s3, lab, source, file, to, mood);
    fates[outcome] += 1;
    if (displaced !== undefined) saved.push(displaced);
    copied.files += 1;
    copied.bytes += file.bytes;
    if (outcome === 'created' || outcome === 'updated') {
      copied.copiedFiles += 1;
      copied.copiedBytes += file.bytes;
    }
    if (outcome === 'kept') kept.push(to.key);
  });
  const named = kept.sort().slice(0, mostNamed);
  return {
    resource: kinds.dataset.id(dataset),
    outcome: outcomeName(fates.created, fates.updated, fates.kept, copied.files),
    changes: [],
    kept: named.map(property => ({ property, from: "somebody else's content", to: "the definition's file" })),
    notes: [
      ...(kept.length > named.length ? [`${kept.length - named.length} more files kept`] : []),
      ...(saved.length > 0
        ? [`what ${saved.length} repaired files displaced is in ${saved.slice(0, mostNamed).join(', ')}`]
        : []),
    ],
    copied,
  };
};

/** One outcome for a dataset from those of its batches. */
export const joinBatches = (batches: readonly Outcome[]): Outcome[] => {
  const joined = new Map<string, Outcome>();
  for (const batch of batches) {
    const before = joined.get(batch.resource);
    joined.set(batch.resource, before === undefined ? batch : join(before, batch));
  }
  return [...joined.values()];
};

const join = (a: Outcome, b: Outcome): Outcome => ({
  resource: a.resource,
  outcome:
    a.outcome === b.outcome ? a.outcome : a.outcome === 'kept' || b.outcome === 'kept' ? 'kept' : 'updated',
  changes: [...a.changes, ...b.changes],
  kept: [...a.kept, ...b.kept],
  notes: [...a.notes, ...b.notes],
  ...(a.copied === undefined || b.copied === undefined
    ? {}
    : {
        copied: {
          files: a.copied.files + b.copied.files,
          bytes: a.copied.bytes + b.copied.bytes,
          copiedFiles: a.copied.copiedFiles + b.copied.copiedFiles,
          copiedBytes: a.copied.copiedBytes + b.copied.copiedBytes,
        },
      }),
});
