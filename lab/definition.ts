import * as z from 'zod/mini';
import {
  list,
  mostArguments,
  mostCells,
  mostColumns,
  mostFiles,
  mostJobFiles,
  mostJobs,
  mostPartitionKeys,
  mostQueries,
  mostRows,
  mostSmokeTests,
  mostTables,
  tooManyKeys,
} from './bounds.ts';
import { isColumnType, isShallow, mostTypeDepth } from './column-type.ts';
import { crc32Pattern, datasetPrefix, isSafeKey } from './datasets.ts';
import { definitionDefaults, jobDefaults, tableDefaults } from './definition-defaults.ts';
import { duplicate } from './duplicate.ts';
import { InvalidDefinition } from './errors.ts';
import { workerTypes } from './job-cost.ts';
import { keyOf } from './job-files.ts';
import { tableOfOutput } from './job-runs.ts';
import { glueVersions, jobFindings, jobSettings } from './job-settings.ts';
import { mostPolicyCharacters, policyCharacters, statementsOf } from './job-statements.ts';
import { zones } from './names.ts';
import { selectProblem } from './one-select.ts';
import { parse, placed } from './parse.ts';
import { partitionOf } from './partition.ts';
import { bareBytes, mostBareBytes } from './payload.ts';
import { placeholdersIn, unknownPlaceholder } from './placeholders.ts';
import { readDefinitionJson, refuseSize } from './read-definition.ts';
import type { LabSource } from './source-definition.ts';
import {
  columnComment,
  glueText,
  mostKeyBytes,
  mostQueryBytes,
  queryDescription,
  queryProblem,
  sized,
  titleText,
  utf8Bytes,
} from './texts.ts';
import { refuseNewer, schemaVersion } from './version.ts';

/** Free text that AWS does not get to see. */
const text = sized(10_000).check(z.minLength(1));
/** SQL has an end in bytes, too, once names are filled in. */
const sqlText = sized(mostQueryBytes).check(z.minLength(1));
const zoneText = glueText().check(z.minLength(1));

export const key = sized(mostKeyBytes).check(
  z.describe('Key in the seed, relative to lab.json'),
  z.refine(isSafeKey, {
    error: issue => `'${String(issue.input)}' is not a key: leave out leading slashes, '..' and empty parts`,
  }),
  z.refine(value => utf8Bytes(value) <= mostKeyBytes, {
    error: `is longer than the ${mostKeyBytes} bytes that a key in S3 can have`,
  }),
);

/** Most characters of a type: https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html */
const mostTypeCharacters = 131_072;

const notCrc32 = 'is not a CRC32 in base64, such as "3icHtQ=="';
/** As S3 writes it: four bytes, big-endian, base64. */
export const crc32 = z
  .string()
  .check(
    z.maxLength(8, { error: notCrc32, abort: true }),
    z.describe('CRC32 of the whole file as S3 gives it: base64 of four bytes'),
    z.regex(crc32Pattern, { error: notCrc32 }),
  );

const storedFile = z.strictObject({ key, bytes: z.int().check(z.nonnegative()), crc32 });

const identifier = z.string().check(
  z.maxLength(128),
  z.regex(/^[a-z][a-z0-9_]*$/, {
    error: 'may only have lower-case letters, digits and underscores, and must begin with a letter',
  }),
);

/**
 * Athena reads columns such as `_id`, and in quotes `"2015"`:
 * https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
 */
const columnName = z
  .string()
  .check(
    z.maxLength(128),
    z.regex(/^[a-z0-9_]+$/, { error: 'may only have lower-case letters, digits and underscores' }),
  );

const columnOf = (name: typeof identifier) =>
  z.strictObject({
    name,
    type: sized(mostTypeCharacters).check(
      z.refine(isShallow, { error: `has types more than ${mostTypeDepth} deep in each other`, abort: true }),
      z.describe('Glue type: string, int, bigint, double, decimal(10,2), date, timestamp, array<string> …'),
      z.refine(isColumnType, {
        error: issue =>
          `'${String(issue.input)}' is not a column type: use string, boolean, tinyint, smallint, int, bigint, float, double, ` +
          'decimal(p,s), date, timestamp, binary, array<…>, map<…,…> or struct<name:type>',
      }),
    ),
    comment: z.optional(columnComment),
  });
