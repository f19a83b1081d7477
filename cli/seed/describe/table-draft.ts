import type { KeyDraft } from './partition-keys.ts';

/** A column of a draft, with the keys that lab.json has for it. */
export interface ColumnDraft {
  readonly name: string;
  readonly type: string;
  readonly from?: string;
  readonly dateFormat?: string;
}

/** How a table's files are written, with the keys that lab.json has for it. */
export interface FormatDraft {
  readonly format: 'csv' | 'tsv' | 'jsonl' | 'json' | 'parquet' | 'xlsx';
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly quoted?: boolean;
  readonly encoding?: string;
  readonly skipLines?: number;
  readonly nulls?: readonly string[];
  readonly decimal?: string;
  readonly thousands?: string;
  readonly dateFormat?: string;
  readonly sheet?: string;
}

/** What was read off a table's files. */
export interface ContentDraft {
  readonly written: FormatDraft;
  readonly columns: readonly ColumnDraft[];
  readonly rows: number;
  /** Guesses that another reading would contradict, and what is odd: each follows the table's name. */
  readonly notes: readonly string[];
  /** What in the files' content keeps Athena from reading them as they are, in a few words. */
  readonly converted: readonly string[];
}

/** A file of a dataset that lies elsewhere in the folder than publishing puts it. */
export interface MovedFile {
  readonly key: string;
  readonly from: string;
}

/** A dataset as lab.json has it. */
export interface DatasetDraft extends FormatDraft {
  readonly table: string;
  readonly zone: 'sor';
  readonly columns: readonly ColumnDraft[];
  readonly partitionKeys?: readonly KeyDraft[];
  readonly prefix?: string;
  readonly files?: readonly (string | MovedFile)[];
}
