import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { declarations, functionTitle } from '../functions/all.ts';
import type { FunctionDeclaration } from '../functions/frame/declaration.ts';
import type { LabArns } from '../lab/arns.ts';
import { doors, inPascalCase, type Lab, type LabFunctionName, steps } from '../lab/names.ts';
import { kindPermissions } from '../reconcile/kinds/all.ts';
import type { AccountRules } from './account-rules.ts';
import type { Bundles } from './bundle.ts';
import { LabFunction } from './lab-function.ts';
import type { LabKey } from './lab-key.ts';
import { readSeed, type Seed } from './seed.ts';
import type { Variables } from './variables.ts';

interface Properties {
  readonly lab: Lab;
  readonly rules: AccountRules;
  readonly arns: LabArns;
  readonly key: LabKey;
  readonly seed: Seed;
  readonly bundles: Bundles;
  readonly variables: Variables;
}

/** Gives a function of the lab by its name. */
export type LabFunctions = (name: LabFunctionName) => IFunction;

/** Creates all functions of the lab from their declarations, each with its log and its role. */
export const declareFunctions = (
  scope: Construct,
  { lab, rules, arns, key, seed, bundles, variables }: Properties,
): LabFunctions => {
  const declare = (within: Construct, name: LabFunctionName): readonly [LabFunctionName, IFunction] => {
    const { memory, timeout, environment, readsSeed, statements } = declarations[name];
    const { kinds }: FunctionDeclaration = declarations[name];
    const { function: declared } = new LabFunction(within, inPascalCase(name), {
      lab,
      name,
      description: `Daybreak, ${functionTitle(name)}`,
      memory,
      timeout,
      rules,
      key,
      code: bundles[name],
      environment: Object.fromEntries(environment.map(variable => [variable, variables[variable]])),
      statements: [
        ...key.with([
          ...(kinds.ensure ?? []).flatMap(kind => kindPermissions[kind].ensure(arns)),
          ...(kinds.destroy ?? []).flatMap(kind => kindPermissions[kind].destroy(arns)),
          ...statements(arns),
        ]),
        ...(readsSeed ? readSeed(seed) : []),
      ],
    });
    return [name, declared];
  };
  const around = new Construct(scope, 'Doors');
  const declared = new Map([
    ...steps.map(name => declare(scope, name)),
    ...doors.map(name => declare(around, name)),
  ]);
  return name => {
    const found = declared.get(name);
    if (found === undefined) throw new Error(`no function ${name} is declared`);
    return found;
  };
};
