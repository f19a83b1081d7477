import type { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { policyAdvice } from '../../cli/seed/policy-advice.ts';
import { ensureRole } from '../../functions/ensure-role/ensure-role.ts';
import { jobPolicies, jobPoliciesNotes } from '../../functions/plan/job-policies.ts';
import { jobTables } from '../../functions/plan/job-tables.ts';
import { declaredParameters } from '../../infra/parameter-declarations.ts';
import { labArns } from '../../lab/arns.ts';
import { type LabDefinition, parseLabDefinition, type TableDefinition } from '../../lab/definition.ts';
import {
  deniedServices,
  type JobStatement,
  mostPolicyCharacters,
  policyCharacters,
  servicesIn,
  statementsOf,
} from '../../lab/job-statements.ts';
import { noEncryption } from '../../lab/key-use.ts';
import { appliedFrom, markOf } from '../../lab/marks.ts';
import { securityConfigurationName } from '../../lab/names.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { jobPolicy } from '../../reconcile/kinds/job-policy.ts';
import { jobRole, jobRoleArn } from '../../reconcile/kinds/role.ts';
import { deploy } from '../deployed-template.ts';
import { labTemplate } from '../lab-template.ts';
import { allows } from '../local-aws/iam-simulator.ts';
import { runOf } from '../run-of.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { fakeAws } from './aws-fake.ts';

const lab = { name: 'sales', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const arns = labArns(lab, '/');
const arn = jobRoleArn(lab, '/');

const reads = {
  Sid: 'Prices',
  Effect: 'Allow',
  Action: ['s3:GetObject'],
  Resource: ['arn:aws:s3:::prices/2026/*'],
} as const;
const tells = {
  Effect: 'Allow',
  Action: ['sns:Publish'],
  Resource: ['arn:aws:sns:*:*:lab-done'],
  Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } },
} as const;

/** The small lab, its job with these statements. */
const withPolicy = (...policies: readonly (readonly unknown[] | undefined)[]): LabDefinition => {
  const [visit] = smallDefinition.jobs;
  const jobs = policies.map((policy, index) => ({ ...visit, name: `visit-${index}`, policy }));
  return parseLabDefinition(JSON.stringify({ ...smallDefinition, jobs }));
};

describe('a definition', () => {
  test('may have statements for its jobs, as IAM writes them', () => {
    expect(withPolicy([reads, tells]).jobs[0]?.policy).toEqual([reads, tells]);
    for (const more of [
      { Action: ['s3:Get*', 's3:ListBucket'] },
      { Resource: ['*'] },
      { Resource: ['arn:aws:dynamodb:eu-west-1:123456789012:table/prices'] },
      { Resource: ['arn:aws:s3:::home-${aws:PrincipalAccount}/*'] },
      { Condition: { 'ForAllValues:StringLikeIfExists': { 'aws:TagKeys': ['a', 'b'] } } },
      { Condition: { Null: { 'aws:TokenIssueTime': 'true' } } },
    ])
      expect(withPolicy([{ ...reads, ...more }]).jobs[0]?.policy).toEqual([{ ...reads, ...more }]);
  });

  test.each([
    [
      'everything',
      { Action: ['*'] },
      `Action[0]: '*' is not an action of one service: write it as s3:GetObject`,
    ],
    ['every service', { Action: ['*:Get*'] }, `Action[0]: '*:Get*' is not an action of one service`],
    ['a part of a service', { Action: ['s3*:Get'] }, `Action[0]: 's3*:Get' is not an action of one service`],
    ['no list of actions', { Action: 's3:GetObject' }, 'Action: Invalid input: expected array'],
    ['no action', { Action: [] }, 'Action: Too small'],
    ['a refusal', { Effect: 'Deny' }, "Effect: is not Allow, and a job's policy only allows"],
    [
      'all but some actions',
      { NotAction: ['s3:*'] },
      "policy[1]: has NotAction, and a job's statement has Sid, ",
    ],
    ['all but some resources', { NotResource: ['*'] }, 'policy[1]: has NotResource, and'],
    ['somebody else', { Principal: '*' }, 'policy[1]: has Principal, and'],
    [
      'a name',
      { Resource: ['prices'] },
      "Resource[0]: 'prices' is not an ARN: write it as arn:aws:s3:::bucket/*",
    ],
    ['every ARN', { Resource: ['arn:*'] }, "Resource[0]: 'arn:*' is not an ARN"],
    [
      'a variable where IAM takes none',
      { Resource: ['arn:aws:sns:eu-west-1:${aws:PrincipalAccount}:x'] },
      'is not an ARN',
    ],
    [
      "the lab's own placeholders",
      { Resource: ['arn:aws:s3:::${sor.bucket}/*'] },
      "Resource[0]: 'arn:aws:s3:::${sor.bucket}/*' has a placeholder, and a policy has none but IAM's own",
    ],
    ['an unknown operator', { Condition: { StringEqual: {} } }, "is not an operator of IAM's conditions"],
    ['a key without a service', { Condition: { Bool: { secure: 'true' } } }, 'is not a condition key'],
    ['a Sid with a hyphen', { Sid: 'a-b' }, 'Sid: is not a Sid'],
  ])('is refused with %s, with the job, the statement and what to do', (_, change, message) => {
    const parse = () => withPolicy(undefined, [reads, { ...reads, ...change }]);
    expect(parse).toThrow(expect.objectContaining({ name: 'InvalidDefinition' }));
    expect(parse).toThrow('lab.json, at jobs[1].policy[1]');
    expect(parse).toThrow(message);
  });

  test.each(
    deniedServices.flatMap(service => [
      `${service}:*`,
      `${service}:Get*`,
      `${service.toUpperCase()}:PassRole`,
    ]),
  )('is refused with %s, which decides who may do what', action => {
    expect(() => withPolicy([{ ...reads, Action: ['s3:GetObject', action] }])).toThrow(
      `lab.json, at jobs[0].policy[0].Action[1]: '${action}' is of a service that decides who may do what`,
    );
  });

  test('is refused if its jobs ask for more than fits into the role that they share', () => {
    const long = (index: number) => ({
      ...reads,
      Resource: [`arn:aws:s3:::prices/${index}${'x'.repeat(1_500)}`],
    });
    expect(() => withPolicy([long(0)], [long(1)])).not.toThrow();
    expect(() => withPolicy([long(0)], [long(1)], [long(2)])).toThrow(
      /at jobs: the policies of all jobs have 4\d{3} characters, and at most 4000 fit into the role that they share/,
    );
    // What two of them ask for alike takes its place once.
    expect(() => withPolicy([long(0)], [long(0)], [long(0)])).not.toThrow();
    expect(() => withPolicy(Array.from({ length: 21 }, () => reads))).toThrow('has 21 entries');
  });
});

