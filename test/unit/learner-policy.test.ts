import * as z from 'zod/mini';
import { learnerPolicy } from '../../cli/policy/learner-policy.ts';
import { labArns } from '../../lab/arns.ts';
import { jobRoleName, type Lab } from '../../lab/names.ts';
import { deploy } from '../deployed-template.ts';
import { labTemplate } from '../lab-template.ts';
import { allows } from '../local-aws/iam-simulator.ts';

const lab: Lab = { name: 'sales', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const arns = labArns(lab, '/');
const endpoint = `arn:aws:execute-api:${lab.region}:${lab.account}:a1b2c3`;
const stack = `arn:aws:cloudformation:${lab.region}:${lab.account}:stack/sales-bootstrap/guid`;

const template = await labTemplate();
const managedPolicy = z.object({ Path: z.string(), PolicyDocument: z.unknown() });

/** The stack's managed policy and its output, as deployed for the same lab; its endpoint has the same id. */
const ofStack = (given: Readonly<Record<string, string>> = {}) => {
  const { resources, outputs } = deploy(template, {
    LabName: lab.name,
    LearnerPolicy: 'true',
    ...given,
  });
  const made = resources.flatMap(({ id, type, properties }) =>
    type === 'AWS::IAM::ManagedPolicy' && id.startsWith('Learners') ? [{ id, properties }] : [],
  );
  return { made, arn: outputs.get('LearnerPolicyArn') };
};
const documentOf = (given: Readonly<Record<string, string>> = {}): unknown => {
  const { PolicyDocument } = managedPolicy.parse(ofStack(given).made[0]?.properties);
  return JSON.parse(JSON.stringify(PolicyDocument).replaceAll(/<HttpApi\w+>/g, 'a1b2c3'));
};

/** The same statements, from two places. */
const policiesFor = { printed: learnerPolicy(lab, 'a1b2c3'), "stack's": documentOf() };

/** Which of these a person with the policy is denied. */
const denied = async (
  policy: unknown,
  calls: readonly (readonly [action: string, resource: string])[],
): Promise<readonly string[]> => {
  const policies = [{ name: 'learner', policy }];
  const answers = await Promise.all(
    calls.map(([action, resource]) =>
      allows(
        { arn: `arn:aws:iam::${lab.account}:role/learner`, policies },
        { action, resource, context: {} },
      ),
    ),
  );
  return calls.flatMap(([action, resource], index) =>
    answers[index] === true ? [] : [`${action} on ${resource}`],
  );
};

const result = `${arns.bucket('athena')}/results/a.csv`;

/** The first lesson: look around, query, keep a result as a table, run the job, put the lab right again. */
const lesson = [
  ['cloudformation:DescribeStacks', stack],
  ['athena:ListWorkGroups', '*'],
  ['athena:GetWorkGroup', arns.workgroup],
  ['athena:ListNamedQueries', arns.workgroup],
  ['athena:BatchGetNamedQuery', arns.workgroup],
  ['athena:StartQueryExecution', arns.workgroup],
  ['athena:GetQueryExecution', arns.workgroup],
  ['athena:GetQueryResults', arns.workgroup],
  ['s3:GetBucketLocation', arns.bucket('athena')],
  ['s3:PutObject', result],
  ['s3:GetObject', result],
  ...(['sor', 'sot', 'spec'] as const).flatMap(
    zone =>
      [
        ['glue:GetDatabase', arns.database(zone)],
        ['glue:GetTable', arns.table(zone, 'orders')],
        ['glue:GetPartitions', arns.table(zone, 'orders')],
        ['s3:ListBucket', arns.bucket(zone)],
        ['s3:GetObject', `${arns.bucket(zone)}/orders/a.csv`],
      ] as const,
  ),
  ['glue:CreateTable', arns.catalog],
  ['glue:CreateTable', arns.database('spec')],
  ['glue:CreateTable', arns.table('spec', 'mine')],
  ['glue:DeleteTable', arns.table('spec', 'mine')],
  ['s3:PutObject', `${arns.bucket('spec')}/mine/part-0`],
  ['s3:DeleteObject', `${arns.bucket('spec')}/mine/part-0`],
  ['glue:StartJobRun', arns.jobs.replace('*', 'orders')],
  ['glue:GetJobRun', arns.jobs.replace('*', 'orders')],
  ['execute-api:Invoke', `${endpoint}/$default/POST/rebuild`],
  ['execute-api:Invoke', `${endpoint}/$default/GET/lab`],
] as const;

/** What runs the lab, or is not the lab's. */
const beyond = [
  ['states:StartExecution', arns.stateMachine],
  ['lambda:InvokeFunction', arns.function('destroy')],
  ['cloudformation:DeleteStack', stack],
  ['s3:DeleteBucket', arns.bucket('spec')],
  ['s3:PutObject', `${arns.bucket('sor')}/orders/a.csv`],
  ['s3:DeleteObject', `${arns.bucket('sot')}/orders/part-0`],
  ['s3:PutObject', `${arns.bucket('assets')}/jobs/orders.py`],
  ['s3:GetObject', `${arns.bucket('assets')}/runs/latest.json`],
  ['glue:CreateTable', arns.table('sor', 'mine')],
  ['glue:DeleteTable', arns.table('sot', 'orders')],
  ['glue:DeleteDatabase', arns.database('spec')],
  ['glue:UpdateJob', arns.jobs.replace('*', 'orders')],
  ['athena:UpdateWorkGroup', arns.workgroup],
  ['athena:DeleteWorkGroup', arns.workgroup],
  ['iam:PassRole', `arn:aws:iam::${lab.account}:role/${jobRoleName(lab)}`],
] as const;

describe.each(Object.entries(policiesFor))('with the %s policy', (_, policy) => {
  test('people who use the lab can do all of the first lesson', async () => {
    expect(await denied(policy, lesson)).toEqual([]);
  });

  test('they can neither run the lab, nor destroy it, nor change what the seed and the jobs made', async () => {
    expect(await denied(policy, beyond)).toEqual(
      beyond.map(([action, resource]) => `${action} on ${resource}`),
    );
  });

  test.each([
    ['another lab', (text: string) => text.replaceAll('sales', 'nightfall').replaceAll('a1b2c3', 'z9y8x7')],
    ['another account', (text: string) => text.replaceAll(lab.account, '999999999999')],
    ['another region', (text: string) => text.replaceAll(lab.region, 'eu-central-2')],
  ])("they can do nothing of it on what is %s's", async (__, change) => {
    const theirs = lesson
      .map(([action, resource]) => [action, change(resource), resource] as const)
      .filter(([, changed, resource]) => changed !== resource && !(changed === arns.catalog));
    expect(theirs.length).toBeGreaterThan(20);
    expect(
      await denied(
        policy,
        theirs.map(([action, resource]) => [action, resource] as const),
      ),
    ).toEqual(theirs.map(([action, resource]) => `${action} on ${resource}`));
  });
});

test('a lab with a key of its own has a policy that lets people use that key, through S3 alone', async () => {
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234';
  const policies = [{ name: 'learner', policy: learnerPolicy(lab, undefined, key) }];
  const may = (action: string, resource: string, service: string) =>
    allows(
      { arn: `arn:aws:iam::${lab.account}:role/learner`, policies },
      { action, resource, context: { 'kms:ViaService': service } },
    );
  for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
    expect(await may(action, key, 's3.eu-west-1.amazonaws.com')).toBe(true);
    expect(await may(action, key, 'secretsmanager.eu-west-1.amazonaws.com')).toBe(false);
    expect(await may(action, `${key}5`, 's3.eu-west-1.amazonaws.com')).toBe(false);
  }
  expect(await may('kms:ScheduleKeyDeletion', key, 's3.eu-west-1.amazonaws.com')).toBe(false);
});

