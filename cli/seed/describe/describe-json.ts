import type { Database } from '../duckdb/database.ts';
import { sqlName, sqlText } from '../duckdb/database.ts';
import { sqlPath } from '../duckdb/text-relation.ts';
import { jsonTest } from '../json-values.ts';
import { explainColumns, sharedFormat } from './explain-columns.ts';
import { mixedPlaces, nestedType, type Structure, scopeOf, structureOf } from './json-structure.ts';
import { columnNames } from './legal-names.ts';
import type { ReadableText } from './readable-text.ts';
import type { ColumnDraft, ContentDraft } from './table-draft.ts';
import { type TextColumn, type TypedColumns, typeColumns } from './type-columns.ts';

/** As JSON pointers have it: RFC 6901. */
const pointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The relation of the objects' values as text; each line is parsed once. */
const valuesOf = (objects: string, keys: readonly string[], names: readonly string[]): string => {
  const values = names.map((name, index) => `texts[${index + 1}] as ${sqlName(name)}`).join(', ');
  const pointers = keys.map(key => sqlText(pointer(key))).join(', ');
  return `(select ${values} from (select json_extract_string(json, [${pointers}]) as texts from ${objects}))`;
};

interface Key {
  readonly key: string;
  readonly name: string;
  readonly structure: Structure;
}

const columnOf = ({ key, name, structure }: Key, typed: ReadonlyMap<string, ColumnDraft>): ColumnDraft => {
  const { type, dateFormat } = typed.get(name) ?? { name, type: nestedType(structure) };
  return {
    name,
    ...(key.toLowerCase() === name ? {} : { from: key }),
    type,
    ...(dateFormat === undefined ? {} : { dateFormat }),
  };
};

const structureNotes = ({ name, structure }: Key, type: string): readonly string[] => {
  const places =
    structure.kind === 'mixed' ? (type === 'string' ? [name] : []) : mixedPlaces(structure, name);
  const mixed = places.map(place => `${place} is text, because its values are of several kinds`);
  const map = /map<string,/.test(type) ? [`${name} is a map: its keys look like values`] : [];
  return [...mixed, ...map];
};

/** Whether some values are written in a way that Athena would not read. */
const isForeign = (
  typed: TypedColumns,
  scopes: readonly TextColumn[],
  drafts: ReadonlyMap<string, ColumnDraft>,
): boolean =>
  typed.columns.some(({ name, examples }, index) => {
    const test = jsonTest(drafts.get(name)?.type ?? 'string');
    const isQuoted = scopes[index]?.scope !== 'numbers' && scopes[index]?.scope !== 'booleans';
    return test !== undefined && !examples.every(example => test(example, isQuoted));
  });

interface Objects {
  /** Relation whose columns have the keys' names and types. */
  readonly typed: string;
  /** Relation of the objects, in the column `json`. */
  readonly whole: string;
}

const objectsIn = ({ paths }: ReadableText, format: 'jsonl' | 'json', lenient: boolean): Objects => {
  const files = `[${paths.map(sqlPath).join(', ')}]`;
  const form = format === 'jsonl' ? 'newline_delimited' : 'auto';
  const options = `format = '${form}', ignore_errors = ${lenient}`;
  return {
    typed: `read_json(${files}, ${options}, sample_size = -1, maximum_sample_files = ${paths.length}, hive_partitioning = false)`,
    whole: `read_json_objects(${files}, ${options}, hive_partitioning = false)`,
  };
};

/**
 * All keys with what their values have in common.
 * @throws UnreadableFile what is in the files is not JSON
 */
const structuresIn = async (
  database: Database,
  { typed }: Objects,
): Promise<readonly (readonly [key: string, structure: Structure])[]> => {
  const columns = await database.columns(typed);
  return columns.map(({ name, type }) => [name, structureOf(type)] as const);
};

/** What DuckDB says of a line that is not JSON; publishing refuses it. */
const oddLine = (error: unknown, format: 'jsonl' | 'json'): string => {
  const message = error instanceof Error ? error.message : String(error);
  const [, line] =
    /Malformed JSON in file .*?, at byte \d+ in (?:line|record\/value) (\d+)/s.exec(message) ?? [];
  if (line === undefined || format === 'json') throw error;
  return `line ${line} of a file, and perhaps others, are not JSON, and were not looked at: \`npx daybreak check\` says what is wrong`;
};

/**
 * Reads all objects of a table of JSON, at every depth, and types its columns.
 * @param taken names of partition keys, whose values come from folders
 */
export const describeJson = async (
  database: Database,
  text: ReadableText,
  format: 'jsonl' | 'json',
  taken: ReadonlySet<string>,
): Promise<ContentDraft> => {
  const strict = objectsIn(text, format, false);
  const lenient = objectsIn(text, format, true);
  const { objects, structures, oddLines } = await structuresIn(database, strict).then(
    found => ({ objects: strict, structures: found, oddLines: [] }),
    async error => ({
      oddLines: [oddLine(error, format)],
      objects: lenient,
      structures: await structuresIn(database, lenient),
    }),
  );
  const own = structures.filter(([key]) => !taken.has(key.toLowerCase()));
  const names = columnNames(own.map(([key]) => key));
  const keys = own.map(([key, structure], index): Key => ({ key, name: names[index] ?? '', structure }));

  const scopes = keys.flatMap(({ name, structure }) => {
    const scope = scopeOf(structure);
    return scope === undefined ? [] : [{ name, scope }];
  });
  const relation = valuesOf(
    objects.whole,
    keys.map(({ key }) => key),
    names,
  );
  const typed = await typeColumns(database, relation, scopes);
  const { columns: scalars, nulls, notes } = explainColumns(typed);
  const byName = new Map(scalars.map(column => [column.name, column]));
  const { columns, dateFormat } = sharedFormat(keys.map(key => columnOf(key, byName)));
  return {
    written: {
      format,
      ...(text.encoding === undefined ? {} : { encoding: text.encoding }),
      ...(nulls.length === 0 ? {} : { nulls }),
      ...typed.style,
      ...(dateFormat === undefined ? {} : { dateFormat }),
    },
    columns,
    rows: typed.rows,
    notes: [
      ...text.notes,
      ...oddLines,
      ...notes,
      ...keys.flatMap((key, index) => structureNotes(key, columns[index]?.type ?? '')),
      ...structures
        .filter(([key]) => taken.has(key.toLowerCase()))
        .map(([key]) => `'${key}' in the files is left out: its values come from the folders`),
    ],
    converted: isForeign(typed, scopes, byName) ? ['how values are written'] : [],
  };
};
