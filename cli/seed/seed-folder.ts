import type { LabDefinition, StoredFile } from '../../lab/definition.ts';

/** Something to upload: a file of the folder, or content made while reading it (a manifest). */
export type SeedFile = StoredFile & ({ readonly path: string } | { readonly body: string });

/** A folder that was read and checked: what a seed will hold once it is published. */
export interface SeedFolder {
  /** Complete: with sizes, checksums and row counts. It becomes the seed's `lab.json`. */
  readonly definition: LabDefinition;
  /** Every file besides `lab.json`, each key once, sorted by key. */
  readonly files: readonly SeedFile[];
  /** Whole sentences about what Athena can read, but the folder's author may not have meant. */
  readonly warnings: readonly string[];
}
