/** Where a run's lab definition comes from: fixed by Plan, so that every step reads the same one. */
export type DefinitionReference =
  | { readonly from: 'sample' }
  | { readonly from: 'seed'; readonly uri: string; readonly etag: string }
  /** A lab can be destroyed without it; `written` has the tables that jobs fill, as the last report knows them. */
  | { readonly from: 'lost'; readonly uri: string; readonly written: readonly string[] };

/** How people are told of it: the seed's address, or that it is built in. */
export const seedName = (reference: DefinitionReference): string =>
  reference.from === 'sample' ? 'built-in sample' : reference.uri;
