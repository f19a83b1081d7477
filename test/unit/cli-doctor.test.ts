import { IAMClient } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import { doctorAnswer } from '../../cli/commands/doctor.ts';
import type { Check } from '../../cli/doctor/check.ts';
import { existingRole } from '../../cli/doctor/existing-role.ts';
import { checkNames } from '../../cli/doctor/names.ts';
import { checkPermissions, upNeeds } from '../../cli/doctor/permissions.ts';
import { principalOf } from '../../cli/doctor/principal.ts';
import { checkServices } from '../../cli/doctor/services.ts';
import { creations, deployedFor, functionNeeds, stackNeeds } from '../../cli/doctor/stack-needs.ts';
import { doctorPage } from '../../cli/render/doctor-page.ts';
import { forTerminal, plainStyle } from '../../cli/render/style.ts';
import { labTemplate } from '../lab-template.ts';
import { allows } from '../local-aws/iam-simulator.ts';
import { type Answers, fakeAws, named } from './aws-fake.ts';
import { testSession } from './test-session.ts';

const session = testSession('sales', '123456789012', 'eu-west-1');
const { lab } = session;
const caller = 'arn:aws:iam::123456789012:user/me';
const asker = { caller, account: lab.account, region: lab.region };
const denied = named('AccessDeniedException', 'User: me is not authorized to perform this');
const absent = named('EntityNotFoundException', 'not there');

const asked = z.object({
  ActionNames: z.optional(z.array(z.string())),
  ResourceArns: z.optional(z.array(z.string())),
});

const withFakes = (answers: Answers) => {
  const fakes = fakeAws(answers);
  const { athena, cloudFormation, s3, sfn } = fakes;
  return { ...fakes, session: { ...session, athena, cloudFormation, s3, sfn } };
};

const lineOf = (checks: readonly Check[], about: string): Check => {
  const found = checks.find(check => check.about.includes(about));
  if (found === undefined) throw new Error(`no check is about ${about}`);
  return found;
};

