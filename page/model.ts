import type { Lab } from '../lab/names.ts';
import type { Report } from '../lab/report.ts';
import type { Html } from './html.ts';

/** How something stands: it decides the colour and the sign, never alone what is said. */
export type Tone = 'good' | 'bad' | 'mixed' | 'idle';

/**
 * Parts that only the command can fill, ready made: what makes them is not in the account, where each kilobyte of code
 * takes one of the template.
 */
export interface LiveParts {
  /** Of these parts, in addition to the page's own. */
  readonly style: string;
  /** `sor.tbl_x`: tables that the catalog has. */
  readonly tables: readonly string[];
  /** Columns, types, comments and first rows of a table. */
  readonly aboutTable: (key: string) => Html;
  /** A table to show open at first. */
  readonly opened: string | undefined;
  /** A field for a query, with its answer. */
  readonly desk: Html | undefined;
  /** Saved queries with their SQL. */
  readonly saved: Html;
  /** The latest runs. */
  readonly runs: Html;
}

/** All that a page can show. What is not known is left out, and the page says so. */
export interface PageModel {
  readonly lab: Lab;
  /** Links lead into the console of an account; a lab on this machine has none. */
  readonly isLocal: boolean;
  readonly madeAt: Date;
  /** The last report that a run wrote. */
  readonly report: Report | undefined;
  /** What the report does not know: a run after it, or why there is none. The page's first sentence. */
  readonly headline?: { readonly tone: Tone; readonly sentence: string; readonly more: readonly string[] };
  readonly live?: LiveParts;
}
