import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type DuckDBType, type Json } from '@duckdb/node-api';

/** Text as SQL has it: `'it''s'`. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as SQL has it: `"order id"`. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** DuckDB in memory; larger intermediate results go to a temporary folder. */
export class Database {
  readonly #connection: DuckDBConnection;
  readonly #close: () => Promise<void>;

  private constructor(connection: DuckDBConnection, close: () => Promise<void>) {
    this.#connection = connection;
    this.#close = close;
  }

  /** Nothing is loaded from the network, and no other program's settings count. Close it after use. */
  static async open(): Promise<Database> {
    const folder = await mkdtemp(join(tmpdir(), 'daybreak-duckdb-'));
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: '1GB',
      temp_directory: folder,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run("set TimeZone = 'UTC'");
    return new Database(connection, async () => {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true, force: true });
    });
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** Rows as JSON has them: whole numbers beyond 32 bits, decimals and times are text. */
  async rows(sql: string): Promise<readonly Readonly<Record<string, Json>>[]> {
    return (await this.#connection.runAndReadAll(sql)).getRowObjectsJson();
  }

  /** The same, but of any number: they are read as they are asked for. */
  async *eachRow(sql: string): AsyncGenerator<Readonly<Record<string, Json>>> {
    for await (const rows of (await this.#connection.stream(sql)).yieldRowObjectJson()) yield* rows;
  }

  /** A relation's columns with their types. No row is read but those that the relation looks at to know them. */
  async columns(relation: string): Promise<readonly { readonly name: string; readonly type: DuckDBType }[]> {
    const result = await this.#connection.run(`from ${relation} limit 0`);
    const types = result.columnTypes();
    return result.columnNames().flatMap((name, index) => {
      const type = types[index];
      return type === undefined ? [] : [{ name, type }];
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}
