import type { ColumnInfo } from '@aws-sdk/client-athena';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Caller } from '../environment.ts';
import { glueCatalog, unloadCatalog } from '../trino/settings.ts';
import { type Column, type Page, runStatement, type Statement } from '../trino/statement.ts';
import type { Trino } from '../trino/trino.ts';
import type { EngineStatement } from './athena-sql.ts';
import { cell, columnInfo } from './cells.ts';
import type { Engines } from './engines.ts';
import type { Execution, Executions } from './execution.ts';
import { AthenaRefusal } from './refusal.ts';
import { refusalOf } from './refuse-as-athena.ts';
import { placeOf, ResultWriter, type Row } from './results.ts';
import { ScannedTooMuch } from './run.ts';
import type { PreparedStatement, ResultColumn } from './statements/index.ts';
import type { Upstream } from './upstream.ts';

export interface Query {
  readonly execution: Execution;
  readonly caller: Caller;
  readonly statement: EngineStatement;
  /** The text of prepared statements, by name. */
  readonly prepared: Readonly<Record<string, string>>;
  /** Bytes after which Athena stops the query. */
  readonly scanCutoff: number | undefined;
}

export interface Around {
  readonly engines: Engines;
  readonly executions: Executions;
  readonly upstream: Upstream;
}

/**
 * Runs a query in Trino, and puts its result into S3.
 * @param onRead called when the engine has read the statement and found that it is SQL
 * @returns what its execution knows more of then
 * @throws {AthenaRefusal | TrinoGone | TrinoFailed}
 */
export const runQuery = async (
  query: Query,
  { engines, executions, upstream }: Around,
  stopped: AbortSignal,
  onRead: () => void,
): Promise<Partial<Execution>> => {
  const { execution, caller, statement } = query;
  await checkTarget(query, upstream);
  const trino = await engines.get(caller);
  if (statement.substatement === 'UNLOAD')
    await runAll(
      trino,
      { ...common(query), sql: `CREATE SCHEMA IF NOT EXISTS ${unloadCatalog}.main` },
      stopped,
    );
  let result: ResultWriter | undefined;
  let id = '';
  let updateCount = 0;
  try {
    for await (const page of runStatement(trino, { ...common(query), sql: statement.sql }, stopped)) {
      id = page.id;
      if (page.error) throw refusalOf(page.error);
      checkScanned(page, query);
      if (page.stats.state !== 'QUEUED' && page.stats.state !== 'PLANNING') onRead();
      executions.progress(execution, progress(page));
      updateCount = page.updateCount ?? updateCount;
      if (page.columns === undefined || writesFiles(statement)) continue;
      result ??= startResult(query, page.columns, executions);
      await result.add(rowsOf(page, page.columns, statement));
    }
    if (writesFiles(statement)) return { updateCount, manifest: await writeManifest(query, upstream, id) };
    result ??= startResult(query, [], executions);
    await result.publish(upstream.s3, execution.output);
    return { updateCount, rows: result.count, pages: result.pages };
  } catch (error) {
    await result?.discard();
    throw error;
  } finally {
    if (statement.afterwards !== undefined)
      await runAll(trino, { ...common(query), sql: statement.afterwards }, neverStopped).catch(console.error);
  }
};

/** Trino looks at its own limit once a second, which is too late for most queries. */
const checkScanned = ({ stats }: Page, { scanCutoff }: Query): void => {
  if (scanCutoff !== undefined && stats.physicalInputBytes > scanCutoff) throw new ScannedTooMuch();
};

const neverStopped = new AbortController().signal;

/** https://docs.aws.amazon.com/athena/latest/ug/ctas-considerations-limitations.html */
const checkTarget = async ({ execution, statement }: Query, upstream: Upstream): Promise<void> => {
  if (statement.writesTo === undefined || (await upstream.filesUnder(statement.writesTo)).length === 0)
    return;
  throw new AthenaRefusal(
    `HIVE_PATH_ALREADY_EXISTS: Target directory for table '${execution.database}' already exists: ` +
      `${statement.writesTo}. You may need to manually clean the data at this location first`,
    { when: 'run' },
  );
};

const startResult = (
  { execution, statement }: Query,
  columns: readonly Column[],
  executions: Executions,
): ResultWriter => {
  executions.progress(execution, { columns: columns.map(columnInfo) });
  return new ResultWriter(
    executions.rowsFile(execution),
    statement.type,
    columns.map(({ name }) => name),
  );
};

/** Athena gives each line of a plan or a definition a row of its own. */
const rowsOf = (
  { data = [] }: Page,
  columns: readonly Column[],
  { type }: EngineStatement,
): readonly Row[] => {
  const rows = data.map(row => columns.map(({ typeSignature }, index) => cell(row[index], typeSignature)));
  if (type !== 'UTILITY') return rows;
  return rows.flatMap(([first = null, ...rest]) =>
    (first ?? '')
      .replace(/\n+$/, '')
      .split('\n')
      .map(line => [line, ...rest]),
  );
};

/** Statements whose rows go into files of a table, not into a result. */
const writesFiles = ({ substatement }: EngineStatement): boolean =>
  ['CREATE_TABLE_AS_SELECT', 'INSERT', 'UNLOAD'].includes(substatement);

const common = ({ execution, statement, prepared }: Query): Omit<Statement, 'sql'> => ({
  catalog: glueCatalog,
  schema: execution.database,
  session: statement.session,
  prepared,
});

const runAll = async (trino: Trino, statement: Statement, stopped: AbortSignal): Promise<void> => {
  for await (const { error } of runStatement(trino, statement, stopped)) if (error) throw refusalOf(error);
};

const progress = ({ stats }: Page): Partial<Execution> => ({
  state: stats.state === 'QUEUED' ? 'QUEUED' : 'RUNNING',
  queuedMs: stats.queuedTimeMillis,
  planningMs: stats.planningTimeMillis,
  engineMs: stats.elapsedTimeMillis - stats.queuedTimeMillis,
  scannedBytes: stats.physicalInputBytes,
  inputRows: stats.processedRows,
});

/** Trino's files have the id of its query in their names. */
const writeManifest = async (
  { execution, statement }: Query,
  upstream: Upstream,
  id: string,
): Promise<string> => {
  const { into, writesTo } = statement;
  const location = into
    ? await upstream.locationOf(into.database ?? execution.database, into.table)
    : writesTo;
  const files = location === undefined ? [] : await upstream.filesUnder(location);
  const own = files.filter(file => file.includes(id));
  const manifest = `${execution.output}-manifest.csv`;
  const Body = own.map(file => `${file}\n`).join('');
  await upstream.s3.send(new PutObjectCommand({ ...placeOf(manifest), Body }));
  return manifest;
};

/** Runs a statement about the catalog, which needs no engine, and puts its answer into S3. */
export const runPrepared = async (
  execution: Execution,
  prepared: PreparedStatement,
  { executions, upstream }: Pick<Around, 'executions' | 'upstream'>,
): Promise<Partial<Execution>> => {
  const { columns, rows } = await prepared.run();
  const result = new ResultWriter(executions.rowsFile(execution), prepared.type, []);
  await result.add(rows);
  await result.publish(upstream.s3, execution.output);
  return { columns: columns.map(textColumn), rows: result.count, pages: result.pages };
};

const textColumn = ({ name, type }: ResultColumn): ColumnInfo =>
  columnInfo({ name, type, typeSignature: { rawType: type, arguments: [] } });
