import type { Html } from '../html.ts';
import type { Tone } from '../model.ts';

/** A table as queries answer it. */
export interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Text as Athena returns it; null for NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** How many rows there are; more than `rows` if only the first are shown. */
  readonly total: number;
}

/** A table as the catalog has it. */
export interface CatalogTable {
  /** `sor.tbl_x` */
  readonly key: string;
  readonly description: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly comment: string;
    readonly isPartitionKey: boolean;
  }[];
  readonly firstRows?: Answer;
}

/** A past run. */
export interface PageRun {
  readonly name: string;
  readonly startedAt: Date;
  /** undefined while it runs */
  readonly seconds: number | undefined;
  /** `rebuild`, `plan` … */
  readonly action: string;
  readonly trigger: string;
  readonly tone: Tone;
  /** `succeeded`, `skipped` … */
  readonly ended: string;
  /** `5 created, 60 unchanged`; a failure's cause. */
  readonly words: string;
}

/** A query to copy. */
export interface SavedQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** What a page that is served has besides: a field for a query, and the answer to the last one. */
export interface Desk {
  /** What a query costs, in a sentence. */
  readonly price: string;
  readonly sql: string;
  readonly answer?: Answer;
  /** A picture of the answer. */
  readonly chart?: Html;
  /** Why there is no answer. */
  readonly problem?: string;
  /** `sor.tbl_x`: the table whose first rows were asked for. */
  readonly opened?: string;
}

/** What the command knows and a run does not. What is absent is left out of the page. */
export interface Extras {
  /** The latest runs, newest first. */
  readonly runs: readonly PageRun[];
  readonly catalog: readonly CatalogTable[];
  readonly queries: readonly SavedQuery[];
  /** Only of a page that is served. */
  readonly desk?: Desk;
}
