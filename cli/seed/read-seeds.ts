import type { S3Client } from '@aws-sdk/client-s3';
import { formatSeedUri, type SeedUri } from '../../lab/seed-uri.ts';
import { joinSeeds, type NamedSeed } from './join-seeds.ts';
import type { FolderOptions, TablesBelow } from './read-folder.ts';
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

/** How seeds are read. */
export interface SeedsOptions extends Omit<FolderOptions, 'below'> {
  /** Reads the seeds in S3; not needed if there are none. */
  readonly s3?: S3Client;
}

/** What a seed on top of others can name. */
export const tablesOfSeeds = (seeds: readonly SeedFolder[]): TablesBelow => ({
  datasets: seeds.flatMap(({ definition }) => definition.datasets),
  tables: seeds.flatMap(({ definition }) => definition.tables),
});

const readSeed = async (
  source: SeedSource,
  below: TablesBelow,
  { s3, ...options }: SeedsOptions,
): Promise<SeedFolder> => {
  if (source.from === 'sample') return readSample();
  if (source.from === 'folder')
    return (await isSample(source.folder))
      ? readSample()
      : readSeedFolder(source.folder, { ...options, below });
  if (s3 === undefined) throw new TypeError('a seed in S3 cannot be read without a client');
  return readPublishedSeed(s3, source.seed);
};

/**
 * Reads seeds, each on top of those before it, and joins them.
 * @throws what readSeedFolder, readPublishedSeed and joinSeeds throw; if there are several, with the seed's name
 */
export const readSeeds = async (
  sources: readonly SeedSource[],
  options: SeedsOptions = {},
): Promise<SeedFolder> => {
  const seeds: NamedSeed[] = [];
  for (const source of sources) {
    const name = nameOf(source);
    try {
      seeds.push({ ...(await readSeed(source, tablesOfSeeds(seeds), options)), name });
    } catch (error) {
      // A folder's messages name its lab.json, and each of several has one.
      if (sources.length > 1 && source.from === 'folder' && error instanceof Error)
        error.message = `${name}: ${error.message}`;
      throw error;
    }
  }
  return joinSeeds(seeds);
};
