import { GetObjectCommand } from '@aws-sdk/client-s3';
import { parseLabDefinition } from '../../lab/definition.ts';
import { SeedUnavailable } from '../../lab/errors.ts';
import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';
import { isDenied, isMissing } from '../../reconcile/aws-errors.ts';
import { UsageError } from '../errors.ts';
import type { Interrupt } from '../interrupt.ts';
import { asStep, type OnProgress, type Progress } from '../render/progress.ts';
import { reading } from '../render/reading.ts';
import { bytes, counted } from '../render/units.ts';
import { refuseSql, sqlIn } from '../seed/check-sql.ts';
import { publishSeed } from '../seed/publish-seed.ts';
import { readSeedFolder } from '../seed/read-seed-folder.ts';
import type { SeedFolder } from '../seed/seed-folder.ts';
import type { Session } from '../session.ts';

/** Where the lab's data comes from. */
export type SeedOption =
  /** Not given: the stack keeps what it has; a new one gets the built-in sample. */
  | { readonly from: 'kept' }
  /** Empty: the built-in sample. */
  | { readonly from: 'uri'; readonly uri: string }
  | { readonly from: 'folder'; readonly folder: SeedFolder };

/**
 * Parses `--seed` and `--sample`. A folder is read and checked right away, so that mistakes in it show before anything
 * changes.
 * @throws UsageError, and what parseSeedUri and readSeedFolder throw
 */
export const parseSeedOption = async (
  { seed, sample }: { readonly seed?: string; readonly sample?: boolean },
  progress: Progress,
  interrupt: Interrupt,
): Promise<SeedOption> => {
  if (sample === true) return { from: 'uri', uri: '' };
  if (seed === undefined) return { from: 'kept' };
  if (seed.startsWith('s3:')) return { from: 'uri', uri: formatSeedUri(parseSeedUri(seed)) };
  if (seed.trim() === '')
    throw new UsageError(
      '--seed is empty. Give a folder or s3://bucket/prefix/, or use --sample for the built-in sample.',
    );
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(seed))
    throw new UsageError(`--seed '${seed}' is neither a folder nor s3://bucket/prefix/.`);
  const folder = await asStep(progress, 'Seed folder', async say => {
    const read = await readSeedFolder(seed, reading(say, interrupt));
    const { title, version } = read.definition;
    return [read, `${title} ${version}, ${counted(read.files.length, 'file')}`];
  });
  for (const warning of folder.warnings) await progress.note(warning);
  return { from: 'folder', folder };
};

/**
 * Checks a seed in S3 before a stack uses it, so that a mistyped address or a mistake in the definition changes
 * nothing. The run's Plan step checks what only the lab's functions can.
 * @throws SeedUnavailable, InvalidDefinition
 */
export const checkSeed = async ({ s3 }: Pick<Session, 's3'>, uri: string): Promise<void> => {
  const { bucket, prefix } = parseSeedUri(uri);
  const address = `${uri}lab.json`;
  let text: string | undefined;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${prefix}lab.json` }));
    text = await Body?.transformToString();
  } catch (error) {
    if (isMissing(error))
      throw new SeedUnavailable(`There is no ${address}. Check --seed, or publish the seed first.`);
    if (isDenied(error))
      throw new SeedUnavailable(
        `${address} does not exist or can't be read from this account (${error.name}). Check --seed, or ask its owner.`,
      );
    throw error;
  }
  if (text === undefined) return;
  const definition = parseLabDefinition(text, address);
  // A saved query with a mistake is a nuisance, but no reason not to build somebody else's lab.
  const asked = sqlIn(definition).filter(({ by }) => by === 'lab');
  await refuseSql(asked, definition, address);
};

/** Publishes a folder under `seed/` in the lab's deploy bucket. */
export const publishFolder = async (
  { s3 }: Session,
  bucket: string,
  folder: SeedFolder,
  interrupt: Interrupt,
  say: OnProgress,
): Promise<{ readonly uri: string; readonly words: string }> => {
  const target = { bucket, prefix: 'seed/' };
  const counts = await publishSeed(s3, folder, target, ({ uploaded, skipped, files }) => {
    interrupt.check();
    say(`${uploaded + skipped} of ${counted(files, 'file')}`);
  });
  const uploaded = `${counted(counts.uploaded, 'file')} (${bytes(counts.bytes)}) published`;
  return {
    uri: formatSeedUri(target),
    words: counts.skipped === 0 ? uploaded : `${uploaded}, ${counts.skipped} in place`,
  };
};
