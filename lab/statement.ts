/** Why a statement has a `*`: for names that come from the lab definition. */
export const fromDefinition =
  'What lies there is named by the lab definition, which the template does not know.';

/** One statement of a policy. It allows; nothing here denies. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Why a resource has a `*` in it; a statement with a `*` and without a reason is an error. */
  readonly wildcard?: string;
}
