import type { S3Client } from '@aws-sdk/client-s3';
import { measureBytes } from '../../lab/crc32.ts';
import type { LabDefinition } from '../../lab/definition.ts';
import { formatSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { refuseSql, sqlIn } from './check-sql.ts';
import { filesOfDataset, filesOfJobs, placeIn, readDefinition } from './published-seed.ts';
import type { SeedFile, SeedFolder } from './seed-folder.ts';

/**
 * The definition of a published seed, with what the lab itself would run checked. A saved query with a mistake is a
 * nuisance, but no reason not to build somebody else's lab.
 *
 * @throws SeedUnavailable, InvalidDefinition
 */
export const checkedDefinition = async (s3: S3Client, seed: SeedUri): Promise<LabDefinition> => {
  const definition = await readDefinition(s3, seed);
  const asked = sqlIn(definition).filter(({ by }) => by === 'lab');
  await refuseSql(asked, definition, `${formatSeedUri(seed)}lab.json`);
  return definition;
};

/**
 * A published seed as a part of another one. Its files stay where they are until S3 copies them.
 * @throws SeedUnavailable, InvalidDefinition
 */
export const readPublishedSeed = async (s3: S3Client, seed: SeedUri): Promise<SeedFolder> => {
  const definition = await checkedDefinition(s3, seed);
  const files: SeedFile[] = filesOfJobs(definition).map(file => ({ ...file, from: placeIn(seed, file.key) }));
  for (const dataset of definition.datasets) {
    const listed = await Array.fromAsync(filesOfDataset(s3, seed, dataset));
    files.push(...listed.map(file => ({ ...file, from: placeIn(seed, file.key) })));
    if (dataset.manifest === undefined) continue;
    const body = listed.map(file => `${JSON.stringify(file)}\n`).join('');
    files.push({ key: dataset.manifest, body, ...measureBytes(Buffer.from(body)) });
  }
  return { definition, files, warnings: [] };
};
