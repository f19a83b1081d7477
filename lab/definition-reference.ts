/** Where a run's lab definition comes from: fixed by Plan, so that every step reads the same one. */
export type DefinitionReference =
  | { readonly from: 'sample' }
  | { readonly from: 'seed'; readonly uri: string; readonly etag: string }
  /** A lab can be destroyed without its definition; `written` lists the tables that jobs fill, from the last report. */
  | { readonly from: 'lost'; readonly uri: string; readonly written: readonly string[] };

/** The definition's name in messages: the seed's address, or `built-in sample`. */
export const seedName = (reference: DefinitionReference): string =>
  reference.from === 'sample' ? 'built-in sample' : reference.uri;
