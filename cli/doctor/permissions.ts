import type { IAMClient } from '@aws-sdk/client-iam';
import { bucketName, type Lab, stackName, stateMachineArn } from '../../lab/names.ts';
import type { Values } from '../deploy/parameters.ts';
import { type Asker, askFor, type Check, listed } from './check.ts';
import { existingRole } from './existing-role.ts';
import { type Principal, principalOf } from './principal.ts';
import { boundaryKey, type Question, type Simulated, simulate } from './simulate.ts';
import { functionNeeds, type Needs, stackNeeds } from './stack-needs.ts';

const part = 'Permissions' as const;

/** What `up` itself calls, besides CloudFormation's work. */
export const upNeeds = (at: Lab): readonly Needs[] => {
  const region = { 'aws:RequestedRegion': at.region };
  const bucket = `arn:${at.partition}:s3:::${bucketName(at, 'deploy')}`;
  const machine = stateMachineArn(at);
  return [
    {
      about: 'deploy the stack',
      questions: [
        {
          actions: ['cloudformation:CreateStack', 'cloudformation:DescribeStackEvents'],
          resource: `arn:${at.partition}:cloudformation:${at.region}:${at.account}:stack/${stackName(at)}/*`,
          context: region,
        },
        {
          actions: ['s3:CreateBucket', 's3:PutBucketPublicAccessBlock', 's3:GetBucketTagging'],
          resource: bucket,
          context: region,
        },
        { actions: ['s3:PutObject', 's3:GetObject'], resource: `${bucket}/*`, context: region },
      ],
    },
    {
      about: 'start a rebuild and follow it',
      questions: [
        { actions: ['states:StartExecution'], resource: machine, context: region },
        {
          actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
          resource: `${machine.replace(':stateMachine:', ':execution:')}:*`,
          context: region,
        },
      ],
    },
  ];
};

const rulesOfRoles = (denied: readonly Simulated[]): string => {
  if (!denied.some(({ action }) => action === 'iam:CreateRole')) return '';
  if (denied.some(({ missingKeys }) => missingKeys.includes(boundaryKey)))
    return ' The account requires a permissions boundary: give its ARN with --parameter PermissionsBoundaryArn=….';
  return ' If the account allows roles only with a path, give it with --parameter RolePath=/…/; if it allows none, give a role with --parameter ExistingRole=….';
};

/** What became of all questions about one purpose. */
const judged = (about: string, simulated: readonly Simulated[], asker: Asker): Check => {
  const denied = simulated.filter(({ verdict }) => verdict === 'denied');
  const unclear = simulated.filter(({ verdict }) => verdict === 'unknown');
  const whys = (list: readonly Simulated[]): string => listed([...new Set(list.map(({ why }) => why))]);
  const needsOf = (list: readonly Simulated[]) => list.map(({ action, resource }) => ({ action, resource }));
  if (denied.length > 0)
    return {
      part,
      about,
      status: 'missing',
      found: whys(denied),
      needs: needsOf(denied),
      ask: `${askFor(needsOf(denied), asker, `to ${about}`)}${rulesOfRoles(denied)}`,
    };
  if (unclear.length > 0)
    return { part, about, status: 'unknown', found: whys(unclear), needs: needsOf(unclear) };
  return { part, about, status: 'ok', found: '', needs: [] };
};

/**
 * What the organisation lets nobody in the account do, of what the lab's own roles need. What they need beyond that, the
 * stack gives them.
 */
const checkOrganisation = async (
  iam: IAMClient,
  principal: Principal,
  questions: readonly Question[],
  asker: Asker,
): Promise<Check> => {
  const actions = [...new Set(questions.flatMap(question => question.actions))].sort();
  const context = { 'aws:RequestedRegion': asker.region };
  const simulated = await simulate(iam, principal, [{ actions, resource: '*', context }]);
  // What the caller is denied otherwise does not concern the lab's roles.
  const concerning = simulated.map(each =>
    each.verdict === 'denied' && !each.byOrganisation ? { ...each, verdict: 'allowed' as const } : each,
  );
  const about = "let the lab's own roles work";
  const check = judged(about, concerning, asker);
  if (check.status !== 'missing') return check.status === 'ok' ? check : { ...check, needs: [] };
  const denied = listed([...new Set(check.needs.map(({ action }) => action))]);
  return {
    ...check,
    ask: `Please let a service control policy of the organisation allow ${denied} in account ${asker.account} (${asker.region}): the roles of a Daybreak lab need that.`,
  };
};

/**
 * A statement names resources of several types, and not each of its actions is about all of them: a denial on one is no
 * denial if the action is allowed on another.
 */
const onSomeOnly = (simulated: readonly Simulated[]): readonly Simulated[] => {
  const allowed = new Set(
    simulated.filter(({ verdict }) => verdict === 'allowed').map(({ action }) => action),
  );
  return simulated.map(each =>
    each.verdict === 'denied' && allowed.has(each.action)
      ? { ...each, verdict: 'unknown', why: 'some actions are only allowed on some of the resources' }
      : each,
  );
};

/** What the role that is given instead of new ones may do, of what the lab's own roles would need. */
const checkExistingRole = async (
  iam: IAMClient,
  at: Lab,
  given: string,
  questions: readonly Question[],
  asker: Asker,
): Promise<readonly Check[]> => {
  const role = await existingRole(iam, at, given);
  // With such a role, a rebuild makes none: it only passes this one on.
  const asked = questions.flatMap(question => {
    const actions = question.actions.filter(action => !action.startsWith('iam:'));
    return actions.length === 0 ? [] : [{ ...question, actions }];
  });
  const passing = {
    actions: ['iam:PassRole'],
    resource: role.arn,
    context: { 'iam:PassedToService': 'glue.amazonaws.com' },
  };
  const simulated = role.isThere ? await simulate(iam, { arn: role.arn }, [...asked, passing]) : [];
  const about = `let ${given} do the lab's work`;
  return [
    role.check,
    ...(role.isThere ? [judged(about, onSomeOnly(simulated), { ...asker, caller: role.arn })] : []),
  ];
};

/**
 * Whether the caller may create the stack, and whether the lab's functions could then work. What is needed is read off
 * the template: its types of resources, and the policies of its roles.
 */
export const checkPermissions = async (
  iam: IAMClient,
  at: Lab,
  template: string,
  parameters: Values,
  asker: Asker,
): Promise<readonly Check[]> => {
  const principal = await principalOf(iam, asker.caller);
  const groups = [...upNeeds(at), ...stackNeeds(template, at, parameters)];
  const checks: Check[] = [];
  for (const { about, questions } of groups)
    checks.push(judged(about, await simulate(iam, principal, questions), asker));
  const given = parameters.ExistingRole ?? '';
  const functions = functionNeeds(template, at, parameters);
  return given === ''
    ? [...checks, await checkOrganisation(iam, principal, functions, asker)]
    : [...checks, ...(await checkExistingRole(iam, at, given, functions, asker))];
};