export const column = columnOf(columnName);
/** Athena skips folders whose names begin with an underscore. */
const partitionKey = columnOf(identifier);

/** What Athena can be told of csv, besides commas; the last is Hive's default. */
export const tableDelimiters = [';', '|', '\u0001'] as const;

/** Keys of every table. */
export const tableShape = {
  table: identifier.check(z.describe('Name of the table')),
  zone: z.enum(zones, { error: `is not a zone: use ${zones.join(', ')}` }),
  description: z.optional(glueText(2000)),
  format: z.enum(['csv', 'tsv', 'jsonl', 'parquet'], {
    error: 'is not a format: use csv, tsv, jsonl or parquet',
  }),
  header: z.optional(
    z.boolean().check(z.describe('csv and tsv: whether the first line of each file has the column names')),
  ),
  quoted: z.optional(
    z
      .boolean()
      .check(
        z.describe('csv and tsv: whether fields may be in double quotes. Every column is then read as text'),
      ),
  ),
  delimiter: z.optional(
    z
      .enum(tableDelimiters, { error: 'is not a delimiter: use ; or | or \\u0001' })
      .check(z.describe('csv: what separates fields, if not commas')),
  ),
  columns: list(column, mostColumns).check(z.minLength(1)),
  partitionKeys: z._default(
    list(partitionKey, mostPartitionKeys).check(
      z.describe('Columns that come from folders such as year=2026/'),
    ),
    tableDefaults.partitionKeys,
  ),
};

export const rows = z
  .int()
  .check(z.nonnegative(), z.describe('Number of rows in the table once its files are in place'));
const prefix = z.optional(
  sized(mostKeyBytes).check(
    z.describe('Folder of the files in the seed; <table>/ when left out'),
    z.refine(value => value.endsWith('/') && z.safeParse(key, value.slice(0, -1)).success, {
      error: issue => `'${String(issue.input)}' is not a prefix: write it as folder/ or folder/folder/`,
    }),
  ),
);

const cell = z.union([sized(10_000), z.number(), z.boolean(), z.null()], {
  error: 'is not a value: write text, a number, true, false or null',
});

/**
 * Schema of a definition: published, with sizes, checksums and row counts, or as its author writes it, before
 * publishing fills them in (source-definition.ts).
 *
 * @param datasetTable keys of a dataset, besides those of its files
 */
