import type { LabSource } from '../../../lab/source-definition.ts';

/** A file that a new seed will have. */
export interface NewFile {
  /** Relative to lab.json. */
  readonly key: string;
  /** Makes its content, piece by piece. */
  readonly chunks: () => Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
}

/** A seed that is yet to be written. */
export interface NewSeed {
  readonly files: readonly NewFile[];
  /** Makes the definition; with much data that takes a while. */
  readonly definition: () => LabSource;
}
