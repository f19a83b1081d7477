import * as z from 'zod/mini';
import { zones } from '../../lab/names.ts';
import { deploy } from '../deployed-template.ts';
import { labTemplate } from '../lab-template.ts';

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

describe('a key of the lab', () => {
  const KmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const onKey = grants({ KmsKeyArn }).filter(({ action }) => action.startsWith('kms:'));
  const rolesWith = (entries: ReturnType<typeof grants>) =>
    [...new Set(entries.map(({ role }) => role.replace(/Role.*$/, '')))].sort();

  test('that is not given is in no policy', () => {
    expect(grants().filter(({ action }) => action.startsWith('kms:'))).toEqual([]);
  });

  test('is the only one that a role may use, and only through S3 and SNS', () => {
    expect(resourcesOf(onKey)).toEqual([KmsKeyArn]);
    for (const { role, condition } of onKey)
      expect(condition).toEqual({
        StringLike: {
          'kms:ViaService': [
            's3.*.amazonaws.com',
            ...(/^(Report|DoorsRunEnded)/.test(role) ? ['sns.*.amazonaws.com'] : []),
          ],
        },
      });
  });

  test('is used by whoever reads objects of the lab, and makes data keys for whoever writes them, and for nobody else', () => {
    const inLab = grants({ KmsKeyArn }).filter(({ resource }) =>
      /^arn:aws:s3:::sales-lab-.*\//.test(resource),
    );
    const readers = inLab.filter(({ action }) => action === 's3:GetObject');
    const writers = inLab.filter(({ action }) => action === 's3:PutObject');
    expect(rolesWith(onKey.filter(({ action }) => action === 'kms:Decrypt'))).toEqual(
      rolesWith([...readers, ...writers]),
    );
    expect(rolesWith(onKey.filter(({ action }) => action === 'kms:GenerateDataKey'))).toEqual(
      rolesWith(writers),
    );
    expect(rolesWith(writers).length).toBeGreaterThan(5);
  });

  test("is in the boundary of the jobs' role, and encrypts every log and the notices", () => {
    const { resources } = deploy(template, {
      LabName: 'sales-lab',
      KmsKeyArn,
      NotifyEmail: 'a@example.com',
    });
    const of = (wanted: string) => resources.filter(({ type }) => type === wanted);
    expect(JSON.stringify(of('AWS::IAM::ManagedPolicy'))).toContain(KmsKeyArn);
    const logs = of('AWS::Logs::LogGroup');
    expect(logs.length).toBeGreaterThan(10);
    expect(logs.filter(({ properties }) => properties.KmsKeyId !== KmsKeyArn)).toEqual([]);
    expect(of('AWS::SNS::Topic').map(({ properties }) => properties.KmsMasterKeyId)).toEqual([KmsKeyArn]);
  });

  test('that is not given is in no property', () => {
    const { resources } = deploy(template, { LabName: 'sales-lab', NotifyEmail: 'a@example.com' });
    expect(resources.flatMap(({ properties }) => Object.keys(properties))).not.toContainEqual(
      expect.stringMatching(/^Kms/),
    );
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
