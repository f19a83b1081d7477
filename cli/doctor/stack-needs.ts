import * as z from 'zod/mini';
import { type DeployedResource, deployTemplate } from '../../infra/deployed-template.ts';
import { type Lab, stackName } from '../../lab/names.ts';
import type { Values } from '../deploy/parameters.ts';
import type { Question, RequestContext } from './simulate.ts';

/** What has to be allowed for one purpose. */
export interface Needs {
  /** `create roles (17)` */
  readonly about: string;
  readonly questions: readonly Question[];
}

interface Creation {
  readonly plural: string;
  /**
   * What creating one takes, with the properties that ours have: from the create handlers in CloudFormation's own schemas,
   * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
   */
  readonly actions: readonly string[];
  /** The resource, without `arn:<partition>:`; or `*`. */
  readonly on: (at: Lab, resource: DeployedResource) => string;
  /** The service that assumes the role which the resource is given. */
  readonly passesTo?: string;
}

const text = (resource: DeployedResource, property: string): string => {
  const value = resource.properties[property];
  return typeof value === 'string' ? value : '';
};

/** CloudFormation's name for what we do not name: `<stack>-<id>-<12 characters>`. */
const unnamed = (at: Lab, { id }: DeployedResource): string => `${stackName(at)}-${id}-0123456789AB`;

const inRegion =
  (service: string, rest: (resource: DeployedResource, at: Lab) => string): Creation['on'] =>
  (at, resource) =>
    `${service}:${at.region}:${at.account}:${rest(resource, at)}`;

/** IAM cannot restrict the action to a resource. */
const anything: Creation['on'] = () => '*';

const api: Creation['on'] = ({ region }) => `apigateway:${region}::/apis`;
const topic = inRegion('sns', resource => text(resource, 'TopicName') || '*');

/** Every type of resource in the template. */
export const creations: Readonly<Record<string, Creation>> = {
  'AWS::IAM::ManagedPolicy': {
    plural: 'managed policies',
    actions: ['iam:CreatePolicy'],
    on: (at, resource) => `iam::${at.account}:policy${text(resource, 'Path') || '/'}${unnamed(at, resource)}`,
  },
  'AWS::IAM::Role': {
    plural: 'roles',
    actions: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:GetRole', 'iam:GetRolePolicy'],
    on: (at, resource) => `iam::${at.account}:role${text(resource, 'Path') || '/'}${unnamed(at, resource)}`,
  },
  'AWS::Logs::LogGroup': {
    plural: 'log groups',
    actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
    // As policies name it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    on: inRegion('logs', resource => `log-group:${text(resource, 'LogGroupName')}:*`),
  },
  'AWS::Lambda::Function': {
    plural: 'functions',
    actions: ['lambda:CreateFunction', 'lambda:GetFunction'],
    on: inRegion('lambda', resource => `function:${text(resource, 'FunctionName')}`),
    passesTo: 'lambda.amazonaws.com',
  },
  'AWS::Lambda::Permission': {
    plural: "functions' permissions",
    actions: ['lambda:AddPermission'],
    on: inRegion('lambda', (_, { name }) => `function:${name}-api`),
  },
  'AWS::StepFunctions::StateMachine': {
    plural: 'state machines',
    actions: ['states:CreateStateMachine', 'states:DescribeStateMachine'],
    on: inRegion('states', resource => `stateMachine:${text(resource, 'StateMachineName')}`),
    passesTo: 'states.amazonaws.com',
  },
  'AWS::Events::Rule': {
    plural: 'event rules',
    actions: ['events:PutRule', 'events:PutTargets', 'events:DescribeRule'],
    on: inRegion('events', (resource, at) => `rule/${unnamed(at, resource)}`),
    passesTo: 'events.amazonaws.com',
  },
  'AWS::ApiGatewayV2::Api': { plural: 'HTTP APIs', actions: ['apigateway:POST'], on: api },
  'AWS::ApiGatewayV2::Integration': {
    plural: "APIs' integrations",
    actions: ['apigateway:POST'],
    on: (at, resource) => `${api(at, resource)}/*/integrations`,
  },
  'AWS::ApiGatewayV2::Route': {
    plural: "APIs' routes",
    actions: ['apigateway:POST'],
    on: (at, resource) => `${api(at, resource)}/*/routes`,
  },
  'AWS::ApiGatewayV2::Stage': {
    plural: "APIs' stages",
    actions: ['apigateway:POST'],
    on: (at, resource) => `${api(at, resource)}/*/stages`,
  },
  'AWS::SNS::Topic': {
    plural: 'topics',
    actions: ['sns:CreateTopic', 'sns:GetTopicAttributes'],
    on: topic,
  },
  'AWS::SNS::Subscription': {
    plural: 'subscriptions',
    actions: ['sns:Subscribe'],
    on: inRegion('sns', (_, { name }) => `${name}-notices`),
  },
  'AWS::SNS::TopicPolicy': {
    plural: "topics' policies",
    actions: ['sns:SetTopicAttributes'],
    on: inRegion('sns', (_, { name }) => `${name}-notices`),
  },
  'AWS::KMS::Key': { plural: 'KMS keys', actions: ['kms:CreateKey'], on: anything },
  'AWS::KMS::Alias': {
    plural: "KMS keys' aliases",
    actions: ['kms:CreateAlias'],
    on: inRegion('kms', resource => text(resource, 'AliasName')),
  },
  'AWS::Glue::SecurityConfiguration': {
    plural: "Glue's security configurations",
    actions: ['glue:CreateSecurityConfiguration'],
    on: anything,
  },
  'AWS::CloudWatch::Alarm': {
    plural: 'alarms',
    actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DescribeAlarms'],
    on: inRegion(
      'cloudwatch',
      (resource, at) => `alarm:${text(resource, 'AlarmName') || unnamed(at, resource)}`,
    ),
  },
  'AWS::CloudFormation::CustomResource': {
    plural: 'custom resources',
    actions: ['lambda:InvokeFunction'],
    on: inRegion('lambda', (_, { name }) => `function:${name}-first-run`),
  },
  'AWS::Scheduler::Schedule': {
    plural: 'schedules',
    actions: ['scheduler:CreateSchedule', 'scheduler:GetSchedule'],
    on: inRegion('scheduler', resource => `schedule/default/${text(resource, 'Name') || '*'}`),
    passesTo: 'scheduler.amazonaws.com',
  },
};