describe('services', () => {
  const services = (answers: Answers, parameters = {}) => {
    const { session: faked, ...clients } = withFakes(answers);
    return checkServices(faked, clients, parameters, asker);
  };

  test('tells all that are missing at once, each with the action and a sentence for the administrator', async () => {
    const checks = await services({
      GetDatabase: [denied],
      GetWorkGroup: [named('SubscriptionRequiredException', 'The AWS Access Key Id needs a subscription')],
      ListExecutions: [denied],
    });
    const missing = checks.filter(({ status }) => status === 'missing');
    expect(missing.map(({ about }) => about)).toEqual(['AWS Glue', 'Amazon Athena', 'AWS Step Functions']);
    expect(missing[0]?.needs).toEqual([
      { action: 'glue:GetDatabase', resource: 'arn:aws:glue:eu-west-1:123456789012:database/sales_sor' },
    ]);
    expect(missing[0]?.ask).toContain(`Please allow glue:GetDatabase on`);
    expect(missing[0]?.ask).toContain(caller);
    expect(missing[1]?.ask).toContain('Please enable Amazon Athena in account 123456789012');
  });

  test('that nothing is there yet is an answer', async () => {
    const checks = await services({
      GetDatabase: [absent],
      GetWorkGroup: [named('InvalidRequestException', 'WorkGroup is not found')],
      ListObjectsV2: [named('NoSuchBucket', 'no')],
      ListExecutions: [named('StateMachineDoesNotExist', 'no')],
    });
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  test("what only the lab's roles need is unknown if the caller is denied it, and missing if nobody may", async () => {
    const first = await services({ ListRules: [denied] });
    expect(lineOf(first, 'EventBridge').status).toBe('unknown');
    const scp = named(
      'AccessDeniedException',
      'not authorized with an explicit deny in a service control policy',
    );
    expect(lineOf(await services({ ListRules: [scp] }), 'EventBridge').status).toBe('missing');
  });

  test('an answer that says nothing, or none, is unknown', async () => {
    const checks = await services({
      GetDatabase: [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
      GetWorkGroup: [named('ThrottlingException', 'slow down')],
    });
    expect(['Glue', 'Athena'].map(name => lineOf(checks, name).status)).toEqual(['unknown', 'unknown']);
  });

  test('SNS is asked only if there is somebody to notify', async () => {
    expect((await services({})).map(({ about }) => about)).not.toContain('Amazon SNS');
    const checks = await services({}, { NotifyEmail: 'me@example.com', Dashboard: 'false' });
    expect(checks.map(({ about }) => about)).toContain('Amazon SNS');
    expect(checks.map(({ about }) => about)).not.toContain('Amazon CloudWatch');
  });
});

describe('what the stack needs', () => {
  test('every type of resource in the template is known, and nothing else', async () => {
    const all = { NotifyEmail: 'me@example.com', SeedUri: 's3://seed/', KmsKeyArn: 'create' };
    const types = new Set(deployedFor(await labTemplate(), lab, all).map(({ type }) => type));
    expect([...types].sort()).toEqual(Object.keys(creations).sort());
  });

  test('follows the parameters', async () => {
    const needs = async (parameters = {}) =>
      stackNeeds(await labTemplate(), lab, parameters).flatMap(({ questions }) =>
        questions.flatMap(({ actions }) => actions),
      );
    expect(await needs()).toEqual(expect.arrayContaining(['iam:CreateRole', 'apigateway:POST']));
    expect(await needs()).not.toContain('sns:CreateTopic');
    expect(await needs({ NotifyEmail: 'me@example.com' })).toContain('sns:CreateTopic');
    const academy = await needs({ ExistingRole: 'LabRole', Endpoint: 'false' });
    expect(academy.filter(action => /^(iam:Create|apigateway)/.test(action))).toEqual([]);
    expect(academy).toContain('iam:PassRole');
  });

  test('names the resources that it will have, with the path of new roles', async () => {
    const needs = stackNeeds(await labTemplate(), lab, { RolePath: '/sandbox/' });
    const resources = needs.flatMap(({ questions }) => questions.map(({ resource }) => resource));
    expect(resources).toContain('arn:aws:states:eu-west-1:123456789012:stateMachine:sales-rebuild');
    expect(
      resources.some(each => each.startsWith('arn:aws:iam::123456789012:role/sandbox/sales-bootstrap-')),
    ).toBe(true);
    expect(resources.filter(each => /[<>]|undefined/.test(each))).toEqual([]);
  });

  test('IAM knows every action, on the type of resource that it is asked about', async () => {
    const all = { NotifyEmail: 'me@example.com', SeedUri: 's3://seed/', KmsKeyArn: 'create' };
    const everything = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    };
    const template = await labTemplate();
    const questions = [...upNeeds(lab), ...stackNeeds(template, lab, all)].flatMap(group => group.questions);
    const principal = { arn: caller, policies: [{ name: 'all', policy: everything }] };
    // The simulator's data has no more of HTTP APIs than what REST APIs have, too:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
    const known = questions.filter(
      ({ resource }) => !/:\/apis(\/\*\/(integrations|routes))?$/.test(resource),
    );
    expect(known.length).toBeGreaterThan(15);
    for (const { actions, resource, context } of known)
      for (const action of actions) {
        const given = action === 'iam:PassRole' ? context : {};
        expect(await allows(principal, { action, resource, context: given })).toBe(true);
      }
  });

  test("the functions' needs are the policies of the template", async () => {
    const needs = functionNeeds(await labTemplate(), lab, {});
    const bucket = needs.find(({ resource }) => resource === 'arn:aws:s3:::sales-sor-123456789012-eu-west-1');
    expect(bucket?.actions).toContain('s3:CreateBucket');
    expect(needs.filter(({ resource }) => /[<>]/.test(resource))).toEqual([]);
  });

  test('a key of its own takes the right to make one only if the stack is to make it', async () => {
    const ofKey = async (KmsKeyArn: string) =>
      stackNeeds(await labTemplate(), lab, { KmsKeyArn }).flatMap(({ questions }) =>
        questions.flatMap(({ actions }) => actions.filter(action => /^kms:|Security/.test(action))),
      );
    const made = ['glue:CreateSecurityConfiguration', 'kms:CreateAlias', 'kms:CreateKey'];
    expect((await ofKey('create')).sort()).toEqual(made);
    expect(await ofKey('arn:aws:kms:eu-west-1:123456789012:key/1234')).toEqual(made.slice(0, 1));
    expect(await ofKey('')).toEqual([]);
  });
});

describe('permissions', () => {
  /** What a simulator answers, in which each action is allowed unless the verdict says something else. */
  const permissions = async (verdict: (action: string, resource: string) => object, parameters = {}) => {
    const iam = new IAMClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    iam.middlewareStack.add(
      () =>
        async ({ input }) => {
          const { ActionNames = [], ResourceArns: [resource = ''] = [] } = z.parse(asked, input);
          const EvaluationResults = ActionNames.map(action => ({
            EvalActionName: action,
            EvalDecision: 'allowed',
            ...verdict(action, resource),
          }));
          return { response: {}, output: { $metadata: {}, EvaluationResults } };
        },
      { step: 'initialize', priority: 'high' },
    );
    return checkPermissions(iam, lab, await labTemplate(), parameters, asker);
  };
  const implicit = { EvalDecision: 'implicitDeny' };

  test('who may do everything misses nothing', async () => {
    const checks = await permissions(() => ({}));
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  test('a denied action is told with its resource, and all of them at once', async () => {
    const checks = await permissions(action =>
      ['iam:CreateRole', 'apigateway:POST', 'scheduler:CreateSchedule'].includes(action) ? implicit : {},
    );
    const roles = lineOf(checks, 'roles');
    expect(roles).toMatchObject({ status: 'missing', found: 'no policy allows it' });
    expect(roles.needs.map(({ action }) => action)).toEqual(['iam:CreateRole']);
    expect(roles.ask).toContain('--parameter ExistingRole=');
    expect(lineOf(checks, 'schedules').status).toBe('missing');
    expect(lineOf(checks, 'routes').status).toBe('missing');
    expect(lineOf(checks, 'functions').status).toBe('ok');
  });

  test('an account that requires a boundary is told so, and is content with one', async () => {
    const needsBoundary = (action: string) =>
      action === 'iam:CreateRole' ? { ...implicit, MissingContextValues: ['iam:PermissionsBoundary'] } : {};
    const check = lineOf(await permissions(needsBoundary), 'roles');
    expect(check.status).toBe('missing');
    expect(check.ask).toContain('PermissionsBoundaryArn=');
  });

  test('a denial that hangs on what only a real request has is unknown', async () => {
    const checks = await permissions(action =>
      action === 'lambda:CreateFunction'
        ? {
            EvalDecision: 'explicitDeny',
            ResourceSpecificResults: [{ MissingContextValues: ['aws:SourceIp'] }],
          }
        : {},
    );
    expect(lineOf(checks, 'functions')).toMatchObject({
      status: 'unknown',
      found: 'it depends on aws:SourceIp',
    });
  });

  test("what the organisation denies is missing for the lab's own roles; what the caller may not do is not", async () => {
    const scp = { ...implicit, OrganizationsDecisionDetail: { AllowedByOrganizations: false } };
    const own = "the lab's own roles";
    const byScp = lineOf(await permissions(action => (action === 'glue:CreateJob' ? scp : {})), own);
    expect(byScp.status).toBe('missing');
    expect(byScp.ask).toContain('service control policy of the organisation allow glue:CreateJob');
    const byOwn = await permissions(action => (action === 'glue:CreateJob' ? implicit : {}));
    expect(lineOf(byOwn, own).status).toBe('ok');
  });

  test('an existing role is asked for all that the stack would allow its own roles, and not for what only they do', async () => {
    const given = { ExistingRole: 'LabRole' };
    const work = "let LabRole do the lab's work";
    const some = lineOf(
      await permissions(action => (action === 'glue:CreateTable' ? implicit : {}), given),
      work,
    );
    expect(some.status).toBe('missing');
    expect(new Set(some.needs.map(({ action }) => action))).toEqual(new Set(['glue:CreateTable']));
    expect(some.ask).toContain('for arn:aws:iam::123456789012:role/LabRole');
    const creating = await permissions(action => (/^iam:(Create|Put)/.test(action) ? implicit : {}), given);
    expect(lineOf(creating, work).status).toBe('ok');
  });

  test('an action that a role is allowed on some of the resources only is unknown', async () => {
    const onTables = (action: string, resource: string) =>
      action === 'glue:GetDatabase' && resource.includes(':table/') ? implicit : {};
    const check = lineOf(await permissions(onTables, { ExistingRole: 'LabRole' }), 'do the lab');
    expect(check.status).toBe('unknown');
  });

  test('if IAM does not simulate, everything is unknown, and nothing is missing', async () => {
    const { iam } = fakeAws({ SimulatePrincipalPolicy: [named('AccessDenied', 'not authorized')] });
    const checks = await checkPermissions(iam, lab, await labTemplate(), {}, asker);
    expect(new Set(checks.map(({ status }) => status))).toEqual(new Set(['unknown']));
    expect(checks[0]?.found).toContain('AccessDenied: not authorized');
  });

  test.each([
    ['a user', caller, { arn: caller }],
    [
      'a role with a path, which its session does not name',
      'arn:aws:sts::123456789012:assumed-role/Admin/me',
      { arn: 'arn:aws:iam::123456789012:role/sso/Admin' },
    ],
    ['root', 'arn:aws:iam::123456789012:root', { unknown: 'IAM does not simulate root' }],
  ])('the policies are those of %s', async (_, arn, principal) => {
    const { iam } = fakeAws({ GetRole: [{ Role: { Arn: 'arn:aws:iam::123456789012:role/sso/Admin' } }] });
    expect(await principalOf(iam, arn)).toEqual(principal);
  });

  test('a role that may not be looked up is taken to have no path', async () => {
    const { iam } = fakeAws({ GetRole: [named('AccessDenied', 'no')] });
    expect(await principalOf(iam, 'arn:aws:sts::123456789012:assumed-role/Admin/me')).toEqual({
      arn: 'arn:aws:iam::123456789012:role/Admin',
    });
  });

  test('an existing role that a service can not assume is told', async () => {
    const trust = (services: readonly string[]) =>
      encodeURIComponent(
        JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service: services } }] }),
      );
    const given = (document: string) =>
      fakeAws({ GetRole: [{ Role: { AssumeRolePolicyDocument: document } }] }).iam;
    const some = await existingRole(
      given(trust(['lambda.amazonaws.com', 'glue.amazonaws.com'])),
      lab,
      'LabRole',
    );
    expect(some.check.status).toBe('missing');
    expect(some.check.ask).toContain(
      'states.amazonaws.com, scheduler.amazonaws.com and events.amazonaws.com',
    );
    expect((await existingRole(given('not json'), lab, 'LabRole')).check.status).toBe('unknown');
    const none = fakeAws({ GetRole: [named('NoSuchEntity', 'no')] }).iam;
    expect((await existingRole(none, lab, 'LabRole')).check.found).toBe('there is no such role');
  });
});