test('a lab without an endpoint has a policy that starts no rebuild', async () => {
  expect(JSON.stringify(learnerPolicy(lab, undefined))).not.toContain('execute-api');
});

describe('the policy that the stack makes', () => {
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234';

  test.each([
    ['as it is', {}, learnerPolicy(lab, 'a1b2c3')],
    ['with a key of the lab', { KmsKeyArn: key }, learnerPolicy(lab, 'a1b2c3', key)],
    ['without an endpoint', { Endpoint: 'false' }, learnerPolicy(lab, undefined)],
    [
      'of a lab with a hyphen',
      { LabName: 'sales-lab' },
      learnerPolicy({ ...lab, name: 'sales-lab' }, 'a1b2c3'),
    ],
  ])('says exactly what the command prints, %s', (_, given, printed) => {
    expect(documentOf(given)).toEqual(printed);
  });

  test('is made only if somebody asks for it, also where roles and a boundary are given', () => {
    expect(ofStack({ LearnerPolicy: 'false' })).toEqual({ made: [], arn: undefined });
    for (const [parameter, value] of [
      ['ExistingRole', 'LabRole'],
      ['PermissionsBoundaryArn', 'arn:aws:iam::aws:policy/X'],
    ] as const) {
      const { made, arn } = ofStack({ [parameter]: value });
      expect(made).toHaveLength(1);
      expect(arn).toBe(`<${made[0]?.id}>`);
    }
  });

  test('has the path that the account requires, no name of its own, and nobody who has it yet', () => {
    const [policy] = ofStack({ RolePath: '/labs/' }).made;
    expect(policy?.properties).toEqual({
      Description: 'Daybreak: for people who use the lab and do not run it',
      Path: '/labs/',
      PolicyDocument: expect.anything(),
    });
  });

  test('is deleted with the stack, so that nobody keeps it unseen', () => {
    const [policy] = ofStack().made;
    expect(JSON.parse(template).Resources[policy?.id ?? '']).not.toHaveProperty('DeletionPolicy');
  });
});

test('the policy fits into a group, a role, and a managed policy, which may have 6,144 characters', () => {
  const longest = { ...lab, name: 'l'.repeat(28), region: 'ap-northeast-1' };
  const longestKey = `arn:aws:kms:${longest.region}:${lab.account}:key/mrk-${'0'.repeat(32)}`;
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  expect(JSON.stringify(learnerPolicy(longest, 'a1b2c3d4e5', longestKey)).length).toBeLessThanOrEqual(5_120);
});
