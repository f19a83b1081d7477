import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { TableDefinition } from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { pathOf, readJson } from '../../lab/parse.ts';
import { contradictionsIn, type LabSource, labSourceSchema } from '../../lab/source-definition.ts';
import { refuseNewer } from '../../lab/version.ts';
import { bytes } from '../render/units.ts';
import { fileIn, type Place, refusal } from './folder-files.ts';
import type { Problems } from './problems.ts';
import { foreignTypes } from './type-advice.ts';

export const definitionKey = 'lab.json';

/** Larger files are something else: a hundred thousand files with their checksums have less. */
const mostBytes = 20_000_000;

/** Something that `lab.json` lists, with its place. */
type Placed<Item> = readonly [item: Item, at: Place];

/** A folder's `lab.json`. */
export interface ReadSource {
  /** Undefined if something is wrong with it. */
  readonly whole: LabSource | undefined;
  /** Those that nothing is wrong with, so that their files can be read all the same. */
  readonly datasets: readonly Placed<LabSource['datasets'][number]>[];
  readonly tables: readonly Placed<LabSource['tables'][number]>[];
  readonly jobs: readonly Placed<LabSource['jobs'][number]>[];
}

const lists = z.looseObject({
  datasets: z.optional(z.unknown()),
  tables: z.optional(z.unknown()),
  jobs: z.optional(z.unknown()),
});

/** The items of a list that are as the schema wants them. */
const goodItems = <Item>(schema: z.ZodMiniType<Item[]>, list: string, items: unknown): Placed<Item>[] =>
  (Array.isArray(items) ? items : []).flatMap((item: unknown, index): Placed<Item>[] => {
    const [good] = z.safeParse(schema, [item]).data ?? [];
    return good === undefined ? [] : [[good, [list, index]]];
  });

const partsOf = (value: unknown): Omit<ReadSource, 'whole'> => {
  const { datasets, tables, jobs } = z.safeParse(lists, value).data ?? {};
  const { shape } = labSourceSchema;
  return {
    datasets: goodItems(shape.datasets, 'datasets', datasets),
    tables: goodItems(shape.tables, 'tables', tables),
    jobs: goodItems(shape.jobs, 'jobs', jobs),
  };
};

const without = (parts: Omit<ReadSource, 'whole'>, wrong: ReadonlySet<string>): Omit<ReadSource, 'whole'> => {
  const isGood = ([, at]: Placed<unknown>): boolean => !wrong.has(pathOf(at));
  return {
    datasets: parts.datasets.filter(isGood),
    tables: parts.tables.filter(isGood),
    jobs: parts.jobs.filter(isGood),
  };
};

/**
 * Parses the text of a `lab.json`.
 * @param problems collects what is wrong with it
 * @param below tables without files of the seeds that it builds on
 * @throws InvalidDefinition it is not JSON, or of a newer form
 */
const parseSource = (text: string, problems: Problems, below: readonly TableDefinition[]): ReadSource => {
  const value = readJson(text, definitionKey, InvalidDefinition);
  refuseNewer(value, definitionKey);
  const parts = partsOf(value);
  const { data, error } = z.safeParse(labSourceSchema, value);
  if (data === undefined) {
    const names = new Map(foreignTypes(value).map(([path, message]) => [pathOf(path), message]));
    for (const { path, message } of error.issues) {
      const at = path.map(part => (typeof part === 'symbol' ? String(part) : part));
      problems.add(refusal(at, names.get(pathOf(at)) ?? message));
    }
    return { whole: undefined, ...parts };
  }
  const found = [...contradictionsIn(data, below)];
  problems.add(...found.map(finding => refusal(...finding)));
  const { $schema: _forEditors, ...whole } = data;
  return {
    whole: found.length === 0 ? whole : undefined,
    ...without(parts, new Set(found.map(([path]) => pathOf(path.slice(0, 2))))),
  };
};

const readText = async (root: string): Promise<string> => {
  if (!existsSync(join(root, definitionKey)))
    throw refusal(
      [],
      "there is no 'lab.json' in the folder. Write one, or have `npx daybreak describe` draft it",
    );
  const path = await fileIn(root, definitionKey, []);
  const { size } = await stat(path);
  if (size > mostBytes)
    throw refusal(
      [],
      `it has ${bytes(size)}, but a definition has at most ${bytes(mostBytes)}. List files in a manifest`,
    );
  return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
};

/**
 * Reads a folder's `lab.json`; undefined if there is none that could be read.
 * @param problems collects all that is wrong with it
 * @param below tables without files of the seeds that it builds on
 */
export const readSource = (
  root: string,
  problems: Problems,
  below: readonly TableDefinition[] = [],
): Promise<ReadSource | undefined> =>
  problems.limited(
    async own => parseSource(await readText(root), own, below),
    more => refusal([], `there are ${more} more problems. Mend those above first`),
  );
