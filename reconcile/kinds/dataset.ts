import { counted } from '../../lab/counted.ts';
import { type DatasetFile, type DatasetFiles, datasetPrefix } from '../../lab/datasets.ts';
import type { Named } from '../../lab/kinds.ts';
import { bucketName, type Lab, zones } from '../../lab/names.ts';
import { outcomeOf } from '../../lab/outcome-of.ts';
import type { Extra, Outcome } from '../../lab/outcomes.ts';
import { fromDefinition } from '../../lab/statement.ts';
import type { KindPermissions } from '../kind.ts';
import { addressOf, type Place } from '../place.ts';

/** Most files of a sort that the report names: kept, extra, set aside, saved. It counts the rest. */
const mostNamed = 20;

export const datasetPermissions: KindPermissions = {
  ensure: arns => [
    // Without ListBucket, S3 answers 403 instead of 404 for a missing object.
    { actions: ['s3:ListBucket'], resources: [...zones, 'assets' as const].map(arns.bucket) },
    {
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      resources: zones.map(zone => arns.objects(zone)),
      wildcard: fromDefinition,
    },
  ],
  // Destroyed with its bucket.
  destroy: () => [],
};

/** The place of a seed's file in the lab: in the table's folder, under the part of its key after the prefix. */
export const placeOf = (lab: Lab, dataset: DatasetFiles, file: Pick<DatasetFile, 'key'>): Place => ({
  bucket: bucketName(lab, dataset.zone),
  key: `${dataset.table}/${file.key.slice(datasetPrefix(dataset).length)}`,
});

/** One file, and its outcome. */
export interface PlacedFile {
  readonly key: string;
  readonly bytes: number;
  readonly outcome: Outcome;
}

/** A file that lies in a table's folder. */
export interface FoundFile {
  readonly key: string;
  readonly bytes: number;
}

/** The files that the definition does not name: those that are kept, and those that are set aside. */
export interface Beside {
  readonly bucket: string;
  /** Whether a person has asked to move all of them; otherwise, what is moved is the lab's. */
  readonly isAsked: boolean;
  readonly kept: readonly FoundFile[];
  readonly moved: readonly FoundFile[];
  /** Addresses of what was saved; none in a plan. */
  readonly saved: readonly string[];
}

const isCopied = ({ outcome: { outcome } }: PlacedFile): boolean =>
  outcome === 'created' || outcome === 'updated';

const bytesOf = (placed: readonly PlacedFile[]): number => placed.reduce((sum, { bytes }) => sum + bytes, 0);

const outcomeName = (placed: readonly PlacedFile[], beside: Beside | undefined): Outcome['outcome'] => {
  const { kept = [], moved = [] } = beside ?? {};
  if (kept.length > 0 || placed.some(({ outcome }) => outcome.outcome === 'kept')) return 'kept';
  if (moved.length > 0) return 'updated';
  if (placed.length > 0 && placed.every(({ outcome }) => outcome.outcome === 'created')) return 'created';
  return placed.some(isCopied) ? 'updated' : 'unchanged';
};

const extraOf = ({ bucket, kept }: Beside): Extra => ({
  files: kept.length,
  named: kept.slice(0, mostNamed).map(({ key }) => addressOf({ bucket, key })),
});

/** The dataset is the resource: one outcome for all of these files, with counts. */
export const summary = (named: Named, placed: readonly PlacedFile[], beside?: Beside): Outcome => {
  const copied = placed.filter(isCopied);
  const kept = placed
    .flatMap(({ key, outcome }) => outcome.kept.map(change => ({ ...change, property: key })))
    .sort((a, b) => (a.property < b.property ? -1 : 1));
  const shown = kept.slice(0, mostNamed);
  const repaired = placed.flatMap(({ outcome }) => outcome.displaced ?? []);
  const { moved = [], saved = [], isAsked } = beside ?? {};
  const what = isAsked ? 'that the definition does not name' : 'of an earlier definition';
  const movedAndNamed = moved.slice(0, mostNamed);
  const put = placed.flatMap(({ key, outcome }) =>
    outcome.changes.filter(each => each.repaired).map(change => ({ ...change, property: key })),
  );
  const displaced = [...repaired.slice(0, mostNamed), ...saved.slice(0, mostNamed)];
  return outcomeOf(named, outcomeName(placed, beside), {
    changes: [
      ...put.slice(0, mostNamed),
      ...movedAndNamed.map(({ key, bytes }) => ({
        property: key,
        from: `${bytes} bytes ${what}`,
        to: 'set aside',
      })),
    ],
    kept: shown,
    notes: [
      ...(kept.length > shown.length ? [`${counted(kept.length - shown.length, 'more file')} kept`] : []),
      ...(repaired.length > 0
        ? [
            `what ${counted(repaired.length, 'repaired file')} displaced is in ${repaired.slice(0, mostNamed).join(', ')}`,
          ]
        : []),
      ...(moved.length > movedAndNamed.length
        ? [`${counted(moved.length - movedAndNamed.length, 'more file')} set aside`]
        : []),
      ...(saved.length > 0 ? [`what is set aside is in ${saved.slice(0, mostNamed).join(', ')}`] : []),
    ],
    ...(displaced.length > 0 ? { displaced } : {}),
    copied: {
      files: placed.length,
      bytes: bytesOf(placed),
      copiedFiles: copied.length,
      copiedBytes: bytesOf(copied),
    },
    ...(beside === undefined ? {} : { extra: extraOf(beside) }),
  });
};

/** Joins the outcomes of each dataset's batches into one. */
export const joinBatches = (batches: readonly Outcome[]): Outcome[] => {
  const joined = new Map<string, Outcome>();
  for (const batch of batches) {
    const before = joined.get(batch.resource);
    joined.set(batch.resource, before === undefined ? batch : join(before, batch));
  }
  return [...joined.values()];
};

const joinExtra = (all: readonly (Extra | undefined)[]): Pick<Outcome, 'extra'> => {
  const known = all.filter(each => each !== undefined);
  if (known.length === 0) return {};
  return {
    extra: {
      files: known.reduce((sum, { files }) => sum + files, 0),
      named: known.flatMap(({ named }) => named).slice(0, mostNamed),
    },
  };
};

/** An invocation that has only begun a large file says nothing about any. */
const saysNothing = ({ outcome, copied }: Outcome): boolean => copied?.files === 0 && outcome === 'unchanged';

const joinNames = (a: Outcome, b: Outcome): Outcome['outcome'] => {
  if (a.outcome === b.outcome || saysNothing(b)) return a.outcome;
  if (saysNothing(a)) return b.outcome;
  return a.outcome === 'kept' || b.outcome === 'kept' ? 'kept' : 'updated';
};

const join = (a: Outcome, b: Outcome): Outcome => ({
  resource: a.resource,
  kind: a.kind,
  outcome: joinNames(a, b),
  adoptable: a.adoptable && b.adoptable,
  changes: [...a.changes, ...b.changes],
  kept: [...a.kept, ...b.kept],
  notes: [...a.notes, ...b.notes],
  ...(a.displaced === undefined && b.displaced === undefined
    ? {}
    : { displaced: [...(a.displaced ?? []), ...(b.displaced ?? [])] }),
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
  // Later invocations of a batch do not look again.
  ...joinExtra([a.extra, b.extra]),
});
