import * as z from 'zod/mini';
import type { Lab } from '../lab/names.ts';

/** A template as deployed to one account: conditions and intrinsic functions are evaluated. */
export interface DeployedTemplate {
  readonly resources: readonly DeployedResource[];
  readonly outputs: ReadonlyMap<string, unknown>;
}

export interface DeployedResource {
  readonly id: string;
  readonly type: string;
  /** References to other resources read `<Id>` and `<Id.Attribute>`. */
  readonly properties: { readonly [name: string]: unknown };
}

const record = z.record(z.string(), z.unknown());
const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.optional(z.unknown()) })),
  Conditions: record,
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Condition: z.optional(z.string()), Properties: z.optional(record) }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown(), Condition: z.optional(z.string()) })),
});

const pseudoParameters = (at: Omit<Lab, 'name'>, stack: string): ReadonlyMap<string, string> =>
  new Map([
    ['AWS::AccountId', at.account],
    ['AWS::Region', at.region],
    ['AWS::Partition', at.partition],
    ['AWS::StackName', stack],
    [
      'AWS::StackId',
      `arn:${at.partition}:cloudformation:${at.region}:${at.account}:stack/${stack}/51af3dc0-da77-11e4-872e-1234567db123`,
    ],
  ]);

const nothing = Symbol('AWS::NoValue');

/**
 * Evaluates a template as CloudFormation would.
 *
 * @param given the stack's parameters; the others have their defaults
 * @param at the account and region
 * @param stack its name
 * @throws Error for a reference to a resource that the conditions leave out, and for an index out of range
 */
export const deployTemplate = (
  text: string,
  given: Readonly<Record<string, string>>,
  at: Omit<Lab, 'name'>,
  stack: string,
): DeployedTemplate => {
  const pseudo = pseudoParameters(at, stack);
  const template = z.parse(templateSchema, JSON.parse(text));
  const isTrue = (condition: unknown): boolean =>
    typeof condition === 'string' ? isTrue(template.Conditions[condition]) : value(condition) === true;
  const exists = (id: string): boolean => {
    const resource = template.Resources[id];
    return resource !== undefined && (resource.Condition === undefined || isTrue(resource.Condition));
  };
  const reference = (id: string, shown: string): unknown => {
    if (id === 'AWS::NoValue') return nothing;
    if (id in template.Parameters) return given[id] ?? template.Parameters[id]?.Default;
    const known = pseudo.get(id);
    if (known !== undefined) return known;
    if (!exists(id)) throw new Error(`a reference to ${id}, which is not there`);
    return shown;
  };
  const strings = (node: unknown): string[] => z.parse(z.array(z.string()), value(node));
  const argumentsOf = (node: unknown): unknown[] => z.parse(z.array(z.unknown()), node);

  const functions: { readonly [name: string]: (argument: unknown) => unknown } = {
    Ref: argument => reference(String(argument), `<${String(argument)}>`),
    Condition: argument => isTrue(argument),
    'Fn::GetAtt': argument => {
      const [id, attribute] = strings(argument);
      return reference(id ?? '', `<${id}.${attribute}>`);
    },
    'Fn::If': argument => {
      const [condition, yes, no] = argumentsOf(argument);
      return value(isTrue(condition) ? yes : no);
    },
    'Fn::Equals': argument => new Set(argumentsOf(argument).map(value)).size === 1,
    'Fn::Not': argument => !value(argumentsOf(argument)[0]),
    'Fn::And': argument => argumentsOf(argument).every(value),
    'Fn::Or': argument => argumentsOf(argument).some(value),
    'Fn::Join': argument => {
      const [delimiter, parts] = argumentsOf(argument);
      return strings(parts).join(String(delimiter));
    },
    'Fn::Sub': argument => {
      const [text, variables] = Array.isArray(argument) ? argumentsOf(argument) : [argument, {}];
      const known = z.parse(z.record(z.string(), z.string()), value(variables));
      return String(text).replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
        const [id = ''] = name.split('.');
        return known[name] ?? String(reference(id, `<${name}>`));
      });
    },
    'Fn::Split': argument => {
      const [delimiter, whole] = argumentsOf(argument);
      return String(value(whole)).split(String(delimiter));
    },
    'Fn::Select': argument => {
      const [index, list] = argumentsOf(argument);
      const selected = strings(list)[Number(index)];
      if (selected === undefined) throw new Error(`Fn::Select finds nothing at ${String(index)}`);
      return selected;
    },
  };

  const value = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(value).filter(item => item !== nothing);
    if (node === null || typeof node !== 'object') return node;
    const entries = Object.entries(node);
    const [[name, argument] = ['', undefined]] = entries;
    const work = functions[name];
    if (work !== undefined && entries.length === 1) return work(argument);
    if (name.startsWith('Fn::')) throw new Error(`${name} is not known here`);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, value(item)] as const).filter(([, item]) => item !== nothing),
    );
  };

  return {
    resources: Object.entries(template.Resources)
      .filter(([id]) => exists(id))
      .map(([id, { Type, Properties }]) => ({
        id,
        type: Type,
        properties: z.parse(record, value(Properties ?? {})),
      })),
    outputs: new Map(
      Object.entries(template.Outputs)
        .filter(([, { Condition }]) => Condition === undefined || isTrue(Condition))
        .map(([name, { Value }]) => [name, value(Value)]),
    ),
  };
};
