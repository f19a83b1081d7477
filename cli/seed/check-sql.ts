import { InvalidDefinition } from '../../lab/errors.ts';
import { zones } from '../../lab/names.ts';
import { placed } from '../../lab/parse.ts';
import type { LabSource } from '../../lab/source-definition.ts';
import { mismatchedTypes } from '../../sql/mismatched-types.ts';
import { namesInQuery, type TableName, unresolvedColumns } from '../../sql/names-in-query.ts';
import type { SyntaxProblem } from '../../sql/parse.ts';
import type { ColumnsOf } from '../../sql/select-columns.ts';
import { statementsIn } from '../../sql/statements.ts';
import { parseTrino } from '../../sql/trino.ts';
import { type Place, refusal } from './folder-files.ts';
import type { WrongDefinition } from './problem.ts';

type Asking = Pick<LabSource, 'jobs' | 'smokeTests' | 'queries'>;
/** The tables that SQL can name. */
type Tables = Pick<LabSource, 'datasets' | 'tables'>;

/** SQL of a definition, with its placeholders as written. */
export interface DefinedSql {
  readonly at: Place;
  readonly title: string;
  readonly sql: string;
  /** Whether the lab runs it, or only saves it for people. */
  readonly by: 'lab' | 'person';
}

/** All SQL of a definition. */
export const sqlIn = ({ jobs, smokeTests, queries }: Asking): DefinedSql[] => [
  ...smokeTests.map(({ name, sql }, i) => ({
    at: ['smokeTests', i, 'sql'],
    title: name,
    sql,
    by: 'lab' as const,
  })),
  ...jobs.flatMap(({ name, output }, i) =>
    output === undefined
      ? []
      : [{ at: ['jobs', i, 'output', 'rows'], title: name, sql: output.rows, by: 'lab' as const }],
  ),
  ...queries.map(({ name, sql }, i) => ({
    at: ['queries', i, 'sql'],
    title: name,
    sql,
    by: 'person' as const,
  })),
];

/** Why Athena would refuse one of a definition's queries. */
interface SqlFinding extends DefinedSql {
  readonly problem: SyntaxProblem;
}

/** What begins a statement that Athena reads by Trino's grammar; others are Hive's DDL, or Athena's own. */
const queryWords = new Set(
  'SELECT WITH VALUES TABLE ( INSERT DELETE UPDATE MERGE PREPARE EXECUTE DEALLOCATE EXPLAIN'.split(' '),
);
const otherWords = new Set(
  'ALTER CREATE DESC DESCRIBE DROP MSCK OPTIMIZE SHOW UNLOAD USING VACUUM'.split(' '),
);

/** With names of the same length for the placeholders, so that lines and columns stay. */
const filled = (sql: string): string =>
  sql.replaceAll(/\$\{([a-z.]+)\}/g, (whole, name: string) =>
    name.replace('.', '_').padEnd(whole.length, '_'),
  );

const zoneOf = (database: string | undefined): string | undefined =>
  zones.find(zone => filled(`\${${zone}}`) === database);

/** A column's type as Athena's engine calls it; undefined for one with others inside it. */
const trinoType = (type: string): string | undefined => {
  const names: Readonly<Record<string, string>> = {
    string: 'varchar',
    int: 'integer',
    float: 'real',
    timestamp: 'timestamp(3)',
    binary: 'varbinary',
  };
  return type.includes('<') ? undefined : (names[type] ?? type);
};

/** Publishing may turn the columns of a table with quotes to text, or keep their types. */
const isCertain = (table: Tables['datasets'][number] | Tables['tables'][number], type: string): boolean =>
  table.quoted !== true || type === 'string';

/** What the lab's tables have for columns, by the names that queries have for the tables. */
const columnTypes = (defined: Tables): ColumnsOf => {
  const tables = [...defined.datasets, ...defined.tables];
  return ([database, name, ...more]) => {
    const found = tables.find(({ zone, table }) => zone === zoneOf(database) && table === name);
    if (found === undefined || more.length > 0) return undefined;
    const columns = [...found.columns, ...found.partitionKeys];
    return new Map(
      columns.map(column => [
        column.name,
        isCertain(found, column.type) ? trinoType(column.type) : undefined,
      ]),
    );
  };
};

const nameCheck = (defined: Tables) => {
  const tables = [...defined.datasets, ...defined.tables];
  const columns = new Set(
    tables.flatMap(table => [...table.columns, ...table.partitionKeys].map(({ name }) => name)),
  );
  const isDefined = ([database, name, ...more]: readonly string[]): boolean =>
    more.length === 0 && tables.some(({ zone, table }) => zone === zoneOf(database) && table === name);

  /** Names that nothing has. Of a query that asks others' tables, too, nobody can tell. */
  return (named: ReturnType<typeof namesInQuery>, { by }: DefinedSql): SyntaxProblem[] => {
    const unknown = named.tables.filter(({ parts }) => !isDefined(parts));
    if (unknown.length === 0) return unresolvedColumns(named, name => columns.has(name));
    // A person may make a table first; the lab has only the defined ones.
    const missing = unknown.filter(({ parts }) => parts.length === 2 && zoneOf(parts[0]) !== undefined);
    const message = ({ parts }: TableName): string =>
      `Table '${zoneOf(parts[0])}.${parts[1]}' does not exist: the definition has no such table`;
    return by === 'person'
      ? []
      : missing.map(table => ({ line: table.line, column: table.column, message: message(table) }));
  };
};

/**
 * Why Athena would certainly refuse each query, in its own words; nothing about one that it may accept. Functions are
 * not checked, nor types but those of columns and literals: they take an engine.
 */
export const checkSql = async (queries: readonly DefinedSql[], defined: Tables): Promise<SqlFinding[]> => {
  const checkNames = nameCheck(defined);
  const columnsOf = columnTypes(defined);
  const findings: SqlFinding[] = [];
  for (const query of queries)
    for (const { text, words } of await statementsIn(filled(query.sql))) {
      const [first = ''] = words;
      if (otherWords.has(first)) continue;
      const parsed = await parseTrino(text);
      const [problem] = parsed.errors;
      if (problem !== undefined) findings.push({ ...query, problem });
      else if (queryWords.has(first))
        for (const refused of [
          ...checkNames(namesInQuery(parsed), query),
          ...mismatchedTypes(parsed, columnsOf),
        ].slice(0, 1))
          findings.push({ ...query, problem: refused });
    }
  return findings;
};

const words = ({ title, problem: { line, column, message } }: SqlFinding): string =>
  `Athena would refuse '${title}' at line ${line}, column ${column}: ${message}`;

/**
 * Why Athena would certainly refuse queries of a folder's lab.json.
 * @param below tables of the seeds that it builds on
 */
export const sqlProblems = async (
  defined: Asking & Tables,
  below: Tables,
): Promise<readonly WrongDefinition[]> =>
  (
    await checkSql(sqlIn(defined), {
      datasets: [...below.datasets, ...defined.datasets],
      tables: [...below.tables, ...defined.tables],
    })
  ).map(finding => refusal(finding.at, words(finding)));

/**
 * Refuses a definition with SQL that Athena would refuse.
 * @param what names the definition in the message: `lab.json`
 * @throws InvalidDefinition that names the first query, with line and column
 */
export const refuseSql = async (
  queries: readonly DefinedSql[],
  defined: Tables,
  what: string,
): Promise<void> => {
  const [first, ...others] = await checkSql(queries, defined);
  if (first === undefined) return;
  throw new InvalidDefinition(placed(what, first.at, words(first), others.length));
};
