import type { Lab } from '../../lab/names.ts';
import { deploy } from '../deployed-template.ts';
import { labTemplate } from '../lab-template.ts';
import { administrator, allows } from '../local-aws/iam-simulator.ts';
import { neededForStack } from '../local-aws/stack-needs.ts';
import { filled, sandboxes } from '../sandboxes/cases.ts';
import { sandboxDocuments } from '../sandboxes/page.ts';

const account = '123456789012';
const anybody = administrator(`arn:aws:iam::${account}:role/learner`);

/** What of the stack the account denies. */
const deniedOfStack = async (
  name: string,
  denies: readonly object[],
  parameters: Readonly<Record<string, string>>,
): Promise<readonly string[]> => {
  const region = 'us-east-1';
  const lab: Lab = { name, account, region, partition: 'aws' };
  const given = { LabName: name, SeedUri: 's3://seed/', NotifyEmail: 'teacher@example.org', ...parameters };
  const denied: string[] = [];
  for (const { action, resource, context } of neededForStack(deploy(await labTemplate(), given), lab)) {
    const needed = { action, resource, context: { ...context, 'aws:RequestedRegion': region } };
    if (!(await allows(anybody, needed, { denies }))) denied.push(action);
  }
  return [...new Set(denied)];
};

describe.each(sandboxes.map(each => [each.name, each] as const))('%s', (_name, given) => {
  const { lab, denies, parameters } = filled(given, given.lab, account);

  test('lets CloudFormation create everything in the stack, with these parameters', async () => {
    expect(await deniedOfStack(lab, denies, parameters)).toEqual([]);
  });
});

test.each([
  ['academy', ['iam:CreatePolicy', 'iam:CreateRole', 'iam:PutRolePolicy']],
  ['company', ['iam:CreatePolicy', 'iam:CreateRole', 'iam:PutRolePolicy']],
  ['kodekloud', ['iam:CreatePolicy', 'iam:CreateRole']],
])('without its parameters, the stack is denied in %s', async (name, denied) => {
  const found = sandboxes.find(({ lab }) => lab === name);
  const { denies } = filled({ denies: found?.denies ?? [] }, name, account);
  expect([...(await deniedOfStack(name, denies, {}))].sort()).toEqual(denied);
});

test('docs/sandboxes.md says what the cases say', () => {
  const { written, today } = sandboxDocuments();
  expect(written).toBe(today);
});
