import type { S3Client } from '@aws-sdk/client-s3';
import { type LabDefinition, parseLabDefinition } from '../../lab/definition.ts';
import { InvalidDefinition, SeedUnavailable } from '../../lab/errors.ts';
import { kinds } from '../../lab/kinds.ts';
import { databaseName, type Lab, zones } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import type { DefinitionReference } from '../../lab/run.ts';
import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';
import { refuseLargeDefinition } from '../../reconcile/definition-size.ts';
import { getDefinition, lostDefinition, sampleDefinition } from '../seed/definition.ts';

/** A definition, and the reference by which a run's steps find it. */
interface FoundDefinition {
  readonly definition: LabDefinition;
  readonly reference: DefinitionReference;
}

/**
 * Finds the definition for a run, and a reference that pins it.
 * @param seedUri `s3://bucket/prefix/`, or empty for the built-in sample
 * @throws SeedUnavailable, InvalidDefinition, InvalidInput
 */
export const findDefinition = async (s3: S3Client, seedUri: string): Promise<FoundDefinition> => {
  if (seedUri === '')
    return {
      definition: parseLabDefinition(sampleDefinition(), 'the built-in sample'),
      reference: { from: 'sample' },
    };
  const seed = parseSeedUri(seedUri);
  const uri = formatSeedUri(seed);
  const what = `${uri}lab.json`;
  const { text, etag } = await getDefinition(s3, seed, undefined, object =>
    refuseLargeDefinition(object, what),
  );
  return { definition: parseLabDefinition(text, what), reference: { from: 'seed', uri, etag } };
};

/** Tables without a dataset, which jobs fill. */
const writtenIn = (lab: Lab, last: Report | undefined): readonly string[] => {
  const made = new Set(last?.outcomes.map(({ resource }) => resource));
  return zones.flatMap(zone => {
    const prefix = kinds.table.id(databaseName(lab, zone), '');
    return [...made]
      .filter(id => id.startsWith(prefix))
      .map(id => id.slice(prefix.length))
      .filter(table => !made.has(kinds.dataset.id({ zone, table })))
      .map(table => `${zone}.${table}`);
  });
};

/**
 * The same for a run that destroys the lab: the seed may be gone for good, and the mark identifies the lab's resources.
 * @param last the lab's last report
 */
export const findDefinitionIfAny = async (
  s3: S3Client,
  seedUri: string,
  lab: Lab,
  last: Report | undefined,
): Promise<FoundDefinition> => {
  try {
    return await findDefinition(s3, seedUri);
  } catch (error) {
    if (!(error instanceof SeedUnavailable || error instanceof InvalidDefinition)) throw error;
    const written = writtenIn(lab, last);
    return { definition: lostDefinition(written), reference: { from: 'lost', uri: seedUri, written } };
  }
};
