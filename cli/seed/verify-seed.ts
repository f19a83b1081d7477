import type { S3Client } from '@aws-sdk/client-s3';
import { datasetBytes, datasetPrefix, parseManifestLine } from '../../lab/datasets.ts';
import {
  type Dataset,
  type LabDefinition,
  parseLabDefinition,
  type StoredFile,
} from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { inParallel } from '../../lab/in-parallel.ts';
import { partitionOf } from '../../lab/partition.ts';
import type { SeedUri } from '../../lab/seed-uri.ts';
import { refuseSql, sqlIn } from './check-sql.ts';
import { manifestLines } from './manifest-lines.ts';
import { filesOfJobs, getDefinition, placeIn } from './published-seed.ts';
import { unreadableObject } from './unreadable-object.ts';
import { verifyObject } from './verify-object.ts';

/** Well under the SDK's 50 sockets, and enough to hide S3's latency. */
const filesAtOnce = 16;

/** What keeps labs from being built from a seed. */
export interface SeedProblem {
  /** Of the object, in the seed. */
  readonly key: string;
  /** A sentence or two: what is wrong, and what to do. */
  readonly problem: string;
}

export interface VerifyCounts {
  /** Files that were looked at, without lab.json and manifests. */
  readonly files: number;
  /** What they should have. */
  readonly bytes: number;
  /** Files that were read, because S3 has no CRC32 of the whole object. */
  readonly read: number;
}

export interface VerifiedSeed extends VerifyCounts {
  /** Undefined if its lab.json can't be read. */
  readonly definition?: LabDefinition;
  readonly problems: readonly SeedProblem[];
}

type Found = (key: string, problem: string) => void;

const readAndCheck = async (
  s3: S3Client,
  seed: SeedUri,
  found: Found,
): Promise<LabDefinition | undefined> => {
  try {
    const definition = parseLabDefinition((await getDefinition(s3, seed)).text);
    const asked = sqlIn(definition).filter(({ by }) => by === 'lab');
    await refuseSql(asked, definition, 'lab.json').catch(error => {
      if (!(error instanceof InvalidDefinition)) throw error;
      found('lab.json', error.message);
    });
    return definition;
  } catch (error) {
    const why =
      error instanceof InvalidDefinition
        ? error.message
        : await unreadableObject(s3, placeIn(seed, 'lab.json'), error).then(
            words => words && `lab.json ${words}`,
          );
    if (why === undefined) throw error;
    found('lab.json', why);
    return undefined;
  }
};

/** The files that a manifest lists. What is wrong with it, or with a line, does not hide the rest. */
async function* filesInManifest(
  s3: S3Client,
  seed: SeedUri,
  { bytes }: Dataset,
  manifest: string,
  found: Found,
): AsyncGenerator<StoredFile> {
  let sum = 0;
  try {
    for await (const line of manifestLines(s3, placeIn(seed, manifest)))
      try {
        const file = parseManifestLine(line, manifest);
        sum += file.bytes;
        yield file;
      } catch (error) {
        if (!(error instanceof InvalidDefinition)) throw error;
        found(manifest, error.message);
      }
  } catch (error) {
    const why = await unreadableObject(s3, placeIn(seed, manifest), error);
    if (why === undefined) throw error;
    return found(manifest, `${manifest} ${why}`);
  }
  if (sum !== bytes)
    found(
      manifest,
      `${manifest} lists ${sum} bytes in all, but lab.json says ${bytes}. Publish the seed again`,
    );
}

async function* filesOf(
  s3: S3Client,
  seed: SeedUri,
  definition: LabDefinition,
  found: Found,
): AsyncGenerator<StoredFile> {
  yield* filesOfJobs(definition);
  for (const dataset of definition.datasets) {
    yield* dataset.files ?? [];
    if (dataset.manifest === undefined) continue;
    const prefix = datasetPrefix(dataset);
    for await (const file of filesInManifest(s3, seed, dataset, dataset.manifest, found)) {
      // The schema has checked the others.
      if (!file.key.startsWith(prefix))
        found(
          file.key,
          `${file.key} is outside the prefix '${prefix}' of table ${dataset.table}. Publish the seed again`,
        );
      else if (partitionOf(dataset.partitionKeys, file.key.slice(prefix.length)) === undefined)
        found(
          file.key,
          `${file.key} lacks the folders of the table's partition keys. Publish the seed again`,
        );
      yield file;
    }
  }
}

/**
 * Checks that labs can be built from a published seed: its lab.json is valid, its manifests are, and every file that
 * they name is there with its size and CRC32, and can be read from this account. Tells everything that is wrong at
 * once. Memory does not grow with the number of files, only with that of problems.
 *
 * @param onProgress called after each file
 * @throws S3's errors that say nothing about the seed
 */
export const verifySeed = async (
  s3: S3Client,
  seed: SeedUri,
  onProgress: (counts: VerifyCounts & { readonly total: number }) => void = () => {},
): Promise<VerifiedSeed> => {
  const problems: SeedProblem[] = [];
  const found: Found = (key, problem) => void problems.push({ key, problem: `${problem}.` });
  let counts: VerifyCounts = { files: 0, bytes: 0, read: 0 };
  const definition = await readAndCheck(s3, seed, found);
  if (definition === undefined) return { ...counts, problems };
  const sizes = [
    ...definition.datasets.map(datasetBytes),
    ...filesOfJobs(definition).map(({ bytes }) => bytes),
  ];
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  await inParallel(filesAtOnce, filesOf(s3, seed, definition, found), async file => {
    const { problem, read } = await verifyObject(s3, placeIn(seed, file.key), file);
    if (problem !== undefined) found(file.key, `${file.key} ${problem}`);
    counts = {
      files: counts.files + 1,
      bytes: counts.bytes + file.bytes,
      read: counts.read + (read ? 1 : 0),
    };
    onProgress({ ...counts, total });
  });
  return { ...counts, definition, problems };
};
