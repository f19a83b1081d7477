import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { labArns } from '../../lab/arns.ts';
import { isSecurityConfigurationOf, zones } from '../../lab/names.ts';
import { jobPolicy } from '../../reconcile/kinds/job-policy.ts';
import { jobRoleArn } from '../../reconcile/kinds/role.ts';
import { deploy } from '../deployed-template.ts';
import { labTemplate } from '../lab-template.ts';
import { allows, type Policy } from '../local-aws/iam-simulator.ts';

const template = await labTemplate();

const roleSchema = z.object({
  Policies: z.array(
    z.object({
      PolicyDocument: z.object({
        Statement: z.array(
          z.object({
            Effect: z.literal('Allow'),
            Action: z.array(z.string()),
            Resource: z.array(z.string()),
            Condition: z.optional(z.unknown()),
          }),
        ),
      }),
    }),
  ),
});

const policyDocument = z.object({ Statement: z.array(z.looseObject({})) });
const sids = z.looseObject({ Statement: z.array(z.looseObject({ Sid: z.string() })) });
const variables = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.string()) }) });
const outlives = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

/** One entry for each role, action and resource. */
const grants = (given: Readonly<Record<string, string>> = {}) =>
  deploy(template, { LabName: 'sales-lab', ...given })
    .resources.filter(({ type }) => type === 'AWS::IAM::Role')
    .flatMap(({ id, properties }) =>
      z
        .parse(roleSchema, properties)
        .Policies.flatMap(({ PolicyDocument }) =>
          PolicyDocument.Statement.flatMap(({ Action, Resource, Condition }) =>
            Action.flatMap(action =>
              Resource.map(resource => ({ role: id, action, resource, condition: Condition })),
            ),
          ),
        ),
    );

const resourcesOf = (entries: ReturnType<typeof grants>): readonly string[] =>
  [...new Set(entries.map(({ resource }) => resource))].sort();

test('no action is granted by a wildcard', () => {
  expect(grants().filter(({ action }) => action.includes('*'))).toEqual([]);
});