describe('Plan', () => {
  test('refuses a job that asks for a service that the stack does not allow, and says what would', () => {
    const refused = (definition: LabDefinition, allowed: readonly string[]) => () =>
      jobPolicies(definition, allowed);
    expect(refused(withPolicy(undefined, [reads, tells]), [])).toThrow(
      expect.objectContaining({
        name: 'PolicyNotAllowed',
        message:
          "job visit-1 has a policy of its own for s3, sns, which the stack's JobPolicies does not allow; nothing was created. " +
          'If you trust the seed with that, deploy the stack with JobPolicies=s3,sns; otherwise leave "policy" out of lab.json',
      }),
    );
    expect(refused(withPolicy([reads], [tells]), ['s3', 'glue'])).toThrow(
      /^job visit-1 .* for sns, .* JobPolicies=glue,s3,sns;/,
    );
  });

  test('hands over what all jobs ask for, once and without Sids, which a policy may have only once', () => {
    const { Sid: _, ...read } = reads;
    const definition = withPolicy([reads], [{ ...reads, Sid: 'Again' }, tells], undefined);
    expect(jobPolicies(definition, servicesIn('s3,sns'))).toEqual([read, tells]);
    expect(jobPoliciesNotes([read, tells])).toEqual([
      'jobs may use more than the lab: s3, sns, as far as "policy" in lab.json says',
    ]);
    expect(jobPolicies(withPolicy(undefined), [])).toEqual([]);
    expect(jobPoliciesNotes([])).toEqual([]);
  });
});

test('who checks a folder learns what the stack has to allow', () => {
  expect(policyAdvice(withPolicy(undefined, [tells, reads]).jobs)).toEqual([
    'Job visit-1 has a policy of its own. A stack refuses the lab unless its parameter allows that: JobPolicies=s3,sns.',
  ]);
  expect(policyAdvice(withPolicy([tells], [reads]).jobs)).toEqual([
    'Jobs visit-0, visit-1 have policies of their own. A stack refuses the lab unless its parameter allows that: JobPolicies=s3,sns.',
  ]);
  expect(policyAdvice(withPolicy(undefined).jobs)).toEqual([]);
});

