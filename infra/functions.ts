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

const what: Readonly<Record<Door, string>> = {
  api: 'Daybreak: answers the HTTPS endpoint',
  'first-run': 'Daybreak: starts a rebuild when the stack is created or updated',
  'run-ended': 'Daybreak: reports runs that ended before they could report themselves',
};

/** Declares all functions of the lab, each with its log and its role. */
export const declareFunctions = (
  scope: Construct,
  { lab, rules, arns, seed, bundles, environmentOf }: Properties,
): LabFunctions => {
  const declare = (
    within: Construct,
    name: LabFunctionName,
    description: string,
    statements: readonly Statement[],
  ) =>
    new LabFunction(within, inPascalCase(name), {
      lab,
      name,
      description,
      rules,
      code: bundles[name],
      environment: environmentOf[name],
      statements,
    }).function;
  const step = (name: Step) => {
    const { statements, readsSeed } = stepPermissions[name](arns);
    const all = readsSeed ? [...statements, ...readSeed(seed)] : statements;
    return declare(scope, name, `Daybreak's step ${name}`, all);
  };
  const around = new Construct(scope, 'Doors');
  const door = (name: Door) => declare(around, name, what[name], doorPermissions[name](arns));
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
