import type { Parameter } from '@aws-sdk/client-cloudformation';
import { declaredParameters } from '../../infra/parameter-declarations.ts';
import { UsageError } from '../errors.ts';

export type Values = Readonly<Record<string, string>>;

/** Parameters that have their own option. */
const optionFor: Values = { LabName: '--lab', SeedUri: '--seed' };

/**
 * Parses each `Key=Value`.
 * @throws UsageError
 */
export const parseParameters = (given: readonly string[]): Values => {
  const pairs = given.map(text => {
    const [, key, value] = /^([A-Za-z][A-Za-z0-9]*)=(.*)$/s.exec(text) ?? [];
    if (key === undefined || value === undefined)
      throw new UsageError(`--parameter '${text}' is not Key=Value: write it as MaxSeedGiB=20.`);
    if (optionFor[key] !== undefined)
      throw new UsageError(`--parameter ${key} has its own option: use ${optionFor[key]}.`);
    return [key, value] as const;
  });
  const twice = pairs.find(([key], index) => pairs.findIndex(([other]) => other === key) !== index);
  if (twice !== undefined) throw new UsageError(`--parameter ${twice[0]} is given twice.`);
  return Object.fromEntries(pairs);
};

/**
 * Finds mistakes that CloudFormation would report late, before anything is built or changed.
 * @throws UsageError for a parameter that the template does not have, or a value that it refuses
 */
export const checkParameters = (given: Values): void => {
  for (const [key, value] of Object.entries(given)) {
    const parameter = declaredParameters[key];
    if (parameter === undefined) {
      const known = Object.keys(declaredParameters).filter(name => optionFor[name] === undefined);
      throw new UsageError(`The template has no parameter ${key}. It has ${known.join(', ')}.`);
    }
    const { pattern, constraint } = parameter;
    if (!new RegExp(`^(?:${pattern})$`, 'u').test(value))
      throw new UsageError(`'${value}' is not a valid ${key}: ${constraint}.`);
  }
};

/** Parameters for CreateStack or UpdateStack: the given values, and for the rest what the stack already has. */
export const stackParameters = (given: Values, previous: readonly string[]): Parameter[] =>
  Object.keys(declaredParameters).flatMap((ParameterKey): Parameter[] => {
    const ParameterValue = given[ParameterKey];
    if (ParameterValue !== undefined) return [{ ParameterKey, ParameterValue }];
    return previous.includes(ParameterKey) ? [{ ParameterKey, UsePreviousValue: true }] : [];
  });