describe('the parameter', () => {
  const { pattern = '', default: initial } = declaredParameters.JobPolicies ?? {};
  const takes = (value: string) => new RegExp(`^(?:${pattern})$`, 'u').test(value);

  test('is empty by default, and takes services', () => {
    expect(initial).toBe('');
    for (const value of ['', 's3', 's3,sns', 'kinesis,execute-api', 'iamx,ssooidc'])
      expect([value, takes(value)]).toEqual([value, true]);
    for (const value of ['s3, sns', 'S3', 's3:*', '*', 's3,', 's3:GetObject'])
      expect([value, takes(value)]).toEqual([value, false]);
  });

  test.each(deniedServices)('does not take %s', service => {
    for (const value of [service, `s3,${service}`, `${service},s3`])
      expect([value, takes(value)]).toEqual([value, false]);
  });
});

const template = await labTemplate();
const managed = z.object({ PolicyDocument: z.object({ Statement: z.array(z.looseObject({})) }) });

/** The boundary of the stack. */
const boundaryOf = (JobPolicies: string) => {
  const found = deploy(template, { LabName: lab.name, JobPolicies }).resources.find(({ id }) =>
    id.startsWith('JobBoundary'),
  );
  return managed.parse(found?.properties).PolicyDocument;
};

describe("the jobs' role within the stack's boundary", () => {
  const statements = statementsOf(withPolicy([reads, tells]).jobs);
  const asked = jobPolicy(arns, jobTables(smallDefinition), noEncryption, statements);
  const context = { 'aws:ResourceAccount': lab.account, 'aws:PrincipalAccount': lab.account };
  const may = (policy: unknown, JobPolicies: string, action: string, resource: string) =>
    allows(
      { arn, policies: [{ name: 'lab', policy }] },
      { action, resource, context },
      { denies: [], boundary: boundaryOf(JobPolicies) },
    );
  const price = ['s3:GetObject', 'arn:aws:s3:::prices/2026/a.csv'] as const;
  const message = ['sns:Publish', `arn:aws:sns:eu-west-1:${lab.account}:lab-done`] as const;
  const own = ['s3:PutObject', `${arns.bucket('spec')}/tbl_summary/day=1/a`] as const;

  test.each([
    ['', { price: false, message: false }],
    ['s3', { price: true, message: false }],
    ['sns', { price: false, message: true }],
    ['s3,sns', { price: true, message: true }],
  ])(
    'may do what its jobs ask for in the services of JobPolicies=%s, and nothing else',
    async (services, expected) => {
      expect({
        price: await may(asked, services, ...price),
        message: await may(asked, services, ...message),
      }).toEqual(expected);
      expect(await may(asked, services, ...own)).toBe(true);
      for (const [action, resource] of [
        ['s3:GetObject', 'arn:aws:s3:::prices/2025/a.csv'],
        ['s3:PutObject', price[1]],
        ['s3:PutObject', `${arns.bucket('sor')}/tbl_cities/a.csv`],
        ['sns:Publish', `arn:aws:sns:eu-west-1:${lab.account}:another`],
      ] as const)
        expect([action, resource, await may(asked, services, action, resource)]).toEqual([
          action,
          resource,
          false,
        ]);
    },
  );

  test.each(['', 's3,sns,lambda'])(
    'changes no rights, whatever somebody writes into its policy and its boundary allows (JobPolicies=%s)',
    async services => {
      const everything = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      };
      for (const [action, resource] of [
        ['iam:PutRolePolicy', arn],
        ['iam:PassRole', arn],
        ['iam:CreateUser', `arn:aws:iam::${lab.account}:user/x`],
        ['iam:DeleteRolePermissionsBoundary', arn],
        ['sts:AssumeRole', `arn:aws:iam::${lab.account}:role/admin`],
        ['organizations:LeaveOrganization', '*'],
        ['account:CloseAccount', '*'],
        ['ec2:RunInstances', `arn:aws:ec2:eu-west-1:${lab.account}:instance/*`],
      ] as const)
        expect([action, await may(everything, services, action, resource)]).toEqual([action, false]);
    },
  );

  test('denies changes of rights explicitly once it allows any service, so that no other policy can allow them', () => {
    const effects = (services: string) => boundaryOf(services).Statement.map(({ Effect }) => Effect);
    expect(effects('')).not.toContain('Deny');
    expect(boundaryOf('s3,sns').Statement.slice(-2)).toEqual([
      { Effect: 'Allow', Action: ['s3:*', 'sns:*'], Resource: ['*'] },
      { Effect: 'Deny', Action: deniedServices.map(each => `${each}:*`), Resource: ['*'] },
    ]);
    const longest = 'servicecatalog-appregistry,'.repeat(7).slice(0, -1);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(JSON.stringify(boundaryOf(longest)).length).toBeLessThan(6_144);
  });
});

