import type { S3Client } from '@aws-sdk/client-s3';
import { formatSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { joinSeeds, type NamedSeed } from './join-seeds.ts';
import type { OnRead } from './measure-file.ts';
import type { TablesBelow } from './read-folder.ts';
import { readPublishedSeed } from './read-published-seed.ts';
import { isSample, readSample } from './read-sample.ts';
import { readSeedFolder } from './read-seed-folder.ts';
import type { SeedFolder } from './seed-folder.ts';

/** A seed as its user names it. */
export type SeedSource =
  | { readonly from: 'sample' }
  | { readonly from: 'folder'; readonly folder: string }
  | { readonly from: 'uri'; readonly seed: SeedUri };

const nameOf = (source: SeedSource): string => {
  if (source.from === 'sample') return 'the built-in sample';
  return source.from === 'folder' ? source.folder : formatSeedUri(source.seed);
};

const readSeed = async (
  source: SeedSource,
  below: TablesBelow,
  onRead: OnRead | undefined,
  s3: S3Client | undefined,
): Promise<SeedFolder> => {
  if (source.from === 'sample') return readSample();
  if (source.from === 'folder')
    return (await isSample(source.folder)) ? readSample() : readSeedFolder(source.folder, onRead, below);
  if (s3 === undefined) throw new TypeError('a seed in S3 cannot be read without a client');
  return readPublishedSeed(s3, source.seed);
};

/**
 * Reads seeds, each on top of those before it, and joins them.
 *
 * @param onRead is called as files are read
 * @param s3 reads the seeds in S3; not needed if there are none
 * @throws what readSeedFolder, readPublishedSeed and joinSeeds throw; if there are several, with the seed's name
 */
export const readSeeds = async (
  sources: readonly SeedSource[],
  onRead?: OnRead,
  s3?: S3Client,
): Promise<SeedFolder> => {
  const seeds: NamedSeed[] = [];
  for (const source of sources) {
    const name = nameOf(source);
    const below = {
      datasets: seeds.flatMap(({ definition }) => definition.datasets),
      tables: seeds.flatMap(({ definition }) => definition.tables),
    };
    try {
      seeds.push({ ...(await readSeed(source, below, onRead, s3)), name });
    } catch (error) {
      // A folder's messages name its lab.json, and each of several has one.
      if (sources.length > 1 && source.from === 'folder' && error instanceof Error)
        error.message = `${name}: ${error.message}`;
      throw error;
    }
  }
  return joinSeeds(seeds);
};
