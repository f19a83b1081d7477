import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import * as z from 'zod/mini';
import { bootstrapApp } from '../../infra/bootstrap-stack.ts';
import type { Bundles } from '../../infra/bundle.ts';
import { labFunctions } from '../../lab/names.ts';

const folder = await mkdtemp(join(tmpdir(), 'daybreak-nag-'));
const anyCode: Bundles = z.parse(
  z.record(z.enum(labFunctions), z.string()),
  Object.fromEntries(labFunctions.map(name => [name, '// cdk-nag does not check code'])),
);
const { stack } = bootstrapApp(anyCode, folder);
afterAll(() => rm(folder, { recursive: true, force: true }));

const acknowledged = (construct: IConstruct): readonly (readonly [string, unknown])[] =>
  construct.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data ?? {}));

test('cdk-nag finds nothing that has no reason here', () => {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  expect(
    violations.map(({ ruleName, violatingResources }) => [
      ruleName,
      violatingResources.map(({ constructPath }) => constructPath),
    ]),
  ).toEqual([]);
});

test('every reason is a sentence, and only wildcards and three lint rules have one', () => {
  const reasons = acknowledged(stack);
  for (const [, reason] of reasons) expect(reason).toMatch(/^\S.{20,}\.$/);
  const rules = new Set(reasons.map(([rule]) => rule.replace(/\[.*$/, '').replace(/^annotation::/i, '')));
  expect([...rules].sort()).toEqual([
    'AwsSolutions-IAM5',
    'CloudFormation-Validate::W1001',
    'CloudFormation-Validate::W1030',
    'CloudFormation-Validate::W1032',
  ]);
});
