import type { S3Client } from '@aws-sdk/client-s3';
import { type LabDefinition, parseLabDefinition } from '../../lab/definition.ts';
import type { DefinitionReference } from '../../lab/run.ts';
import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';
import { getDefinition, sampleDefinition } from '../definition.ts';

/**
 * Finds the definition that a run works with, and a reference that pins it.
 * @param seedUri `s3://bucket/prefix/`, or empty for the built-in sample
 * @throws SeedUnavailable, InvalidDefinition, InvalidInput
 */
export const findDefinition = async (
  s3: S3Client,
  seedUri: string,
): Promise<{ readonly definition: LabDefinition; readonly reference: DefinitionReference }> => {
  if (seedUri === '')
    return {
      definition: parseLabDefinition(sampleDefinition(), 'the built-in sample'),
      reference: { from: 'sample' },
    };
  const seed = parseSeedUri(seedUri);
  const uri = formatSeedUri(seed);
  const { text, etag } = await getDefinition(s3, seed);
  return { definition: parseLabDefinition(text, `${uri}lab.json`), reference: { from: 'seed', uri, etag } };
};
