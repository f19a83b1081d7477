import type { S3Client } from '@aws-sdk/client-s3';
import { measureBytes } from '../../lab/crc32.ts';
import { type LabDefinition, parseLabDefinition, type StoredFile } from '../../lab/definition.ts';
import { InvalidDefinition, SeedUnavailable } from '../../lab/errors.ts';
import type { SeedUri } from '../../lab/seed-uri.ts';
import { isMissing } from '../../reconcile/aws-errors.ts';
import { asSeen, type Condition } from '../../reconcile/place.ts';
import { type LiveFiles, manifestOf } from './editions.ts';
import { asSeedError, filesOfDataset, filesOfJobs, getDefinition } from './published-seed.ts';

/** The seed that labs read while it is published again. */
interface LiveSeed {
  readonly files: LiveFiles;
  /** Of its lab.json; undefined if there is none. */
  readonly crc32: string | undefined;
  /** That its lab.json is still the one that was read. */
  readonly condition: Condition;
}

/** Undefined if no lab can read it either. */
const definitionIn = (text: string): LabDefinition | undefined => {
  try {
    return parseLabDefinition(text);
  } catch (error) {
    if (error instanceof InvalidDefinition) return undefined;
    throw error;
  }
};

const namedBy = async (s3: S3Client, seed: SeedUri, definition: LabDefinition): Promise<LiveFiles> => {
  const files: StoredFile[] = [...filesOfJobs(definition)];
  for (const dataset of definition.datasets)
    try {
      const listed = await Array.fromAsync(filesOfDataset(s3, seed, dataset));
      files.push(...listed);
      if (dataset.manifest !== undefined) files.push(manifestOf(dataset.manifest, listed));
    } catch (error) {
      // No lab can read such a dataset, so there is nothing to keep.
      if (!(error instanceof SeedUnavailable || error instanceof InvalidDefinition)) throw error;
    }
  return new Map(files.map(file => [file.key, file]));
};

/**
 * What is published in a place now.
 * @throws SeedUnavailable if we may not read it
 */
export const readLive = async (s3: S3Client, target: SeedUri): Promise<LiveSeed> => {
  try {
    const { text, etag } = await getDefinition(s3, target);
    const definition = definitionIn(text);
    return {
      files: definition === undefined ? new Map() : await namedBy(s3, target, definition),
      crc32: measureBytes(Buffer.from(text)).crc32,
      condition: asSeen({ ETag: etag }),
    };
  } catch (error) {
    if (isMissing(error)) return { files: new Map(), crc32: undefined, condition: asSeen(undefined) };
    throw await asSeedError(s3, target, 'lab.json', error);
  }
};
