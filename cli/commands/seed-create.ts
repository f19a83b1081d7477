import { sampleScale } from '../../data/olist-sample/scale.ts';
import { posixWord } from '../../lab/words/posix-word.ts';
import { bytes, count, counted } from '../../lab/words/units.ts';
import type { Answer, Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import { commandOf } from '../render/next.ts';
import { asStep } from '../render/progress.ts';
import { reading } from '../render/reading.ts';
import { findPublicFiles } from '../seed/create/find-public-files.ts';
import { generatedSeed } from '../seed/create/generated-seed.ts';
import { makeNewFolder } from '../seed/create/new-folder.ts';
import { seedFromFiles } from '../seed/create/seed-from-files.ts';
import { writeSeed } from '../seed/create/write-seed.ts';
import { readFolder } from '../seed/read-folder.ts';

export interface CreateOptions {
  /** A folder with public files. */
  readonly from?: string;
  readonly orders?: string;
  readonly randomSeed?: string;
}

/** Fewer orders would leave months and statuses without any. */
const leastOrders = 100;
const mostOrders = 100_000_000;
const mostRandomSeed = 2 ** 32 - 1;

/** @throws UsageError */
const wholeNumber = (
  option: string,
  text: string | undefined,
  least: number,
  most: number,
  usual: number,
) => {
  if (text === undefined) return usual;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new UsageError(
      `${option} '${text}' is not a whole number from ${count(least)} to ${count(most)}, written without commas.`,
    );
  return value;
};

/**
 * Writes a new seed with a lab.json, for `up --seed` and `seed publish`: of made-up data, the same bytes for the same
 * options on every machine, or of public files, which are then read and counted.
 * @throws UsageError, and what is wrong with the public files
 */
export const seedCreate = async (
  { progress, interrupt, target }: Context,
  folder: string,
  options: CreateOptions,
): Promise<Answer> => {
  const scale = {
    orders: wholeNumber('--orders', options.orders, leastOrders, mostOrders, sampleScale.orders),
    randomSeed: wholeNumber('--random-seed', options.randomSeed, 0, mostRandomSeed, sampleScale.randomSeed),
  };
  const found = options.from === undefined ? [] : await findPublicFiles(options.from);
  await makeNewFolder(folder);
  interrupt.means(
    `You pressed Ctrl-C. The seed in ${folder} is not complete: delete it before you create it again.`,
  );
  const seed = found.length === 0 ? generatedSeed(scale) : seedFromFiles(found, scale);
  const written = await asStep(progress, 'Seed', async say => {
    const done = await writeSeed(folder, seed, interrupt.signal, ({ files }) => {
      say(`${files} of ${counted(seed.files.length + 1, 'file')}`);
    });
    return [done, `${counted(done.files, 'file')} (${bytes(done.bytes)})`];
  });
  const read =
    found.length === 0
      ? undefined
      : await asStep(progress, 'Check', async say => {
          const { tables, problems } = await readFolder(folder, { onRead: reading(say, interrupt) });
          if (problems.errors.length > 0) problems.fail();
          return [tables, counted(tables.length, 'table')];
        });
  return {
    document: { folder, ...scale, ...written, real: found.map(({ table }) => table) },
    text: [
      read === undefined
        ? `${folder} is a seed with ${counted(scale.orders, 'order')}, made up with random seed ${scale.randomSeed}.`
        : `${folder} is a seed with ${counted(found.length, 'real table')} and ${count(read.length - found.length)} made up.`,
      '',
      'Build a lab from it',
      `  ${commandOf(target, 'up')} --seed ${posixWord(folder)}`,
    ].join('\n'),
  };
};
