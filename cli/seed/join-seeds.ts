import { tablesOf } from '../../lab/datasets.ts';
import { type LabDefinition, parseLabDefinition } from '../../lab/definition.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import type { SeedFile, SeedFolder } from './seed-folder.ts';

/** A seed that was read, and how its user named it. */
export interface NamedSeed extends SeedFolder {
  readonly name: string;
}

/** Something that a lab can have only once. */
interface Only {
  /** As a message names it: `table sor.orders` */
  readonly what: string;
  /** Different content can't share its place. Undefined if even the same content can't. */
  readonly content?: string;
}

const onlyOnce = ({ definition, files }: SeedFolder): readonly Only[] => [
  ...tablesOf(definition).map(({ zone, table }) => ({ what: `table ${zone}.${table}` })),
  ...definition.jobs.map(({ name }) => ({ what: `job ${name}` })),
  ...definition.smokeTests.map(({ name }) => ({ what: `smoke test '${name}'` })),
  ...definition.queries.map(({ name }) => ({ what: `query '${name}'` })),
  ...files.map(({ key, bytes, crc32 }) => ({
    what: `file ${key}, with different content`,
    content: `${bytes} ${crc32}`,
  })),
];

/** Most clashes of two seeds that a message names. */
const mostNamed = 10;

const clashWords = (pair: string, clashes: readonly string[]): string => {
  const more = clashes.length - mostNamed;
  const list = [...clashes.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join('; ');
  return `${pair} both have ${list}. Rename what one of them has, or leave it out`;
};

/** @throws InvalidDefinition that names all clashes, each with both seeds */
const refuseClashes = (seeds: readonly NamedSeed[]): void => {
  const owners = new Map<string, Only & { readonly seed: string }>();
  const clashes = new Map<string, string[]>();
  for (const seed of seeds)
    for (const only of onlyOnce(seed)) {
      const owner = owners.get(only.what);
      if (owner === undefined) owners.set(only.what, { ...only, seed: seed.name });
      else if (only.content === undefined || only.content !== owner.content) {
        const pair = `${owner.seed} and ${seed.name}`;
        clashes.set(pair, [...(clashes.get(pair) ?? []), only.what]);
      }
    }
  if (clashes.size > 0)
    throw new InvalidDefinition([...clashes].map(([pair, list]) => clashWords(pair, list)).join('\n'));
};

/** What all seeds say alike, once; otherwise each seed's words, with its title. */
const eachOnesOwn = (definitions: readonly LabDefinition[], key: 'licence' | 'source'): string =>
  new Set(definitions.map(definition => definition[key])).size === 1
    ? (definitions[0]?.[key] ?? '')
    : definitions.map(definition => `${definition.title}: ${definition[key]}`).join('; ');

const joinDefinitions = (definitions: readonly LabDefinition[], last: LabDefinition): LabDefinition => ({
  schemaVersion: last.schemaVersion,
  title: last.title,
  version: last.version,
  licence: eachOnesOwn(definitions, 'licence'),
  source: eachOnesOwn(definitions, 'source'),
  synthetic: definitions.some(({ synthetic }) => synthetic),
  zones: Object.fromEntries(definitions.flatMap(({ zones = {} }) => Object.entries(zones))),
  datasets: definitions.flatMap(({ datasets }) => datasets),
  tables: definitions.flatMap(({ tables }) => tables),
  jobs: definitions.flatMap(({ jobs }) => jobs),
  smokeTests: definitions.flatMap(({ smokeTests }) => smokeTests),
  queries: definitions.flatMap(({ queries }) => queries),
});

/**
 * One seed of several, each on top of those before it. It has what all of them have, and the title and version of the
 * last one.
 *
 * @param seeds at least one
 * @throws InvalidDefinition two seeds have the same table, job, query or smoke test, or the same file with different
 *   content; or the whole is more than a lab can have
 */
export const joinSeeds = (seeds: readonly NamedSeed[]): SeedFolder => {
  const last = seeds.at(-1);
  if (last === undefined) throw new RangeError('no seeds to join');
  if (seeds.length === 1) return last;
  refuseClashes(seeds);
  const definition = joinDefinitions(
    seeds.map(seed => seed.definition),
    last.definition,
  );
  const files = new Map<string, SeedFile>(seeds.flatMap(seed => seed.files).map(file => [file.key, file]));
  return {
    definition: parseLabDefinition(
      JSON.stringify(definition),
      `${seeds.map(({ name }) => name).join(' and ')}, together`,
    ),
    files: [...files.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
    warnings: seeds.flatMap(({ warnings }) => warnings),
  };
};
