import type { Lab } from '../../lab/names.ts';

/** Which lab a function works for: for the steps that can't take it from their input. */
export const labVariables = ['LAB_NAME', 'LAB_ACCOUNT', 'LAB_REGION', 'LAB_PARTITION'] as const;

/**
 * Reads a function's environment once, when it starts: all of it is there, or nothing begins. The names are the ones
 * that the stack sets; both sides take them from the function's `function.ts`.
 *
 * @throws Error that names what is missing
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
