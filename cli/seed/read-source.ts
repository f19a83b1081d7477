import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import type { TableDefinition } from '../../lab/definition.ts';
import { pathOf } from '../../lab/parse.ts';
import { readDefinitionJson, refuseSize } from '../../lab/read-definition.ts';
import { contradictionsIn, type LabSource, labSourceSchema } from '../../lab/source-definition.ts';
import { refuseNewer } from '../../lab/version.ts';
import { counted } from '../../lab/words/units.ts';
import { describeAsNew } from './describe/describe-definition.ts';
import { definitionKey, fileIn, hasDefinition, type Place, refusal } from './folder-files.ts';
import type { Problems } from './problems.ts';
import { foreignTypes } from './type-advice.ts';

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
  /** What to know about it, in whole sentences. */
  readonly notes: readonly string[];
}

type Parts = Omit<ReadSource, 'whole' | 'notes'>;

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

const partsOf = (value: unknown): Parts => {
  const { datasets, tables, jobs } = z.safeParse(lists, value).data ?? {};
  const { shape } = labSourceSchema;
  return {
    datasets: goodItems(shape.datasets, 'datasets', datasets),
    tables: goodItems(shape.tables, 'tables', tables),
    jobs: goodItems(shape.jobs, 'jobs', jobs),
  };
};

const without = (parts: Parts, wrong: ReadonlySet<string>): Parts => {
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
const parseSource = (
  text: string,
  problems: Problems,
  below: readonly TableDefinition[],
): Omit<ReadSource, 'notes'> => {
  const value = readDefinitionJson(text, definitionKey);
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

const textOf = async (path: string): Promise<string> => {
  refuseSize((await stat(path)).size, definitionKey);
  return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
};

/** A folder's `lab.json`, or what `daybreak describe` would write there. */
const readText = async (
  root: string,
): Promise<{ readonly text: string; readonly notes: readonly string[] }> => {
  if (await hasDefinition(root))
    return { text: await textOf(await fileIn(root, definitionKey, [])), notes: [] };
  const { text, tables } = await describeAsNew(root);
  const note =
    `There is no ${definitionKey} in the folder, so its files were described: ${counted(tables.length, 'table')}. ` +
    'To see how they are read, and to change it, use `npx daybreak describe` with the folder.';
  return { text, notes: [note] };
};

/**
 * Reads a folder's `lab.json`, or describes the folder where there is none; undefined if that could not be read.
 * @param problems collects all that is wrong with it
 * @param below tables without files of the seeds that it builds on
 */
export const readSource = (
  root: string,
  problems: Problems,
  below: readonly TableDefinition[] = [],
): Promise<ReadSource | undefined> =>
  problems.limited(
    async own => {
      const { text, notes } = await readText(root);
      return { ...parseSource(text, own, below), notes };
    },
    more => refusal([], `there are ${more} more problems. Fix those above first`),
  );