export const definitionSchema = <File extends z.ZodMiniType, Shape extends z.core.$ZodShape>(
  file: File,
  datasetTable: Shape,
) =>
  z.strictObject({
    $schema: z.optional(sized(2_048)),
    schemaVersion: z._default(
      z
        .literal(schemaVersion, {
          error: issue =>
            `${issue.input === Object(issue.input) ? 'it' : JSON.stringify(issue.input)} is not a schemaVersion: write ${schemaVersion}, or leave it out`,
        })
        .check(z.describe('Format of this file: which keys it can have, and what they mean')),
      definitionDefaults.schemaVersion,
    ),
    title: titleText,
    version: sized(64).check(
      z.describe('Version of the definition: 1.0.0'),
      z.regex(/^\d+\.\d+\.\d+$/, { error: 'is not a version: write it as 1.0.0' }),
    ),
    licence: text.check(z.describe('Licence of the data, as its owner names it')),
    source: text.check(z.describe('Where the data comes from: an address, or how it was made')),
    synthetic: z._default(
      z.boolean().check(z.describe('Whether the data was made up')),
      definitionDefaults.synthetic,
    ),
    zones: z.optional(
      z
        .strictObject({ sor: z.optional(zoneText), sot: z.optional(zoneText), spec: z.optional(zoneText) })
        .check(z.describe("Descriptions of the zones' databases")),
    ),
    datasets: list(
      z.strictObject({
        ...datasetTable,
        prefix,
        files: z.optional(list(file, mostFiles)),
        manifest: z.optional(
          key.check(
            z.describe(
              'Key of a file with one JSON line (key, bytes, crc32) for each data file: for more files than fit here',
            ),
          ),
        ),
        bytes: z.optional(
          z.int().check(z.nonnegative(), z.describe('With a manifest: total bytes of its files')),
        ),
      }),
      mostTables,
    ),
    tables: z._default(
      list(z.strictObject(tableShape), mostTables).check(
        z.describe('Tables without files in the seed, for a job or a learner to write'),
      ),
      definitionDefaults.tables,
    ),
    jobs: z._default(
      list(
        z.strictObject({
          name: z.string().check(
            z.maxLength(64),
            z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
              error: 'may only have lower-case letters, digits and single hyphens in between',
            }),
          ),
          description: z.optional(glueText(1000)),
          script: file,
          arguments: z._default(
            z
              .record(
                sized(128).check(
                  z.regex(/^--[A-Za-z][\w-]*$/, { error: 'is not an argument name: write it as --input' }),
                ),
                sized(10_000),
              )
              .check(
                z.refine(value => tooManyKeys(value, mostArguments) === undefined, {
                  error: ({ input }) => tooManyKeys(Object(input), mostArguments) ?? '',
                }),
                z.describe(
                  'Default arguments. ${sor.bucket}, ${sor} … become names of buckets and databases',
                ),
              ),
            jobDefaults.arguments,
          ),
          output: z.optional(
            z
              .strictObject({
                table: sized(133).check(
                  z.describe('The table that a run fills, as zone.table; declare it in tables'),
                  z.regex(/^(sor|sot|spec)\.[a-z][a-z0-9_]*$/, {
                    error: 'is not a table: write it as sot.orders',
                  }),
                ),
                rows: sqlText.check(
                  z.describe('One SELECT that returns the number of rows that a run must write'),
                ),
              })
              .check(z.describe('How a run of the job is verified')),
          ),
          ...jobSettings(file),
          glueVersion: z._default(z.enum(glueVersions), jobDefaults.glueVersion),
          workerType: z._default(z.enum(workerTypes), jobDefaults.workerType),
          workers: z._default(z.int().check(z.minimum(2), z.maximum(10)), jobDefaults.workers),
          timeoutMinutes: z._default(z.int().check(z.minimum(1), z.maximum(480)), jobDefaults.timeoutMinutes),
        }),
        mostJobs,
      ),
      definitionDefaults.jobs,
    ),
    smokeTests: z._default(
      list(
        z.strictObject({
          name: sized(255).check(z.minLength(1)),
          sql: sqlText.check(
            z.describe('One SELECT. ${sor}, ${sot}, ${spec} become the names of the databases'),
          ),
          expect: list(list(cell, mostCells), mostRows).check(
            z.describe('The rows it must return, in order'),
          ),
        }),
        mostSmokeTests,
      ),
      definitionDefaults.smokeTests,
    ),
    queries: z._default(
      list(
        z.strictObject({
          name: sized(128).check(z.minLength(1)),
          description: z.optional(queryDescription),
          sql: sqlText,
        }),
        mostQueries,
      ).check(z.describe("Saved queries in the lab's workgroup")),
      definitionDefaults.queries,
    ),
  });

/** A definition as a seed holds it. */
export const publishedSchema = definitionSchema(storedFile, { ...tableShape, rows });

/** A definition as a seed holds it: defaults may be left out. */
export type PublishedDefinition = z.input<typeof publishedSchema>;
export type LabDefinition = z.output<typeof publishedSchema>;
export type Dataset = LabDefinition['datasets'][number];
export type StoredFile = z.output<typeof storedFile>;
export type Job = LabDefinition['jobs'][number];
/** A definition, published or as its author writes it. */
type AnyDefinition = LabDefinition | LabSource;
/** A table, wherever its rows come from. */
export type TableDefinition = LabDefinition['tables'][number];

/** A contradiction in a definition: where it is, and what it is. */
export type Finding = readonly [path: readonly (string | number)[], message: string];

type AnyTable = Pick<TableDefinition, 'columns' | 'partitionKeys'> & { readonly format: string };

const isDelimited = ({ format }: AnyTable): boolean => format === 'csv' || format === 'tsv';

/** What a table says of its format that such a format does not have. */
function* formatFindings(table: TableDefinition, at: readonly (string | number)[]): Generator<Finding> {
  const delimited = isDelimited(table);
  if (delimited && table.header === undefined)
    yield [[...at, 'header'], `${table.format} needs "header": true or false`];
  for (const option of ['header', 'quoted'] as const)
    if (!delimited && table[option] !== undefined)
      yield [[...at, option], `${table.format} has no ${option}: leave it out`];
  if (table.delimiter !== undefined && table.format !== 'csv')
    yield [[...at, 'delimiter'], `${table.format} has no delimiter: leave it out`];
}

