import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import sample from '../../data/olist-sample/lab.json' with { type: 'json' };
import type { LabDefinition } from '../../lab/definition.ts';
import { withDefaults } from '../../lab/definition-defaults.ts';
import { SeedChanged, SeedUnavailable } from '../../lab/errors.ts';
import { tableOf } from '../../lab/names.ts';
import type { DefinitionReference } from '../../lab/run.ts';
import { formatSeedUri, parseSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { inWords, isDenied, isElsewhere, isNamed } from '../../reconcile/aws-errors.ts';
import { elsewhere } from '../../reconcile/seed-source.ts';

/**
 * Reads an object of the seed.
 * @throws SeedUnavailable when it is missing or may not be read
 */
export const getSeedObject = async (
  s3: S3Client,
  seed: SeedUri,
  key: string,
  options: { readonly range?: string; readonly etag?: string } = {},
): Promise<GetObjectCommandOutput> => {
  const where = `${formatSeedUri(seed)}${key}`;
  try {
    return await s3.send(
      new GetObjectCommand({
        Bucket: seed.bucket,
        Key: `${seed.prefix}${key}`,
        Range: options.range,
        IfMatch: options.etag,
      }),
    );
  } catch (error) {
    if (isNamed(error, 'PreconditionFailed'))
      throw new SeedChanged(`${where} was replaced while this run was under way. Start the rebuild again`);
    if (isNamed(error, 'NoSuchKey', 'NotFound'))
      throw new SeedUnavailable(`there is no ${where}. Check SeedUri, or publish the seed there`);
    if (isNamed(error, 'NoSuchBucket'))
      throw new SeedUnavailable(`there is no bucket ${seed.bucket} for ${where}. Check SeedUri`);
    if (isDenied(error))
      throw new SeedUnavailable(
        `${where} may not be read by this account (or is not there): ${error.message}. ` +
          'Check SeedUri, and that the seed bucket lets this account read',
      );
    if (isElsewhere(error)) throw new SeedUnavailable(elsewhere(where));
    throw inWords(error, `GetObject ${where}`);
  }
};

/**
 * `lab.json` of a seed as text, and the ETag that pins it.
 * @param look sees it before it is read
 */
export const getDefinition = async (
  s3: S3Client,
  seed: SeedUri,
  etag?: string,
  look?: (object: GetObjectCommandOutput) => Promise<void>,
): Promise<{ readonly text: string; readonly etag: string }> => {
  const object = await getSeedObject(s3, seed, 'lab.json', etag === undefined ? {} : { etag });
  await look?.(object);
  return { text: (await object.Body?.transformToString('utf-8')) ?? '', etag: object.ETag ?? '' };
};

/** The built-in sample's definition. */
export const sampleDefinition = (): string => JSON.stringify(sample);

/**
 * A stand-in for a definition that can no longer be read.
 * @param written tables that jobs fill, as `zone.table`
 */
export const lostDefinition = (written: readonly string[]): LabDefinition =>
  withDefaults({
    title: 'A lab whose definition can no longer be read',
    version: '0.0.0',
    licence: 'unknown',
    source: 'unknown',
    datasets: [],
    tables: written.flatMap(name => {
      const table = tableOf(name);
      return table === undefined ? [] : [{ ...table, format: 'parquet' as const, columns: [] }];
    }),
  });

/**
 * Reads the very definition that Plan found and parsed: so there is nothing to check again, and the functions after
 * Plan do without the schema.
 *
 * @param sample the built-in sample's definition, as far as the step needs one: it is part of the function's code
 * @throws SeedChanged when the seed has been published again since
 */
export const readDefinition = async <Needed>(
  s3: S3Client,
  reference: DefinitionReference,
  sample: Needed,
): Promise<Needed | LabDefinition> => {
  if (reference.from === 'sample') return sample;
  if (reference.from === 'lost') return lostDefinition(reference.written);
  const { text } = await getDefinition(s3, parseSeedUri(reference.uri), reference.etag);
  return withDefaults(JSON.parse(text));
};
