import { sampleScale } from '../../data/olist-sample/scale.ts';
import type { Answer, Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import { asStep } from '../render/progress.ts';
import { posixQuoted } from '../render/shell.ts';
import { bytes, count, counted } from '../render/units.ts';
import { generatedSeed } from '../seed/create/generated-seed.ts';
import { makeNewFolder } from '../seed/create/new-folder.ts';
import { writeSeed } from '../seed/create/write-seed.ts';

export interface CreateOptions {
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
 * Writes a new seed: made-up data with a lab.json, for `up --seed` and `seed publish`. The same options give the same
 * bytes on every machine.
 * @throws UsageError
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
  await makeNewFolder(folder);
  interrupt.means(
    `Interrupted. The seed in ${folder} is not complete: delete it before you create it again.`,
  );
  const seed = generatedSeed(scale);
  const written = await asStep(progress, 'Seed', async say => {
    const done = await writeSeed(folder, seed, interrupt.signal, ({ files }) => {
      say(`${files} of ${counted(seed.files.length + 1, 'file')}`);
    });
    return [done, `${counted(done.files, 'file')} (${bytes(done.bytes)})`];
  });
  const local = target.isLocal ? ' --local' : '';
  const quoted = /^[\w./-]+$/.test(folder) ? folder : posixQuoted(folder);
  return {
    document: { folder, ...scale, ...written },
    text: [
      `${folder} is a seed with ${counted(scale.orders, 'order')}, made up with random seed ${scale.randomSeed}.`,
      '',
      'Build a lab from it',
      `  npx daybreak up${local} --seed ${quoted}`,
    ].join('\n'),
  };
};