function* columnFindings(table: AnyTable, at: readonly (string | number)[]): Generator<Finding> {
  const names = [...table.columns, ...table.partitionKeys].map(({ name }) => name);
  const twice = duplicate(names);
  if (twice >= 0) yield [[...at, 'columns'], `column '${names[twice]}' appears twice`];
  for (const [index, { name, type }] of table.columns.entries())
    if (isDelimited(table) && type.includes('<'))
      yield [[...at, 'columns', index, 'type'], `${table.format} can't carry '${type}' (column ${name})`];
}

function* datasetFindings(
  dataset: AnyDefinition['datasets'][number],
  at: readonly (string | number)[],
): Generator<Finding> {
  const within = datasetPrefix(dataset);
  if (dataset.files !== undefined && dataset.manifest !== undefined)
    yield [[...at, 'manifest'], 'give either files or a manifest, not both'];
  const keys = (dataset.files ?? []).map(keyOf);
  for (const [index, name] of keys.entries()) {
    if (!name.startsWith(within))
      yield [[...at, 'files', index], `'${name}' is outside the dataset's prefix '${within}'`];
    else if (partitionOf(dataset.partitionKeys, name.slice(within.length)) === undefined)
      yield [
        [...at, 'files', index],
        `'${name}' lacks the folders of its partition keys, such as year=2026/`,
      ];
    else if (utf8Bytes(`${dataset.table}/${name.slice(within.length)}`) > mostKeyBytes)
      yield [
        [...at, 'files', index],
        `'${name}' is too long: in the lab its key begins with ${dataset.table}/, and S3 takes at most ${mostKeyBytes} bytes`,
      ];
  }
  const twice = duplicate(keys);
  if (twice >= 0) yield [[...at, 'files', twice], `'${keys[twice]}' appears twice`];
}

/**
 * What contradicts itself in a definition.
 * @param datasetFormat finds what a dataset says of its format that such a format does not have
 * @param below tables without files of the seeds that it builds on: its jobs may fill them, too
 */
