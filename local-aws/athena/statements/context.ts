import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';

export interface StatementContext {
  readonly glue: GlueClient;
  readonly s3: S3Client;
  /** Of the query's QueryExecutionContext: where tables without a database are. */
  readonly database: string;
  readonly account: string;
  readonly region: string;
}

export interface StatementResult {
  /** Athena's StatementType. */
  readonly type: 'DDL' | 'UTILITY';
  /** Athena's SubstatementType. */
  readonly substatement: string;
  /** Athena's ColumnInfo. DESCRIBE has three columns although each of its rows is one text. */
  readonly columns: readonly ResultColumn[];
  /** Without a header. The result's file is these, joined by line breaks. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** What a statement answers. */
export type Answer = Pick<StatementResult, 'columns' | 'rows'>;

/** A statement that Athena would start. */
export interface PreparedStatement extends Pick<StatementResult, 'type' | 'substatement'> {
  /** @throws AthenaRefusal why the execution fails */
  run(): Promise<Answer>;
}

/** What one kind of statement has to do. The substatement is that of its words, unless it says otherwise. */
export interface Work {
  readonly substatement?: string;
  run(): Promise<Answer>;
}

/** Work that answers nothing. */
export const change = (run: () => Promise<unknown>): Work => ({
  run: async () => {
    await run();
    return { columns: [], rows: [] };
  },
});

/** One text a row, and one more for each line break in it. Hive's statements have columns of type string. */
export const lines = (names: readonly string[], texts: Iterable<string>, type = 'string'): Answer => ({
  columns: names.map(name => ({ name, type })),
  rows: [...texts].flatMap(text => text.split('\n')).map(text => [text]),
});
