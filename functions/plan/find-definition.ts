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

/** The tables that the last rebuild made, found or kept; those that it refused are somebody's. */
const tablesIn = (lab: Lab, last: Report | undefined): readonly string[] => {
  const made = last?.outcomes.filter(({ outcome }) => outcome !== 'refused') ?? [];
  return zones.flatMap(zone => {
    const prefix = kinds.table.id(databaseName(lab, zone), '');
    return made
      .filter(({ resource }) => resource.startsWith(prefix))
      .map(({ resource }) => `${zone}.${resource.slice(prefix.length)}`);
  });
};

/**
 * The same for a run that destroys the lab: the seed may be gone for good, and the mark identifies the lab's resources.
 *
 * @param last the lab's last report
 * @returns also what the lack of a definition means, if there is none
 */
export const findDefinitionIfAny = async (
  s3: S3Client,
  seedUri: string,
  lab: Lab,
  last: Promise<{ readonly report?: Report }>,
): Promise<FoundDefinition & { readonly notes: readonly string[] }> => {
  try {
    return { ...(await findDefinition(s3, seedUri)), notes: [] };
  } catch (error) {
    if (!(error instanceof SeedUnavailable || error instanceof InvalidDefinition)) throw error;
    const written = tablesIn(lab, (await last).report);
    return {
      definition: lostDefinition(written),
      reference: { from: 'lost', uri: seedUri, written },
      notes: [
        `the definition can't be read, so only what carries the lab's mark is known to be the lab's: ${error.message}`,
      ],
    };
  }
};