test('nothing is allowed on all resources, except actions that AWS cannot restrict', () => {
  const everything = grants().filter(({ resource }) => resource === '*');
  const others = everything.filter(({ role }) => !role.startsWith('Rebuild'));
  expect(others).toMatchObject([
    { role: expect.stringMatching(/^Plan/), action: 'lakeformation:GetDataLakeSettings' },
  ]);
  expect(everything.map(({ action }) => action).sort()).toEqual([
    'lakeformation:GetDataLakeSettings',
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
});

test("every other wildcard is a known one, under one of the lab's resources", () => {
  expect(resourcesOf(grants().filter(({ resource }) => resource.includes('*') && resource !== '*'))).toEqual([
    'arn:aws:glue:eu-west-1:123456789012:job/sales-lab-*',
    'arn:aws:glue:eu-west-1:123456789012:table/sales_lab_sor/*',
    'arn:aws:glue:eu-west-1:123456789012:table/sales_lab_sot/*',
    'arn:aws:glue:eu-west-1:123456789012:table/sales_lab_spec/*',
    'arn:aws:glue:eu-west-1:123456789012:trigger/sales-lab-*',
    'arn:aws:glue:eu-west-1:123456789012:userDefinedFunction/sales_lab_sor/*',
    'arn:aws:glue:eu-west-1:123456789012:userDefinedFunction/sales_lab_sot/*',
    'arn:aws:glue:eu-west-1:123456789012:userDefinedFunction/sales_lab_spec/*',
    'arn:aws:s3:::sales-lab-assets-123456789012-eu-west-1/*',
    'arn:aws:s3:::sales-lab-assets-123456789012-eu-west-1/displaced/*',
    'arn:aws:s3:::sales-lab-assets-123456789012-eu-west-1/jobs/*',
    'arn:aws:s3:::sales-lab-assets-123456789012-eu-west-1/runs/*',
    'arn:aws:s3:::sales-lab-athena-123456789012-eu-west-1/*',
    'arn:aws:s3:::sales-lab-sor-123456789012-eu-west-1/*',
    'arn:aws:s3:::sales-lab-sot-123456789012-eu-west-1/*',
    'arn:aws:s3:::sales-lab-spec-123456789012-eu-west-1/*',
    'arn:aws:states:eu-west-1:123456789012:execution:sales-lab-rebuild:*',
  ]);
});

test("every resource without a wildcard is the lab's, or shared by all", () => {
  const others = resourcesOf(grants()).filter(resource => !/\*|sales[-_]lab|^</.test(resource));
  expect(others).toEqual([
    'arn:aws:events:eu-west-1:123456789012:event-bus/default',
    'arn:aws:glue:eu-west-1:123456789012:catalog',
    'arn:aws:glue:eu-west-1:123456789012:database/default',
  ]);
});

test('a rebuild may delete nothing of the lab but a query saved twice, and a file exactly as it was set aside', () => {
  const deleting = grants().filter(
    ({ role, action }) =>
      /Delete|Remove/.test(action) && !action.startsWith('logs:') && !role.startsWith('Destroy'),
  );
  expect(deleting.map(({ role, action }) => `${role.slice(0, 10)} ${action}`)).toEqual([
    ...zones.map(() => 'CopyDataRo s3:DeleteObject'),
    'EnsureWork athena:DeleteNamedQuery',
  ]);
  for (const { action, condition } of deleting)
    if (action === 's3:DeleteObject') expect(condition).toEqual({ Null: { 's3:if-match': 'false' } });
});

describe("the jobs' role", () => {
  const bounded = (given: Readonly<Record<string, string>>, boundary: string) => {
    const onRole = grants(given).filter(
      ({ role, action }) => role.startsWith('EnsureRole') && action.startsWith('iam:'),
    );
    const condition = { StringEquals: { 'iam:PermissionsBoundary': boundary } };
    expect(
      onRole.filter(each => each.condition !== undefined).map(each => [each.action, each.condition]),
    ).toEqual([
      ['iam:CreateRole', condition],
      ['iam:PutRolePolicy', condition],
      ['iam:PutRolePermissionsBoundary', condition],
    ]);
    expect(onRole.filter(({ action }) => /Attach|DeleteRolePermissionsBoundary/.test(action))).toEqual([]);
  };
  const ours = (given: Readonly<Record<string, string>>) =>
    deploy(template, { LabName: 'sales-lab', ...given }).resources.filter(
      ({ type }) => type === 'AWS::IAM::ManagedPolicy',
    );

  test("is made, and its policy written, only within the stack's own boundary, which nobody in the stack can change", () => {
    const [boundary, ...others] = ours({});
    expect(others).toEqual([]);
    bounded({}, `<${boundary?.id}>`);
    expect(JSON.stringify(boundary?.properties.PolicyDocument).length).toBeLessThan(6_144);
    expect(boundary?.properties).not.toHaveProperty('ManagedPolicyName');
    expect(
      grants().filter(({ action }) => /^iam:.*(PolicyVersion|CreatePolicy|DeletePolicy)/.test(action)),
    ).toEqual([]);
    // A role keeps it after the stack is deleted, and IAM does not delete the boundary of a role.
    expect(JSON.parse(template).Resources[boundary?.id ?? '']).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test("is bound by the account's boundary where there is one, and then the stack makes none", () => {
    const PermissionsBoundaryArn = 'arn:aws:iam::123456789012:policy/boundary';
    expect(ours({ PermissionsBoundaryArn })).toEqual([]);
    bounded({ PermissionsBoundaryArn }, PermissionsBoundaryArn);
  });

  test('is nothing that the stack makes a boundary for in an account that provides the role', () => {
    expect(ours({ ExistingRole: 'LabRole' })).toEqual([]);
  });
});

test('nobody in the stack may attach a policy to anybody, such as the one for learners', () => {
  expect(grants({ LearnerPolicy: 'true' }).filter(({ action }) => /^iam:Attach/.test(action))).toEqual([]);
});

test('the role of the jobs may only be passed to Glue', () => {
  const passed = grants().filter(({ action }) => action === 'iam:PassRole');
  expect(passed).toEqual([
    {
      role: expect.stringMatching(/^EnsureJob/),
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::123456789012:role/sales-lab-glue-job-eu-west-1',
      condition: { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } },
    },
  ]);
});

describe.each([
  ['given', 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
  ['made by the stack', 'create'],
])('a key of the lab that is %s', (_, KmsKeyArn) => {
  const key = KmsKeyArn === 'create' ? '<Key.Arn>' : KmsKeyArn;
  const { resources } = deploy(template, { LabName: 'sales-lab', KmsKeyArn, NotifyEmail: 'a@example.com' });
  const of = (wanted: string) => resources.filter(({ type }) => type === wanted);
  const onKey = grants({ KmsKeyArn }).filter(({ action }) => action.startsWith('kms:'));
  const inLab = grants({ KmsKeyArn }).filter(({ resource }) => /^arn:aws:s3:::sales-lab-.*\//.test(resource));
  const rolesWith = (entries: ReturnType<typeof grants>) =>
    [...new Set(entries.map(({ role }) => role.replace(/Role.*$/, '')))].sort();
  const writers = rolesWith(inLab.filter(({ action }) => action === 's3:PutObject'));
  const readers = rolesWith(inLab.filter(({ action }) => /^s3:(Get|Put)Object$/.test(action)));
  const publishers = ['DoorsRunEnded', 'Report'];

  test('is the only one that a role may use, and only through S3 and SNS', () => {
    expect(resourcesOf(onKey)).toEqual([key]);
    for (const { role, condition } of onKey)
      expect(condition).toEqual({
        StringLike: {
          'kms:ViaService': ['s3.*.amazonaws.com', ...(/^Report/.test(role) ? ['sns.*.amazonaws.com'] : [])],
        },
      });
  });

  test('is used by whoever reads objects of the lab, and makes data keys for whoever writes them, and for nobody else', () => {
    expect(rolesWith(onKey.filter(({ action }) => action === 'kms:Decrypt'))).toEqual(readers);
    expect(rolesWith(onKey.filter(({ action }) => action === 'kms:GenerateDataKey'))).toEqual(writers);
    expect(writers.length).toBeGreaterThan(5);
  });

  // The simulator wants names that AWS could give.
  const realKey = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const otherKey = realKey.replace(/ab$/, 'cd');
  const [conf] = of('AWS::Glue::SecurityConfiguration');
  const configuration = String(conf?.properties.Name);
  const real = (policy: unknown): Policy =>
    z.parse(
      policyDocument,
      JSON.parse(
        JSON.stringify(policy).replaceAll('<Key.Arn>', realKey).replaceAll('<JobEncryption>', configuration),
      ),
    );
  const via = (service: string) => ({ 'kms:ViaService': `${service}.eu-west-1.amazonaws.com` });

  test.each(
    of('AWS::IAM::Role').map(({ id, properties }) => [id.replace(/Role.*$/, ''), properties] as const),
  )('gives the role of %s in IAM what its calls need, and on no other key', async (name, properties) => {
    const [inline] = z.parse(roleSchema, properties).Policies;
    const holder = {
      arn: 'arn:aws:iam::123456789012:role/any',
      policies: [{ name: 'own', policy: real(inline?.PolicyDocument) }],
    };
    const may = (action: string, resource: string, context = {}) =>
      allows(holder, { action, resource, context });
    expect(await may('kms:Decrypt', realKey, via('s3'))).toBe(readers.includes(name));
    expect(await may('kms:GenerateDataKey', realKey, via('s3'))).toBe(writers.includes(name));
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey'])
      expect(await may(action, realKey, via('sns'))).toBe(publishers.includes(name));
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt'])
      for (const [resource, context] of [
        [realKey, {}],
        [realKey, via('glue')],
        [realKey, via('secretsmanager')],
        [otherKey, via('s3')],
        [otherKey, via('sns')],
      ] as const)
        expect([action, resource, context, await may(action, resource, context)]).toEqual([
          action,
          resource,
          context,
          false,
        ]);
    for (const action of ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:DisableKey'])
      expect(await may(action, realKey, via('s3'))).toBe(false);
  });

  test("is within the boundary of the jobs' role, with the logs and the bookmarks of the lab's jobs, and with nothing else", async () => {
    const [boundary] = of('AWS::IAM::ManagedPolicy');
    const overlay = { denies: [], boundary: real(boundary?.properties.PolicyDocument) };
    const lab = { name: 'sales-lab', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
    const policy = jobPolicy(labArns(lab, '/'), ['spec.tbl_a'], {
      key: realKey,
      securityConfiguration: configuration,
    });
    const job = { arn: jobRoleArn(lab, '/'), policies: [{ name: 'lab', policy }] };
    const may = (action: string, resource: string, context = {}) =>
      allows(job, { action, resource, context }, overlay);
    const group = (name: string) => `arn:aws:logs:eu-west-1:123456789012:log-group:${name}`;
    const role = 'sales-lab-glue-job-eu-west-1';
    const own = [
      `/aws-glue/jobs/${configuration}-role/${role}/error`,
      `/aws-glue/jobs/${configuration}-role/${role}/output`,
      `/aws-glue/jobs/error-${configuration}`,
      `/aws-glue/jobs/logs-v2-${configuration}`,
      `/aws-glue/jobs-${role}-${configuration}/error`,
    ];
    const writing = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
    const onGroup = (action: string, name: string) =>
      may(action, /Stream|Events/.test(action) ? `${group(name)}:log-stream:jr_x` : group(name));
    for (const name of own)
      for (const action of [...writing, 'logs:AssociateKmsKey'])
        expect([action, name, await onGroup(action, name)]).toEqual([action, name, true]);
    for (const name of [
      '/aws-glue/jobs/error',
      '/aws-glue/jobs/other-role/x/error',
      '/aws/lambda/sales-lab-plan',
    ])
      expect([name, await onGroup('logs:AssociateKmsKey', name)]).toEqual([name, false]);

    const needed: readonly (readonly [string, object])[] = [
      ['kms:Decrypt', via('s3')],
      ['kms:GenerateDataKey', via('s3')],
      // Bookmarks.
      ['kms:Decrypt', {}],
      ['kms:Encrypt', {}],
      ['kms:Decrypt', via('glue')],
      ['kms:Encrypt', via('glue')],
    ];
    for (const [action, context] of needed) {
      expect([action, context, await may(action, realKey, context)]).toEqual([action, context, true]);
      expect(await may(action, otherKey, context)).toBe(false);
      expect(await may(action, realKey, via('secretsmanager'))).toBe(false);
    }
    for (const action of ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:CreateGrant'])
      expect(await may(action, realKey)).toBe(false);
    expect(JSON.stringify(overlay.boundary).length).toBeLessThan(6_144);
  });

  test('encrypts every log, the notices and the jobs', () => {
    const logs = of('AWS::Logs::LogGroup');
    expect(logs.length).toBeGreaterThan(10);
    expect(logs.filter(({ properties }) => properties.KmsKeyId !== key)).toEqual([]);
    expect(of('AWS::SNS::Topic').map(({ properties }) => properties.KmsMasterKeyId)).toEqual([key]);
    expect(conf?.properties.EncryptionConfiguration).toEqual({
      S3Encryptions: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }],
      CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: key },
      JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
    });
    const told = of('AWS::Lambda::Function').flatMap(({ properties }) =>
      Object.entries(z.parse(variables, properties).Environment.Variables).flatMap(([name, value]) =>
        /^(KMS_KEY_ARN|SECURITY_CONFIGURATION)$/.test(name) ? [value] : [],
      ),
    );
    expect(new Set(told)).toEqual(new Set([key, '<JobEncryption>']));
  });

  test('has a configuration for the jobs that is named after the lab, the stack and the key, and outlives the stack', () => {
    const id = KmsKeyArn === 'create' ? '<Key>' : '1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(configuration).toBe(`sales-lab-51af3dc0-${id}`);
    expect(isSecurityConfigurationOf({ name: 'sales-lab' }, configuration)).toBe(true);
    expect(isSecurityConfigurationOf({ name: 'sales' }, configuration)).toBe(false);
    expect(JSON.parse(template).Resources[conf?.id ?? '']).toMatchObject(outlives);
  });

  test('is in an output, so that people see what stays', () => {
    const { outputs } = deploy(template, { KmsKeyArn });
    expect(outputs.get('KmsKey')).toBe(key);
  });
});

test('a key that is not given is in no policy, no property and no output, and nobody can mistake what it has to be', () => {
  expect(grants().filter(({ action }) => action.startsWith('kms:'))).toEqual([]);
  const { resources, outputs } = deploy(template, { LabName: 'sales-lab', NotifyEmail: 'a@example.com' });
  expect(resources.flatMap(({ properties }) => Object.keys(properties))).not.toContainEqual(
    expect.stringMatching(/^Kms/),
  );
  expect(resources.filter(({ type }) => /^AWS::(KMS|Glue)::/.test(type))).toEqual([]);
  expect(outputs.has('KmsKey')).toBe(false);
});

test('a key that the stack makes rotates, has an alias and time to think again, outlives the stack, and lets the account and two services use it', () => {
  const { resources } = deploy(template, { LabName: 'sales-lab', KmsKeyArn: 'create' });
  const made = resources.filter(({ type }) => type.startsWith('AWS::KMS::'));
  expect(made.map(({ id }) => id)).toEqual(['Key', 'KeyAlias']);
  const [key, alias] = made;
  expect(key?.properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 30 });
  expect(alias?.properties).toEqual({ AliasName: 'alias/sales-lab', TargetKeyId: '<Key>' });
  for (const { id } of made) expect(JSON.parse(template).Resources[id]).toMatchObject(outlives);

  // The one in docs/security.md, for people who bring a key.
  const document = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const [, shown = ''] = /```json\n([\s\S]+?)\n```/.exec(document) ?? [];
  const { Statement, ...rest } = z.parse(sids, JSON.parse(shown));
  expect(key?.properties.KeyPolicy).toEqual({
    ...rest,
    Statement: Statement.map(({ Sid: _, ...each }) => each),
  });
});

test('partitioned tables can be queried: the proof may read partitions in every way that Athena does', () => {
  const readers = grants()
    .filter(
      ({ role, resource }) => role.startsWith('SmokeTest') && resource.includes(':table/sales_lab_sor/'),
    )
    .map(({ action }) => action);
  // The reading half of AmazonAthenaFullAccess:
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAthenaFullAccess.html
  expect(readers).toEqual(
    expect.arrayContaining(['glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition']),
  );
});

test('only one step may start a job, and it may write nothing but stop it', () => {
  const starters = new Set(
    grants()
      .filter(({ action }) => action === 'glue:StartJobRun')
      .map(({ role }) => role),
  );
  expect([...starters]).toEqual([expect.stringMatching(/^RunJobs/)]);
  const actions = grants().flatMap(({ role, action }) => (starters.has(role) ? [action] : []));
  expect([...new Set(actions)].sort()).toEqual([
    'glue:BatchStopJobRun',
    'glue:GetJobRun',
    'glue:GetJobRuns',
    'glue:GetPartitions',
    'glue:StartJobRun',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:ListBucket',
  ]);
});

test('one step creates schedules of jobs and one deletes them, and no other touches them', () => {
  const entries = grants().filter(({ resource }) => resource.includes(':trigger/'));
  expect(entries.map(({ role, action }) => `${role.replace(/Role.*$/, '')} ${action}`)).toEqual([
    'EnsureJob glue:GetTrigger',
    'EnsureJob glue:CreateTrigger',
    'EnsureJob glue:UpdateTrigger',
    'EnsureJob glue:StartTrigger',
    'EnsureJob glue:TagResource',
    'EnsureJob glue:GetTags',
    'Destroy glue:GetTrigger',
    'Destroy glue:GetTags',
    'Destroy glue:DeleteTrigger',
  ]);
});

describe('a seed', () => {
  const onSeed = (given: Readonly<Record<string, string>>) =>
    grants(given).filter(
      ({ resource }) => resource.startsWith('arn:aws:s3:::') && !resource.includes('sales-lab'),
    );

  test('that is not given is in no policy', () => {
    expect(onSeed({})).toEqual([]);
  });

  test('is read by the steps that need it, and never written', () => {
    const entries = onSeed({ SeedUri: 's3://seeds/olist/v1/' });
    expect(new Set(entries.map(({ action, resource }) => `${action} ${resource}`))).toEqual(
      new Set(['s3:GetObject arn:aws:s3:::seeds/olist/v1/*', 's3:ListBucket arn:aws:s3:::seeds']),
    );
    const readers = new Set(entries.map(({ role }) => role.replace(/Role.*$/, '')));
    expect([...readers]).toEqual([
      'Plan',
      'CopyData',
      'EnsureCatalog',
      'EnsureWorkgroup',
      'EnsureJob',
      'SmokeTest',
      'Destroy',
    ]);
  });

  test('at the root of its bucket is the whole bucket', () => {
    expect(resourcesOf(onSeed({ SeedUri: 's3://seeds/' }))).toEqual([
      'arn:aws:s3:::seeds',
      'arn:aws:s3:::seeds/*',
    ]);
  });
});