describe('beside statements of 4,000 characters', () => {
  const longest = labArns(
    { name: 'l'.repeat(28), account: '1'.repeat(12), region: 'ap-northeast-1', partition: 'aws' },
    '/',
  );
  const keyId = `mrk-${'0'.repeat(32)}`;
  const encryption = {
    key: `arn:aws:kms:ap-northeast-1:${'1'.repeat(12)}:key/${keyId}`,
    securityConfiguration: securityConfigurationName({ name: 'l'.repeat(28) }, '0'.repeat(8), keyId),
  };
  const tables = (count: number, length: number) => ({
    tables: Array.from(
      { length: count },
      (_, index): TableDefinition => ({
        zone: 'spec',
        table: `t${index}_`.padEnd(length, 'x'),
        format: 'parquet',
        columns: [],
        partitionKeys: [],
      }),
    ),
  });
  const statement = (length: number): JobStatement => ({
    Effect: 'Allow',
    Action: ['s3:GetObject'],
    Resource: [`arn:aws:s3:::${'x'.repeat(length)}/*`],
  });
  const statements = [statement(1_900), statement(1_901)];
  const asked = policyCharacters(statements);

  test('the policy of the role has room for eight tables; for more, the zones are opened', () => {
    expect(asked).toBeGreaterThan(mostPolicyCharacters - 100);
    expect(asked).toBeLessThanOrEqual(mostPolicyCharacters);
    expect(jobTables(tables(8, 20), asked)).toHaveLength(8);
    expect(jobTables(tables(20, 20), asked)).toEqual(['sot.*', 'spec.*']);
  });

  test.each([4, 20, 60, 128])('it never grows too large for IAM, with names of %i characters', length => {
    for (let count = 0; count <= 40; count++) {
      const policy = jobPolicy(longest, jobTables(tables(count, length), asked), encryption, statements);
      expect(JSON.stringify(policy).length).toBeLessThanOrEqual(10_240);
    }
  });
});

describe('a rebuild', () => {
  const rules = { permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary', path: '/' };
  const statements = statementsOf(withPolicy([reads, tells]).jobs);
  const roleWith = (iam: IAMClient, asked: readonly JobStatement[]) =>
    jobRole(iam, lab, [], rules, noEncryption, asked);
  const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));

  /** The lab's role, last written with all statements, as somebody may have left it. */
  const found = (policy?: unknown) => {
    const desired = roleWith(fakeAws({}).iam, statements).desired();
    const Role = {
      Description: desired.description,
      AssumeRolePolicyDocument: encoded(desired.trust),
      Tags: Object.entries(markOf(lab, appliedFrom(desired))).map(([Key, Value]) => ({ Key, Value })),
      PermissionsBoundary: { PermissionsBoundaryArn: rules.permissionsBoundary },
    };
    return fakeAws({
      GetRole: [{ Role }],
      GetRolePolicy: [{ PolicyDocument: encoded(policy ?? desired.policy) }],
    });
  };
  const mood = { planning: false, adopt: [], repair: false };

  test('takes away what a definition no longer asks for', async () => {
    const aws = found();
    expect(await reconcile(roleWith(aws.iam, statements.slice(1)), mood)).toMatchObject({
      outcome: 'updated',
    });
    const [put] = aws.calls.filter(({ operation }) => operation === 'PutRolePolicy');
    expect(JSON.stringify(put?.input)).not.toContain('prices');
    expect(JSON.stringify(put?.input)).toContain('lab-done');
  });

  test('leaves an unchanged policy as it is', async () => {
    expect(await reconcile(roleWith(found().iam, statements), mood)).toMatchObject({ outcome: 'unchanged' });
  });

  test('keeps and reports a statement that somebody added by hand', async () => {
    const theirs = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
    const aws = found(theirs);
    expect(await reconcile(roleWith(aws.iam, statements), mood)).toMatchObject({
      outcome: 'kept',
      kept: [{ property: 'policy' }],
    });
    expect(aws.calls.filter(({ operation }) => operation === 'PutRolePolicy')).toEqual([]);
  });

  test('tells that an existing role has to allow what jobs ask for, since the lab does not change it', async () => {
    const run = runOf(lab);
    const ended = (asked: readonly JobStatement[]) =>
      ensureRole(
        fakeAws({}).iam,
        new S3Client({ region: lab.region }),
        run,
        { step: 'EnsureStorage', outcomes: [] },
        { tables: [], statements: asked },
        { ...rules, existingRole: 'arn:aws:iam::123456789012:role/LabRole', encryption: noEncryption },
      );
    expect(await ended(statements)).toEqual({
      outcomes: [],
      notes: [expect.stringContaining("which the lab can't give to an existing role")],
    });
    expect(await ended([])).toEqual({ outcomes: [] });
  });
});
