import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  type Door,
  doors,
  inPascalCase,
  type Lab,
  type LabFunctionName,
  type Step,
  steps,
} from '../lab/names.ts';
import type { AccountRules } from './account-rules.ts';
import type { Bundles } from './bundle.ts';
import { doorPermissions } from './door-permissions.ts';
import type { Environments } from './environments.ts';
import { functionTitles } from './function-titles.ts';
import type { LabArns } from './lab-arns.ts';
import { LabFunction } from './lab-function.ts';
import { stepPermissions } from './permissions.ts';
import type { Statement } from './policy.ts';
import { readSeed, type Seed } from './seed.ts';

interface Properties {
  readonly lab: Lab;
  readonly rules: AccountRules;
  readonly arns: LabArns;
  readonly seed: Seed;
  readonly bundles: Bundles;
  readonly environmentOf: Environments;
}

/** Gives a function of the lab by its name. */
export type LabFunctions = (name: LabFunctionName) => IFunction;

/** Declares all functions of the lab, each with its log and its role. */
export const declareFunctions = (
  scope: Construct,
  { lab, rules, arns, seed, bundles, environmentOf }: Properties,
): LabFunctions => {
  const declare = (within: Construct, name: LabFunctionName, statements: readonly Statement[]) =>
    new LabFunction(within, inPascalCase(name), {
      lab,
      name,
      description: `Daybreak, ${functionTitles[name]}`,
      rules,
      code: bundles[name],
      environment: environmentOf[name],
      statements,
    }).function;
  const step = (name: Step) => {
    const { statements, readsSeed } = stepPermissions[name](arns);
    const all = readsSeed ? [...statements, ...readSeed(seed)] : statements;
    return declare(scope, name, all);
  };
  const around = new Construct(scope, 'Doors');
  const door = (name: Door) => declare(around, name, doorPermissions[name](arns));
  const declared = new Map<LabFunctionName, IFunction>([
    ...steps.map(name => [name, step(name)] as const),
    ...doors.map(name => [name, door(name)] as const),
  ]);
  return name => {
    const found = declared.get(name);
    if (found === undefined) throw new Error(`no function ${name} is declared`);
    return found;
  };
};