export function* findings<Definition extends AnyDefinition>(
  definition: Definition,
  datasetFormat: (
    dataset: Definition['datasets'][number],
    at: readonly (string | number)[],
  ) => Iterable<Finding>,
  below: readonly TableDefinition[],
): Generator<Finding> {
  for (const [index, dataset] of definition.datasets.entries()) {
    const at = ['datasets', index];
    yield* datasetFormat(dataset, at);
    yield* columnFindings(dataset, at);
    yield* datasetFindings(dataset, at);
  }
  for (const [index, table] of definition.tables.entries()) {
    yield* formatFindings(table, ['tables', index]);
    yield* columnFindings(table, ['tables', index]);
  }
  const all = [...definition.datasets, ...definition.tables];
  if (all.length > mostTables)
    yield [
      ['datasets'],
      `${all.length} tables, counting those of "tables", are more than the ${mostTables} that a lab can have`,
    ];
  const bytes = bareBytes(definition);
  if (bytes > mostBareBytes)
    yield [
      [],
      `a run of such a lab would report ${bytes} bytes, and ${mostBareBytes} fit into its report: use fewer or shorter ` +
        'names of tables, jobs and their files, queries and smoke tests',
    ];
  const twice = duplicate(all.map(({ zone, table }) => `${zone}.${table}`));
  if (twice >= 0) {
    const inDatasets = twice < definition.datasets.length;
    const at = inDatasets ? ['datasets', twice] : ['tables', twice - definition.datasets.length];
    yield [[...at, 'table'], `table '${all[twice]?.table}' appears twice in zone ${all[twice]?.zone}`];
  }
  for (const [index, job] of definition.jobs.entries())
    for (const [at, message] of jobFindings(job)) yield [['jobs', index, ...at], message];
  const jobFileCount = definition.jobs.reduce(
    (sum, { files = [], pythonFiles = [] }) => sum + files.length + pythonFiles.length,
    0,
  );
  if (jobFileCount > mostJobFiles)
    yield [
      ['jobs'],
      `${jobFileCount} files and pythonFiles, of all jobs together, are more than the ${mostJobFiles} that a lab can have`,
    ];
  const characters = policyCharacters(statementsOf(definition.jobs));
  if (characters > mostPolicyCharacters)
    yield [
      ['jobs'],
      `the policies of all jobs have ${characters} characters, and at most ${mostPolicyCharacters} fit into the role that ` +
        'they share: name fewer actions and resources, or use wildcards',
    ];
  for (const kind of ['jobs', 'smokeTests', 'queries'] as const) {
    const names = definition[kind].map(({ name }) => name);
    const again = duplicate(names);
    if (again >= 0) yield [[kind, again, 'name'], `'${names[again]}' appears twice`];
  }
  for (const [index, job] of definition.jobs.entries())
    if (
      job.output !== undefined &&
      tableOfOutput({ tables: [...below, ...definition.tables] }, job) === undefined
    )
      yield [['jobs', index, 'output', 'table'], `'${job.output.table}' is not declared: add it to tables`];
  /** SQL that the lab itself runs. A saved query may be any SQL: only a person runs it. */
  const asked: readonly (readonly [string, readonly (string | number)[]])[] = [
    ...definition.smokeTests.map(({ sql }, i) => [sql, ['smokeTests', i, 'sql']] as const),
    ...definition.jobs.flatMap(({ output }, i) =>
      output === undefined ? [] : [[output.rows, ['jobs', i, 'output', 'rows']] as const],
    ),
  ];
  const texts: readonly (readonly [string, readonly (string | number)[]])[] = [
    ...asked,
    ...definition.queries.map(({ sql }, i) => [sql, ['queries', i, 'sql']] as const),
    ...definition.jobs.flatMap((job, i) =>
      Object.entries(job.arguments).map(([name, value]) => [value, ['jobs', i, 'arguments', name]] as const),
    ),
  ];
  for (const [value, at] of texts) {
    const unknown = placeholdersIn(value).find(unknownPlaceholder);
    if (unknown !== undefined)
      yield [
        at,
        `'\${${unknown}}' is not a placeholder: use \${sor}, \${sot}, \${spec}, or \${sor.bucket} and so on`,
      ];
  }
  for (const [index, { sql }] of definition.queries.entries()) {
    const problem = queryProblem(sql, true);
    if (problem !== undefined) yield [['queries', index, 'sql'], problem];
  }
  for (const [sql, at] of asked) {
    const problem = queryProblem(sql, false) ?? selectProblem(sql);
    if (problem !== undefined) yield [at, problem];
  }
}

/** @param contradictions finds what the schema can't express */
export const parseDefinition = <Schema extends z.ZodMiniType<AnyDefinition>>(
  schema: Schema,
  contradictions: (definition: z.output<Schema>) => Iterable<Finding>,
  json: string,
  what: string,
): z.output<Schema> => {
  refuseSize(json.length, what);
  const value = readDefinitionJson(json, what);
  refuseNewer(value, what);
  const definition = parse(schema, value, what, InvalidDefinition);
  const [first, ...others] = [...contradictions(definition)];
  if (first !== undefined) throw new InvalidDefinition(placed(what, ...first, others.length));
  return definition;
};

/**
 * Parses a definition as a seed holds it: with sizes, checksums and row counts. Defaults that it leaves out are filled
 * in; `withDefaults` does the same where a definition that was parsed here is read again.
 *
 * @param below see `findings`
 * @throws InvalidDefinition that names the first place that is wrong
 */
export const parseLabDefinition = (
  json: string,
  what = 'lab.json',
  below: readonly TableDefinition[] = [],
): LabDefinition => {
  const definition = parseDefinition(
    publishedSchema,
    definition => findings(definition, formatFindings, below),
    json,
    what,
  );
  for (const [index, dataset] of definition.datasets.entries()) {
    const at = `${what}, at datasets[${index}]`;
    if (dataset.files === undefined && dataset.manifest === undefined)
      throw new InvalidDefinition(
        `${at}: table ${dataset.table} has neither files nor a manifest: publish the seed again`,
      );
    if (dataset.manifest !== undefined && dataset.bytes === undefined)
      throw new InvalidDefinition(`${at}: a manifest needs "bytes", the size of all its files together`);
  }
  return definition;
};
