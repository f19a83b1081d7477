import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';
import { counted } from '../../lab/words/units.ts';
import type { Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import type { Interrupt } from '../interrupt.ts';
import { asStep, nowAndThen, type OnProgress } from '../render/progress.ts';
import { reading } from '../render/reading.ts';
import { publishSeed } from '../seed/publish-seed.ts';
import { publishedWords, publishingWords } from '../seed/publish-words.ts';
import { checkedDefinition } from '../seed/read-published-seed.ts';
import { readSeeds, type SeedSource, type SeedsOptions } from '../seed/read-seeds.ts';
import type { SeedFolder } from '../seed/seed-folder.ts';
import type { Session } from '../session.ts';

/** Where the lab's data comes from. */
export type SeedOption =
  /** Not given: the stack keeps what it has; a new one gets the built-in sample. */
  | { readonly from: 'kept' }
  /** The stack reads it itself. Empty: the built-in sample. */
  | { readonly from: 'uri'; readonly uri: string }
  /** Read and joined here, and published for the stack. */
  | { readonly from: 'sources'; readonly sources: readonly SeedSource[] };

/** @throws UsageError, InvalidInput */
const parseSource = (seed: string): SeedSource => {
  if (seed.startsWith('s3:')) return { from: 'uri', seed: parseSeedUri(seed) };
  if (seed.trim() === '')
    throw new UsageError(
      '--seed is empty. Give a folder or s3://bucket/prefix/, or use --sample for the built-in sample.',
    );
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(seed))
    throw new UsageError(`--seed '${seed}' is neither a folder nor s3://bucket/prefix/.`);
  return { from: 'folder', folder: seed };
};

/**
 * Parses `--seed`, which can be given several times, and `--sample`, which is the first of them.
 * @throws UsageError, and what parseSeedUri throws
 */
export const parseSeedOption = ({
  seed = [],
  sample = false,
}: {
  readonly seed?: readonly string[];
  readonly sample?: boolean;
}): SeedOption => {
  const sources = seed.map(parseSource);
  const [first, ...others] = sources;
  if (first === undefined) return sample ? { from: 'uri', uri: '' } : { from: 'kept' };
  if (sample) return { from: 'sources', sources: [{ from: 'sample' }, ...sources] };
  if (first.from === 'uri' && others.length === 0) return { from: 'uri', uri: formatSeedUri(first.seed) };
  return { from: 'sources', sources };
};

/** Whether seeds can be read before there is a session. */
export const areHere = (sources: readonly SeedSource[]): boolean =>
  sources.every(({ from }) => from !== 'uri');

/** Reads, checks and joins seeds as one step. */
export const readSeedStep = async (
  { progress, interrupt }: Pick<Context, 'progress' | 'interrupt'>,
  sources: readonly SeedSource[],
  options: Omit<SeedsOptions, 'onRead'> = {},
): Promise<SeedFolder> => {
  const folder = await asStep(progress, 'Seed folder', async say => {
    const read = await readSeeds(sources, { ...options, onRead: reading(say, interrupt) });
    const { title, version } = read.definition;
    const seeds = sources.length === 1 ? '' : `${counted(sources.length, 'seed')}, `;
    return [read, `${title} ${version}, ${seeds}${counted(read.files.length, 'file')}`];
  });
  for (const warning of folder.warnings) await progress.note(warning);
  return folder;
};

/**
 * Checks a seed in S3 before a stack uses it, so that a mistyped address or a mistake in the definition changes
 * nothing. The run's Plan step checks what only the lab's functions can.
 * @throws SeedUnavailable, InvalidDefinition
 */
export const checkSeed = async ({ s3 }: Pick<Session, 's3'>, uri: string): Promise<void> => {
  await checkedDefinition(s3, parseSeedUri(uri));
};

/** Publishes seeds that were read under `seed/` in the lab's deploy bucket. */
export const publishFolder = async (
  { s3 }: Session,
  bucket: string,
  folder: SeedFolder,
  interrupt: Interrupt,
  say: OnProgress,
): Promise<{ readonly uri: string; readonly words: string }> => {
  const target = { bucket, prefix: 'seed/' };
  const tell = nowAndThen(say);
  const counts = await publishSeed(s3, folder, target, progress => {
    interrupt.check();
    tell(publishingWords(progress));
  });
  return { uri: formatSeedUri(target), words: publishedWords(counts) };
};
