import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { type Declaration, type ParameterName, parameterGroups } from './parameter-declarations.ts';

/** Reads a parameter's value at deploy time. */
export type StackParameters = (name: ParameterName) => string;

/** Declares the stack's parameters, and how the console's form shows them. */
export const declareParameters = (stack: Stack): StackParameters => {
  const declared = Object.entries(parameterGroups).map(([group, members]) => ({
    group,
    members: Object.entries<Declaration>(members).map(([name, declaration]) => ({
      label: declaration.label,
      parameter: new CfnParameter(stack, name, {
        type: 'String',
        description: declaration.description,
        default: declaration.default,
        allowedPattern: declaration.pattern,
        constraintDescription: declaration.constraint,
        maxLength: declaration.maxLength,
      }),
    })),
  }));
  const all = declared.flatMap(({ members }) => members);
  stack.templateOptions.metadata = {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: declared.map(({ group, members }) => ({
        Label: { default: group },
        Parameters: members.map(({ parameter }) => parameter.logicalId),
      })),
      ParameterLabels: Object.fromEntries(
        all.map(({ label, parameter }) => [parameter.logicalId, { default: label }]),
      ),
    },
  };
  const values = new Map(all.map(({ parameter }) => [parameter.node.id, parameter.valueAsString]));
  return name => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no parameter ${name} is declared`);
    return value;
  };
};

/** All parameters with their values at deploy time, for resources that must change when a parameter does. */
export const parameterValues = (stack: Stack): Readonly<Record<string, string>> =>
  Object.fromEntries(
    stack.node.children
      .filter(child => child instanceof CfnParameter)
      .map(parameter => [parameter.node.id, parameter.valueAsString]),
  );
