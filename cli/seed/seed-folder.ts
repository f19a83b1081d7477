import type { DatasetFile } from '../../lab/datasets.ts';
import type { LabDefinition } from '../../lab/definition.ts';
import type { Place } from '../../reconcile/place.ts';

/** Where the content of a file is before it is published. */
type Content =
  /** A file on this machine. */
  | { readonly path: string }
  /** Made while the folder was read: a manifest. */
  | { readonly body: string }
  /** Made when it is needed: a file of the built-in sample. */
  | { readonly make: () => Uint8Array }
  /** An object of another seed, which S3 copies. */
  | { readonly from: Place };

/** Something to publish. */
export type SeedFile = DatasetFile & Content;

/** A folder that was read and checked: what a seed will hold once it is published. */
export interface SeedFolder {
  /** Complete: with sizes, checksums and row counts. It becomes the seed's `lab.json`. */
  readonly definition: LabDefinition;
  /** Every file besides `lab.json`, each key once, sorted by key. */
  readonly files: readonly SeedFile[];
  /** Whole sentences about what Athena can read, but the folder's author may not have meant. */
  readonly warnings: readonly string[];
}