/** CloudFormation chooses what stands in angle brackets. */
const arnOf = (at: Lab, resource: DeployedResource): string => {
  const on = creations[resource.type]?.on(at, resource) ?? '*';
  return on === '*' ? on : `arn:${at.partition}:${on}`.replaceAll(/<[^>]*>/g, '*');
};

/** The template as it would be deployed for a lab. */
export const deployedFor = (template: string, at: Lab, parameters: Values): readonly DeployedResource[] =>
  deployTemplate(template, { ...parameters, LabName: at.name }, at, stackName(at)).resources;

/**
 * What its caller needs to create the stack, by type of resource: CloudFormation does it with the caller's own rights. One
 * of each type is asked about, since their names begin alike.
 *
 * @param parameters the stack's; they decide what it has
 */
export const stackNeeds = (template: string, at: Lab, parameters: Values): readonly Needs[] => {
  const resources = deployedFor(template, at, parameters);
  const role = resources.find(({ type }) => type === 'AWS::IAM::Role');
  const { ExistingRole: given = '', PermissionsBoundaryArn: boundary = '' } = parameters;
  const passed =
    given === '' && role !== undefined
      ? arnOf(at, role)
      : `arn:${at.partition}:iam::${at.account}:role/${given.split(':role/').at(-1)}`;
  const bounded: RequestContext = boundary === '' ? {} : { 'iam:PermissionsBoundary': boundary };
  const region: RequestContext = { 'aws:RequestedRegion': at.region };
  return [...Map.groupBy(resources, ({ type }) => type)].flatMap(([type, list]): Needs[] => {
    const creation = creations[type];
    const [first] = list;
    if (creation === undefined || first === undefined) return [];
    const { actions, passesTo, plural } = creation;
    // IAM is global, and its requests go to us-east-1.
    const context = type.startsWith('AWS::IAM::') ? bounded : region;
    const questions: Question[] = [{ actions, resource: arnOf(at, first), context }];
    if (passesTo !== undefined)
      questions.push({
        actions: ['iam:PassRole'],
        resource: passed,
        context: { 'iam:PassedToService': passesTo },
      });
    return [{ about: `create ${plural} (${list.length})`, questions }];
  });
};

const inlinePolicies = z.object({
  Policies: z.array(
    z.object({
      PolicyDocument: z.object({
        Statement: z.array(z.object({ Action: z.array(z.string()), Resource: z.array(z.string()) })),
      }),
    }),
  ),
});

/**
 * What the roles of the functions, the machine and the rules are allowed, on which resources: the lab works with nothing
 * less, whoever gives it. Not each action is about each resource of its statement.
 */
export const functionNeeds = (template: string, at: Lab, parameters: Values): readonly Question[] => {
  const resources = deployedFor(template, at, { ...parameters, ExistingRole: '' });
  const arns = new Map(resources.map(each => [each.id, arnOf(at, each)]));
  const resolved = (resource: string): string =>
    resource.replace(/^<(\w+)(?:\.\w+)?>/, (whole, id: string) => arns.get(id) ?? whole);
  const statements = resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .flatMap(({ properties }) => z.parse(inlinePolicies, properties).Policies)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const byResource = new Map<string, Set<string>>();
  for (const { Action, Resource } of statements)
    for (const resource of Resource.map(resolved)) {
      const actions = byResource.get(resource) ?? new Set();
      for (const action of Action) actions.add(action);
      byResource.set(resource, actions);
    }
  return [...byResource].map(([resource, actions]) => ({
    resource,
    actions: [...actions].sort(),
    context: { 'aws:RequestedRegion': at.region },
  }));
};
