import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import * as z from 'zod/mini';
import * as sample from '../../data/olist-sample/parts.ts';
import { environment as planVariables } from '../../functions/plan/function.ts';
import { sourcePlaces } from '../../infra/source-places.ts';
import { synthesize, TemplateTooLarge, templateLimit } from '../../infra/synthesize.ts';
import { daybreakVersion } from '../../lab/daybreak-version.ts';
import { functionName, isLabName, labFunctions, steps } from '../../lab/names.ts';
import { statesOf } from '../../statemachine/check.ts';
import { deploy } from '../deployed-template.ts';
import { labTemplate } from '../lab-template.ts';

const run = promisify(execFile);

const template = await labTemplate();
const parsed = JSON.parse(template);

const parameterSchema = z.object({
  Type: z.string(),
  Default: z.string(),
  Description: z.string(),
  AllowedPattern: z.string(),
  ConstraintDescription: z.string(),
  MaxLength: z.optional(z.number()),
});
const parameters = z.parse(z.record(z.string(), parameterSchema), parsed.Parameters);

/** Whether CloudFormation accepts a value: the pattern has to match all of it. */
const takes = (name: string, value: string): boolean => {
  const parameter = parameters[name];
  return (
    parameter !== undefined &&
    new RegExp(`^(?:${parameter.AllowedPattern})$`, 'u').test(value) &&
    value.length <= (parameter.MaxLength ?? Number.POSITIVE_INFINITY)
  );
};

const functionSchema = z.object({
  FunctionName: z.string(),
  Description: z.string(),
  Role: z.string(),
  Timeout: z.number(),
  Code: z.strictObject({ ZipFile: z.string() }),
  LoggingConfig: z.object({ LogGroup: z.string() }),
  Environment: z.optional(z.object({ Variables: z.record(z.string(), z.string()) })),
});
/** Rules have targets, a schedule has one; one that calls a function does not need a role. */
const targetsSchema = z.object({
  Targets: z.optional(z.array(z.object({ RoleArn: z.optional(z.string()) }))),
  Target: z.optional(z.object({ RoleArn: z.string() })),
});
const rolesOfTargets = ({ properties }: { readonly properties: unknown }): readonly string[] => {
  const { Targets = [], Target } = z.parse(targetsSchema, properties);
  return [...Targets, ...(Target === undefined ? [] : [Target])].flatMap(({ RoleArn }) => RoleArn ?? []);
};
const machineSchema = z.object({
  StateMachineName: z.string(),
  RoleArn: z.string(),
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.string()),
});

const allNames = labFunctions.map(name => functionName({ name: 'sales-lab' }, name));

const deployed = (given: Readonly<Record<string, string>> = {}) => {
  const { resources, outputs } = deploy(template, { LabName: 'sales-lab', ...given });
  const ofType = (type: string) => resources.filter(resource => resource.type === type);
  return {
    ofType,
    outputs,
    resources,
    // In Daybreak's order.
    functions: ofType('AWS::Lambda::Function')
      .map(({ id, properties }) => ({ id, ...z.parse(functionSchema, properties) }))
      .sort((a, b) => allNames.indexOf(a.FunctionName) - allNames.indexOf(b.FunctionName)),
    machine: z.parse(machineSchema, ofType('AWS::StepFunctions::StateMachine')[0]?.properties),
  };
};

/** The code that a function unpacks; esbuild breaks its lines inside of strings, too. */
const unpacked = (code: string): string => {
  let text = '';
  const module = {};
  const load = createRequire(import.meta.url);
  const asProgram = Object.assign((id: string) => load(id), { main: module });
  const stdout = { write: (part: string) => (text += part) };
  compileFunction(code, ['exports', 'require', 'module', 'process'])({}, asProgram, module, { stdout });
  return text.replaceAll('\\\n', '');
};

