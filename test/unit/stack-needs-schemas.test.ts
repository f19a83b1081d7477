import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { creations } from '../../cli/doctor/stack-needs.ts';
import { labTemplate } from '../lab-template.ts';
import { pythonTool } from '../python-tool.ts';

const schema = z.object({
  typeName: z.string(),
  handlers: z.optional(z.object({ create: z.optional(z.object({ permissions: z.array(z.string()) })) })),
});
const template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

/** What CloudFormation's schemas, of which cfn-lint has a copy, say that creating a resource calls: by type. */
const createPermissions = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const command = await pythonTool('cfn-lint', new URL('../cfn-lint-requirements.txt', import.meta.url));
  const found = new Map<string, readonly string[]>();
  const environment = dirname(dirname(command));
  for await (const file of glob(
    join(environment, 'lib/*/site-packages/cfnlint/data/schemas/resources/*.json'),
  )) {
    const parsed = z.safeParse(schema, JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success) found.set(parsed.data.typeName, parsed.data.handlers?.create?.permissions ?? []);
  }
  return found;
};

/** What CloudFormation needs although no schema says so: by type and action, with its source. */
const unnamed: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::CustomResource lambda:InvokeFunction':
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources-lambda.html',
};

test('doctor asks for each type of the template, and for what CloudFormation itself says that creating one calls', async () => {
  const types = Object.values(z.parse(template, JSON.parse(await labTemplate())).Resources).map(
    ({ Type }) => Type,
  );
  expect([...new Set(types)].filter(type => creations[type] === undefined)).toEqual([]);
  const permissions = await createPermissions();
  const others = Object.entries(creations).flatMap(([type, { actions }]) => {
    const named = permissions.get(type) ?? [];
    return actions.filter(action => !named.includes(action)).map(action => `${type} ${action}`);
  });
  expect(others.sort()).toEqual(Object.keys(unnamed).sort());
});
