import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseManifestLine } from '../../lab/datasets.ts';
import {
  type Dataset,
  type LabDefinition,
  parseLabDefinition,
  type StoredFile,
} from '../../lab/definition.ts';
import { SeedUnavailable } from '../../lab/errors.ts';
import { jobFiles } from '../../lab/job-files.ts';
import { formatSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { inWords } from '../../reconcile/aws-errors.ts';
import { refuseLargeDefinition } from '../../reconcile/definition-size.ts';
import type { Place } from '../../reconcile/place.ts';
import { manifestLines } from './manifest-lines.ts';
import { unreadableObject } from './unreadable-object.ts';

export const placeIn = ({ bucket, prefix }: SeedUri, key: string): Place => ({ bucket, key: prefix + key });

/** What S3 answered about an object of a seed, as an error that says what to do if the object can't be read. */
export const asSeedError = async (
  s3: S3Client,
  seed: SeedUri,
  key: string,
  error: unknown,
): Promise<Error> => {
  const address = `${formatSeedUri(seed)}${key}`;
  const why = await unreadableObject(s3, placeIn(seed, key), error);
  return why === undefined ? inWords(error) : new SeedUnavailable(`${address} ${why}`);
};

/** The text of a seed's lab.json, and its ETag. @throws what S3 answers; InvalidDefinition if it is too large */
export const getDefinition = async (
  s3: S3Client,
  seed: SeedUri,
): Promise<{ readonly text: string; readonly etag: string | undefined }> => {
  const { bucket, key } = placeIn(seed, 'lab.json');
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  await refuseLargeDefinition(object, `s3://${bucket}/${key}`);
  return { text: (await object.Body?.transformToString('utf-8')) ?? '', etag: object.ETag };
};

/** The definition of a published seed. @throws SeedUnavailable, InvalidDefinition */
export const readDefinition = async (s3: S3Client, seed: SeedUri): Promise<LabDefinition> => {
  try {
    const { text } = await getDefinition(s3, seed);
    return parseLabDefinition(text, `${formatSeedUri(seed)}lab.json`);
  } catch (error) {
    throw await asSeedError(s3, seed, 'lab.json', error);
  }
};

/** The files of the definition's jobs: scripts, and what lies beside them. */
export const filesOfJobs = ({ jobs }: LabDefinition): readonly StoredFile[] =>
  jobs.flatMap(job => [job.script, ...jobFiles(job)]);

/** The files of a dataset, as the definition or its manifest lists them. @throws SeedUnavailable, InvalidDefinition */
export async function* filesOfDataset(
  s3: S3Client,
  seed: SeedUri,
  { files = [], manifest }: Dataset,
): AsyncGenerator<StoredFile> {
  yield* files;
  if (manifest === undefined) return;
  try {
    for await (const line of manifestLines(s3, placeIn(seed, manifest)))
      yield parseManifestLine(line, manifest);
  } catch (error) {
    throw await asSeedError(s3, seed, manifest, error);
  }
}