describe('one template', () => {
  test('needs no bucket, no bootstrapped account and no CDK helpers', () => {
    const types = deployed().resources.map(({ type }) => type);
    expect(types.filter(type => /^(AWS::CDK|Custom::|AWS::CloudFormation::)/.test(type))).toEqual([
      'AWS::CloudFormation::CustomResource',
    ]);
    expect(Object.keys(parsed).sort()).toEqual([
      'Conditions',
      'Description',
      'Metadata',
      'Outputs',
      'Parameters',
      'Resources',
    ]);
    expect(Object.keys(parameters).filter(name => /asset|bootstrap/i.test(name))).toEqual([]);
    expect(template).not.toMatch(/cdk-hnb659fds|aws:cdk:path|aws:asset/);
  });

  test('is the same for the same sources, fits, and says how large each function is', async () => {
    const again = await synthesize();
    expect(again.template).toBe(template);
    expect(Buffer.byteLength(template)).toBeLessThanOrEqual(templateLimit);
    expect(Object.keys(again.bundles)).toEqual([...labFunctions]);
  });

  test('begins each function with what the function is and how to read it', () => {
    for (const { FunctionName, Code, Description } of deployed().functions) {
      const [first = '', , from = '', ...more] = Code.ZipFile.split('\n');
      const name = FunctionName.replace('sales-lab-', '');
      expect(first).toMatch(new RegExp(`^// Daybreak ${daybreakVersion}, (step|function) ${name}: .+[.]$`));
      expect(Description).toBe(first.replace(` ${daybreakVersion}`, '').slice(3, -1));
      expect(from).toContain(`functions/${name}/`);
      expect(more.join('\n')).toContain(`node index.js > ${name}.js`);
      // CloudFormation has trouble with more than that.
      expect(Code.ZipFile).toMatch(/^[\n -~]+$/);
    }
  });

  test('has code whose stack traces lead to its sources', async () => {
    const code = deployed().functions.find(each => each.FunctionName === 'sales-lab-ensure-catalog')?.Code
      .ZipFile;
    const folder = await mkdtemp(join(tmpdir(), 'daybreak-code-'));
    try {
      await writeFile(join(folder, 'index.js'), code ?? '');
      const failing = `require('./index.js').handler({ run: { lab: {}, execution: {} } }, {}).catch(({ stack }) => console.log(stack))`;
      const { stdout } = await run(process.execPath, ['-e', failing], {
        cwd: folder,
        env: {
          NODE_PATH: fileURLToPath(new URL('../../node_modules', import.meta.url)),
          AWS_REGION: 'eu-west-1',
        },
      });
      const core = await readFile(
        new URL('../../functions/ensure-catalog/ensure-catalog.ts', import.meta.url),
        'utf8',
      );
      const [, line = ''] =
        /[ (]functions\/ensure-catalog\/ensure-catalog\.ts:(\d+):\d+\)/.exec(await sourcePlaces(stdout)) ??
        [];
      expect(core.split('\n')[Number(line) - 1]).toContain('moodOf(s3, run, storage)');
      const beyond = 'at a (ensure-catalog.js:9999:1), b.js:1:1 and plan.js:1:99999';
      expect(await sourcePlaces(beyond)).toBe(beyond);
      // The compiled code has no loader for `import()`.
      const source = await run(process.execPath, ['index.js'], { cwd: folder });
      expect(source.stdout).not.toMatch(/\bimport\(/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    ['columns', sample.tables[0]?.columns.at(-1)?.comment, ['plan', 'ensure-catalog', 'smoke-test']],
    [
      'files',
      sample.datasets[0]?.files?.[0]?.crc32,
      ['plan', 'copy-data', 'ensure-catalog', 'smoke-test', 'destroy'],
    ],
    ['smoke tests', sample.smokeTests[0]?.name, ['plan', 'smoke-test']],
    ['saved queries', sample.queries[0]?.description, ['plan', 'ensure-workgroup']],
    ['jobs', sample.jobs[0]?.script.crc32, ['plan', 'ensure-job', 'smoke-test', 'destroy']],
  ])("has the sample's %s only in the functions that use them", (_, text = '', names) => {
    const holding = deployed().functions.filter(({ Code }) => unpacked(Code.ZipFile).includes(text));
    expect(text).not.toBe('');
    expect(holding.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      names.map(name => `sales-lab-${name}`).sort(),
    );
  });

  test('is refused if it grows too large, with the name of the largest function', async () => {
    const grown = Object.fromEntries(labFunctions.map(name => [name, '// small']));
    const code = z.parse(z.record(z.enum(labFunctions), z.string()), {
      ...grown,
      'copy-data': 'x'.repeat(900_000),
    });
    const refused = synthesize(code);
    await expect(refused).rejects.toThrow(TemplateTooLarge);
    await expect(refused).rejects.toThrow(
      /more than the limit of 500000. .*largest function is copy-data with 900000 bytes/,
    );
  });
});

describe('parameters', () => {
  test('are in a group, with a label, a description, a pattern and its meaning', () => {
    const form = parsed.Metadata['AWS::CloudFormation::Interface'];
    const grouped = form.ParameterGroups.flatMap((group: { Parameters: string[] }) => group.Parameters);
    expect([...grouped].sort()).toEqual(Object.keys(parameters).sort());
    expect(Object.keys(form.ParameterLabels).sort()).toEqual(Object.keys(parameters).sort());
    for (const { Description, AllowedPattern, ConstraintDescription } of Object.values(parameters))
      expect([Description, AllowedPattern, ConstraintDescription].map(text => text.length > 0)).toEqual([
        true,
        true,
        true,
      ]);
  });

  test('have defaults that match their own patterns', () => {
    expect(Object.entries(parameters).filter(([name, { Default }]) => !takes(name, Default))).toEqual([]);
  });

  test.each(['daybreak', 'a', 'a-1', 'Daybreak', '1a', 'a--b', 'a-', 'a'.repeat(28), 'a'.repeat(29)])(
    'accept the lab name %s exactly if the rest of Daybreak does',
    name => expect(takes('LabName', name)).toBe(isLabName(name)),
  );

  test.each([
    ['SeedUri', 's3://seeds/', true],
    ['SeedUri', 's3://seeds/olist/v1/', true],
    ['SeedUri', 's3://seeds/olist', false],
    ['SeedUri', 's3://seeds/*/', false],
    ['SeedUri', 's3://seeds/${aws:username}/', false],
    ['SeedUri', 'https://seeds/olist/', false],
    ['Datasets', 'orders,sor.customers', true],
    ['Datasets', 'none', true],
    ['Datasets', 'orders,', false],
    ['MaxSeedGiB', '0', false],
    ['MaxSeedGiB', '250', true],
    ['MaxDollarsPerDay', '5.50', false],
    ['MaxDollarsPerDay', '0', false],
    ['MaxDollarsPerDay', '250', true],
    ['RunJob', 'true', true],
    ['RunJob', 'yes', false],
    ['Dashboard', 'false', true],
    ['Dashboard', 'no', false],
    ['ExistingRole', 'LabRole', true],
    ['ExistingRole', 'arn:aws:iam::123456789012:role/service/LabRole', true],
    ['ExistingRole', 'arn:aws:iam::123456789012:user/LabRole', false],
    ['PermissionsBoundaryArn', 'arn:aws:iam::123456789012:policy/boundary', true],
    ['PermissionsBoundaryArn', 'boundary', false],
    ['KmsKeyArn', 'create', true],
    ['KmsKeyArn', 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab', true],
    ['KmsKeyArn', 'alias/daybreak', false],
    ['KmsKeyArn', 'arn:aws:kms:eu-west-1:123456789012:alias/daybreak', false],
    ['KmsKeyArn', 'created', false],
    ['RolePath', '/labs/', true],
    ['RolePath', 'labs', false],
  ])('%s takes %s: %s', (name, value, expected) => expect(takes(name, value)).toBe(expected));
});

describe('if the account lets us create roles', () => {
  const { functions, machine, ofType } = deployed();

  test('every function, the state machine, the rule and the schedule have their own role', () => {
    const used = [
      ...functions.map(({ Role }) => Role),
      machine.RoleArn,
      ...[...ofType('AWS::Events::Rule'), ...ofType('AWS::Scheduler::Schedule')].flatMap(rolesOfTargets),
    ];
    expect(new Set(used).size).toBe(used.length);
    expect(used.sort()).toEqual(
      ofType('AWS::IAM::Role')
        .map(({ id }) => `<${id}.Arn>`)
        .sort(),
    );
  });

  test('roles keep to the path and the boundary that the account asks for', () => {
    const boundary = 'arn:aws:iam::123456789012:policy/boundary';
    for (const { properties } of deployed({ RolePath: '/labs/', PermissionsBoundaryArn: boundary }).ofType(
      'AWS::IAM::Role',
    ))
      expect(properties).toMatchObject({ Path: '/labs/', PermissionsBoundary: boundary });
    for (const { properties } of ofType('AWS::IAM::Role')) {
      expect(properties).toMatchObject({ Path: '/' });
      expect(properties).not.toHaveProperty('PermissionsBoundary');
    }
  });

  test('the state machine and the endpoint log and trace', () => {
    expect(ofType('AWS::StepFunctions::StateMachine')[0]?.properties).toMatchObject({
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
      TracingConfiguration: { Enabled: true },
    });
    const names = ofType('AWS::Logs::LogGroup').map(({ properties }) => properties.LogGroupName);
    expect(names).toEqual(
      expect.arrayContaining([
        '/aws/vendedlogs/states/sales-lab-rebuild',
        '/aws/vendedlogs/apigateway/sales-lab-rebuild',
      ]),
    );
  });

  test('the role of the jobs is the one that the lab names, under the path', () => {
    const policies = JSON.stringify(deployed({ RolePath: '/labs/' }).ofType('AWS::IAM::Role'));
    expect(policies).toContain('arn:aws:iam::123456789012:role/labs/sales-lab-glue-job-eu-west-1');
  });
});

describe.each([
  ['a name', 'LabRole', 'arn:aws:iam::123456789012:role/LabRole'],
  ['a name with a path', 'labs/LabRole', 'arn:aws:iam::123456789012:role/labs/LabRole'],
  ['an ARN', 'arn:aws:iam::123456789012:role/LabRole', 'arn:aws:iam::123456789012:role/LabRole'],
  [
    'an ARN with a path',
    'arn:aws:iam::123456789012:role/labs/LabRole',
    'arn:aws:iam::123456789012:role/labs/LabRole',
  ],
])('where the account gives us a role by %s', (_what, ExistingRole, arn) => {
  const { functions, machine, resources, ofType } = deployed({ ExistingRole, SeedUri: 's3://seeds/olist/' });

  test('the stack has no IAM resources', () => {
    expect(resources.filter(({ type }) => type.startsWith('AWS::IAM::'))).toEqual([]);
  });

  test('no name of a log can be taken by what an earlier stack of that name left behind', () => {
    const names = ofType('AWS::Logs::LogGroup').map(({ properties }) => properties.LogGroupName);
    expect(names).toHaveLength(functions.length);
    for (const name of names) expect(name).toMatch(/^\/aws\/lambda\/sales-lab-[a-z-]+\/51af3dc0(-\w+){4}$/);
  });

  test('nothing needs permission to deliver logs or to trace, which the role may lack', () => {
    const [logged] = ofType('AWS::StepFunctions::StateMachine');
    expect(Object.keys(logged?.properties ?? {})).toEqual([
      'DefinitionString',
      'DefinitionSubstitutions',
      'RoleArn',
      'StateMachineName',
      'StateMachineType',
    ]);
    expect(ofType('AWS::ApiGatewayV2::Stage')[0]?.properties).not.toHaveProperty('AccessLogSettings');
  });

  test('everything runs under that role, and so will the jobs', () => {
    const starters = [...ofType('AWS::Events::Rule'), ...ofType('AWS::Scheduler::Schedule')];
    const used = [...functions.map(({ Role }) => Role), machine.RoleArn, ...starters.flatMap(rolesOfTargets)];
    expect(new Set(used)).toEqual(new Set([arn]));
    const told = functions.flatMap(({ Environment }) => Environment?.Variables.EXISTING_ROLE_ARN ?? []);
    expect(new Set(told)).toEqual(new Set([arn]));
  });
});

describe('functions', () => {
  const { functions, machine, ofType } = deployed();

  test('are one for each step and each door, with the names that the rest of Daybreak uses', () => {
    expect(functions.map(({ FunctionName }) => FunctionName)).toEqual(allNames);
  });

  test('write to their own log, which expires', () => {
    const logs = new Map(ofType('AWS::Logs::LogGroup').map(({ id, properties }) => [`<${id}>`, properties]));
    for (const { FunctionName, LoggingConfig } of functions)
      expect(logs.get(LoggingConfig.LogGroup)).toMatchObject({
        LogGroupName: `/aws/lambda/${FunctionName}`,
        RetentionInDays: 14,
      });
  });

  test('give up before the state machine does, so that their own error is the one that is reported', () => {
    const timeouts = new Map(
      statesOf(JSON.parse(machine.DefinitionString)).map(([, state]) => [
        state.Resource,
        state.TimeoutSeconds,
      ]),
    );
    for (const { id, Timeout } of functions.slice(0, steps.length)) {
      const placeholder = Object.entries(machine.DefinitionSubstitutions).find(
        ([, arn]) => arn === `<${id}.Arn>`,
      )?.[0];
      expect(timeouts.get(`\${${placeholder}}`)).toBeGreaterThan(Timeout);
    }
  });

  test('repeat a call that AWS throttles up to eight times', () => {
    for (const { Environment } of functions)
      expect(Environment?.Variables).toMatchObject({ AWS_MAX_ATTEMPTS: '8', AWS_RETRY_MODE: 'standard' });
  });

  test('the plan gets every variable that it reads', () => {
    const variables = deployed({ SeedUri: 's3://seeds/olist/', Datasets: 'orders' }).functions[0]?.Environment
      ?.Variables;
    expect(Object.keys(variables ?? {})).toEqual(expect.arrayContaining([...planVariables]));
    expect(variables).toMatchObject({
      LAB_NAME: 'sales-lab',
      LAB_ACCOUNT: '123456789012',
      LAB_REGION: 'eu-west-1',
      STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:sales-lab-rebuild',
      SEED_URI: 's3://seeds/olist/',
      DATASETS: 'orders',
      MAX_SEED_GIB: '10',
      RUN_JOB: 'false',
      SCHEDULE_EXPRESSION: 'rate(1 hour)',
      MAX_DOLLARS_PER_DAY: '5',
      JOB_POLICIES: '',
    });
  });
});

test('every placeholder of the state machine is filled in, and nothing else is', () => {
  const { machine } = deployed();
  const placeholders = [...machine.DefinitionString.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  expect(Object.keys(machine.DefinitionSubstitutions).sort()).toEqual([...new Set(placeholders)].sort());
});

test('outputs say what they are for, and links go to this account and region', () => {
  const { outputs } = deployed();
  for (const output of Object.values(parsed.Outputs)) expect(output).toHaveProperty('Description');
  expect(Object.fromEntries(outputs)).toMatchObject({
    RebuildConsoleLink: expect.stringMatching(
      /^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/states\/home\?region=eu-west-1#\/statemachines\/view\/</,
    ),
    AthenaConsoleLink: 'https://eu-west-1.console.aws.amazon.com/athena/home?region=eu-west-1#/query-editor',
    AssetsBucket: 'sales-lab-assets-123456789012-eu-west-1',
    SeedUsed: 'built-in sample',
  });
  expect(deployed({ SeedUri: 's3://seeds/olist/' }).outputs.get('SeedUsed')).toBe('s3://seeds/olist/');
});