describe('names', () => {
  test("tells all names that somebody has, and leaves the lab's and free ones", async () => {
    const { session: faked, ...clients } = withFakes({
      DescribeStacks: [Object.assign(named('ValidationError', 'Stack does not exist'))],
      DescribeStateMachine: [named('StateMachineDoesNotExist', 'no')],
      GetBucketTagging: [named('AccessDenied', 'Access Denied')],
      ListObjectsV2: [named('AccessDenied', 'Access Denied')],
      GetBucketLifecycleConfiguration: [named('AccessDenied', 'Access Denied')],
      GetBucketEncryption: [named('AccessDenied', 'Access Denied')],
      GetDatabase: [{ Database: { Name: 'sales_sor' } }, absent],
      GetWorkGroup: [named('InvalidRequestException', 'WorkGroup sales is not found')],
      GetRole: [named('NoSuchEntity', 'no')],
      GetDashboard: [named('ResourceNotFound', 'no')],
      GetJob: [absent],
    });
    const checks = await checkNames(faked, clients, { jobs: [] }, {});
    expect(lineOf(checks, 'stack').status).toBe('ok');
    expect(lineOf(checks, 'bucket sales-sor').status).toBe('missing');
    expect(lineOf(checks, 'bucket sales-deploy').status).toBe('missing');
    expect(lineOf(checks, 'database sales_sor')).toMatchObject({ status: 'missing' });
    expect(lineOf(checks, 'database sales_sor').ask).toContain('--adopt database/sales_sor');
    expect(lineOf(checks, 'database sales_spec').status).toBe('ok');
    expect(lineOf(checks, 'workgroup').status).toBe('ok');
    expect(lineOf(checks, 'role').status).toBe('ok');
  });

  test('a stack of another lab, and a machine of another stack, are in the way', async () => {
    const stackOf = (LabName: string) => ({
      Stacks: [
        {
          StackStatus: 'CREATE_COMPLETE',
          Parameters: [{ ParameterKey: 'LabName', ParameterValue: LabName }],
        },
      ],
    });
    const stack = async (answers: Answers) => {
      const { session: faked, ...clients } = withFakes(answers);
      return lineOf(await checkNames(faked, clients, undefined, {}), 'stack');
    };
    expect((await stack({ DescribeStacks: [stackOf('other')] })).status).toBe('missing');
    expect((await stack({ DescribeStacks: [stackOf('sales')] })).status).toBe('ok');
    expect((await stack({ DescribeStacks: [{}] })).found).toContain('belongs to another stack');
    expect((await stack({ DescribeStacks: [denied] })).status).toBe('unknown');
  });
});

