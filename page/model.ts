import type { Lab } from '../lab/names.ts';
import type { Report } from '../lab/report.ts';
import type { Html } from './html.ts';

/** How something stands: it decides the colour and the sign, never alone what is said. */
export type Tone = 'good' | 'bad' | 'mixed' | 'idle';

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

/** What AWS says of the lab, besides the report. What could not be asked is left out. */
export interface Surroundings {
  /** The latest runs, newest first. */
  readonly runs?: readonly PageRun[];
  readonly catalog?: readonly CatalogTable[];
  /** Whether the catalog has more tables than a page has room for. */
  readonly moreTables?: boolean;
  readonly queries?: readonly SavedQuery[];
}

/** What only a page that is served has: whoever reads it can ask. */
export interface Desk {
  /** A field for a query, with its answer. */
  readonly field: Html;
  /** What a query costs, in a sentence. */
  readonly price: string;
  /** `sor.tbl_x`: the table whose first rows were asked for. */
  readonly opened: string | undefined;
}

/** All that a page can show. What is not known is left out, and the page says so. */
export interface PageModel extends Surroundings {
  readonly lab: Lab;
  /** Links lead into the console of an account; a lab on this machine has none. */
  readonly isLocal: boolean;
  readonly madeAt: Date;
  /** The last report that a run wrote. */
  readonly report: Report | undefined;
  /** What the report does not know: a run after it, or why there is none. The page's first sentence. */
  readonly headline?: { readonly tone: Tone; readonly sentence: string; readonly more: readonly string[] };
  readonly desk?: Desk;
}
