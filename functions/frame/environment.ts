import type { Lab } from '../../lab/names.ts';

/** The lab of a function, for steps that can't take it from their input. */
export const labVariables = ['LAB_NAME', 'LAB_ACCOUNT', 'LAB_REGION', 'LAB_PARTITION'] as const;

/**
 * Reads a function's environment once, when it starts, and fails if anything is missing. The stack takes the names of
 * the variables from the same `function.ts`.
 *
 * @throws Error that names the missing variables
 */
export const readEnvironment = <Name extends string>(names: readonly Name[]): ((name: Name) => string) => {
  const missing = names.filter(name => process.env[name] === undefined);
  if (missing.length > 0)
    throw new Error(`the function's environment lacks ${missing.join(', ')}: deploy the template again`);
  return name => process.env[name] ?? '';
};

export const labOf = (variable: (name: (typeof labVariables)[number]) => string): Lab => ({
  name: variable('LAB_NAME'),
  account: variable('LAB_ACCOUNT'),
  region: variable('LAB_REGION'),
  partition: variable('LAB_PARTITION'),
});