describe('the page', () => {
  const check = { part: 'Services', about: 'AWS Glue', found: '', needs: [] } as const;
  const missing: Check = {
    ...check,
    status: 'missing',
    found: 'denied (\u001b[2J\nnot for you)',
    needs: [{ action: 'glue:GetDatabase', resource: 'arn:x' }],
    ask: 'Please allow glue:GetDatabase.',
  };

  test('has one line for each check, and says what to send', () => {
    const page = forTerminal(doctorPage([{ ...check, status: 'ok' }, missing], plainStyle));
    expect(page.split('\n').filter(line => /^ {2}(ok|missing)/.test(line))).toHaveLength(2);
    expect(page).toContain('glue:GetDatabase on arn:x');
    expect(page).toContain('  - Please allow glue:GetDatabase.');
    expect(page).not.toContain('\u001b');
  });

  test('unknown is not missing, and the exit code says so', () => {
    const unknown: Check = { ...check, status: 'unknown', found: 'nobody knows' };
    expect(doctorAnswer(session, { caller, checks: [unknown] })).toMatchObject({ document: { ok: true } });
    expect(doctorAnswer(session, { caller, checks: [unknown] })).not.toHaveProperty('failure');
    expect(doctorAnswer(session, { caller, checks: [unknown, missing] })).toMatchObject({
      document: { ok: false },
      failure: '1 thing is missing; nothing was created.',
    });
  });
});
