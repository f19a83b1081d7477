import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ColumnInfo } from '@aws-sdk/client-athena';
import { z } from 'zod';
import type { Caller } from '../environment.ts';

const Execution = z.object({
  id: z.string(),
  account: z.string(),
  region: z.string(),
  query: z.string(),
  /** Of the request that started it, to recognise a repetition. */
  requestToken: z.string(),
  parameters: z.array(z.string()),
  type: z.enum(['DDL', 'DML', 'UTILITY']),
  substatement: z.string(),
  workgroup: z.string(),
  database: z.string(),
  catalog: z.string(),
  /** Of the result's file. */
  output: z.string(),
  /** Of the list of written files. */
  manifest: z.string().optional(),
  state: z.enum(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']),
  reason: z.string().optional(),
  error: z.object({ category: z.number(), type: z.number(), message: z.string() }).optional(),
  /** Milliseconds since 1970, and milliseconds below. */
  submittedAt: z.number(),
  completedAt: z.number().optional(),
  queuedMs: z.number().default(0),
  planningMs: z.number().default(0),
  engineMs: z.number().default(0),
  scannedBytes: z.number().default(0),
  inputRows: z.number().default(0),
  /** Rows that an INSERT or a CREATE TABLE AS wrote. */
  updateCount: z.number().default(0),
  columns: z.array(z.custom<ColumnInfo>()).default([]),
  rows: z.number().default(0),
  /** Where each page of rows begins in their file, in bytes. */
  pages: z.array(z.number()).default([]),
});
/** One query, as we keep it. */
export type Execution = z.infer<typeof Execution>;

export const isUnderWay = ({ state }: Execution): boolean => state === 'QUEUED' || state === 'RUNNING';

/** How long a query is remembered; the lab's results expire as soon. Athena's own history has 45 days. */
const keptMs = 7 * 24 * 60 * 60 * 1000;

/** All queries of one local AWS, each in a file of its own. */
export class Executions {
  readonly #folder: string;
  /** Oldest first. */
  readonly #known: Map<string, Execution>;

  private constructor(folder: string, known: Map<string, Execution>) {
    this.#folder = folder;
    this.#known = known;
  }

  static async open(folder: string): Promise<Executions> {
    await mkdir(folder, { recursive: true });
    const files = readdirSync(folder);
    const found = files
      .filter(name => name.endsWith('.json'))
      .flatMap(name => {
        const read = Execution.safeParse(jsonOf(join(folder, name)));
        return read.success && read.data.submittedAt > Date.now() - keptMs ? [read.data] : [];
      })
      .sort((one, other) => one.submittedAt - other.submittedAt);
    const known = new Map(found.map(execution => [execution.id, execution]));
    for (const name of files)
      if (!known.has(name.replace(/\.\w+$/, ''))) rmSync(join(folder, name), { force: true });
    const executions = new Executions(folder, known);
    for (const execution of found.filter(isUnderWay)) {
      const reason = 'The local AWS ended during this query. Run it again.';
      await executions.end(execution, { state: 'FAILED', reason });
    }
    return executions;
  }

  of({ account, region }: Caller): Execution[] {
    return [...this.#known.values()].filter(one => one.account === account && one.region === region);
  }

  find(caller: Caller, id: string): Execution | undefined {
    const execution = this.#known.get(id);
    return execution?.account === caller.account && execution.region === caller.region
      ? execution
      : undefined;
  }

  async add(execution: Execution): Promise<void> {
    this.#known.set(execution.id, execution);
    await this.#write(execution);
  }

  /** What is known of a query that is under way, until it ends: nobody needs it after that, or after a crash. */
  progress(execution: Execution, known: Partial<Execution>): void {
    if (isUnderWay(execution)) Object.assign(execution, known);
  }

  /** Ends a query that is under way; one that has ended stays as it is. */
  async end(execution: Execution, ending: Partial<Execution>): Promise<void> {
    if (!isUnderWay(execution)) return;
    Object.assign(execution, { ...ending, completedAt: Date.now() });
    await this.#write(execution);
  }

  /** The file with a query's rows: a JSON array in each line. */
  rowsFile({ id }: Pick<Execution, 'id'>): string {
    return join(this.#folder, `${id}.rows`);
  }

  async #write(execution: Execution): Promise<void> {
    const file = join(this.#folder, `${execution.id}.json`);
    const draft = `${file}.draft`;
    await writeFile(draft, JSON.stringify(execution));
    await rename(draft, file);
  }
}

const jsonOf = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

const engineVersion = {
  SelectedEngineVersion: 'AUTO',
  EffectiveEngineVersion: 'Athena engine version 3',
};

/** How Athena describes a query. Times in seconds, as its protocol has them. */
export const toAthena = (execution: Execution) => {
  const { submittedAt, completedAt, reason, error, parameters, manifest } = execution;
  const total = (completedAt ?? Date.now()) - submittedAt;
  return {
    QueryExecutionId: execution.id,
    Query: execution.query,
    StatementType: execution.type,
    SubstatementType: execution.substatement,
    ResultConfiguration: { OutputLocation: execution.output },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: { Database: execution.database, Catalog: execution.catalog },
    Status: {
      State: execution.state,
      SubmissionDateTime: submittedAt / 1000,
      ...(completedAt === undefined ? {} : { CompletionDateTime: completedAt / 1000 }),
      ...(reason === undefined ? {} : { StateChangeReason: reason }),
      ...(error === undefined
        ? {}
        : {
            AthenaError: {
              ErrorCategory: error.category,
              ErrorType: error.type,
              Retryable: false,
              ErrorMessage: error.message,
            },
          }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: execution.engineMs,
      DataScannedInBytes: execution.scannedBytes,
      TotalExecutionTimeInMillis: total,
      QueryQueueTimeInMillis: execution.queuedMs,
      QueryPlanningTimeInMillis: execution.planningMs,
      ServiceProcessingTimeInMillis: Math.max(0, total - execution.engineMs - execution.queuedMs),
      ResultReuseInformation: { ReusedPreviousResult: false },
      ...(manifest === undefined ? {} : { DataManifestLocation: manifest }),
    },
    WorkGroup: execution.workgroup,
    EngineVersion: engineVersion,
    ...(parameters.length === 0 ? {} : { ExecutionParameters: parameters }),
  };
};
