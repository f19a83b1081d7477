import * as z from 'zod/mini';
import type { DeployedTemplate } from '../../infra/deployed-template.ts';
import type { Lab } from '../../lab/names.ts';
import type { NeededPermission } from './iam-needs.ts';

/**
 * What CloudFormation calls, as whoever creates the stack, to create a resource of a type:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-iam.html. The local AWS makes a stack's
 * resources without calls, so that no proxy sees them.
 */
const creations: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': ['apigateway:POST'],
  'AWS::ApiGatewayV2::Integration': ['apigateway:POST'],
  'AWS::ApiGatewayV2::Route': ['apigateway:POST'],
  'AWS::ApiGatewayV2::Stage': ['apigateway:POST'],
  'AWS::CloudFormation::CustomResource': ['lambda:InvokeFunction'],
  'AWS::CloudWatch::Alarm': ['cloudwatch:PutMetricAlarm'],
  'AWS::Events::Rule': ['events:PutRule', 'events:PutTargets'],
  'AWS::IAM::ManagedPolicy': ['iam:CreatePolicy'],
  'AWS::IAM::Role': ['iam:CreateRole', 'iam:PutRolePolicy'],
  'AWS::Lambda::Function': ['lambda:CreateFunction'],
  'AWS::Lambda::Permission': ['lambda:AddPermission'],
  'AWS::Logs::LogGroup': ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
  'AWS::Scheduler::Schedule': ['scheduler:CreateSchedule'],
  'AWS::SNS::Subscription': ['sns:Subscribe'],
  'AWS::SNS::Topic': ['sns:CreateTopic'],
  'AWS::SNS::TopicPolicy': ['sns:SetTopicAttributes'],
  'AWS::StepFunctions::StateMachine': ['states:CreateStateMachine'],
};

/** The kind of resource that an action of a service is about. */
const resources: Readonly<Record<string, string>> = {
  cloudwatch: 'alarm:',
  events: 'rule/',
  lambda: 'function:',
  logs: 'log-group:',
  scheduler: 'schedule/default/',
  sns: '',
  states: 'stateMachine:',
};

const roleProperties = z.object({
  Path: z.optional(z.string()),
  PermissionsBoundary: z.optional(z.string()),
});

/** @throws Error for a type that is not known here, so that none is overlooked, and for tags, which need more */
export const neededForStack = (
  { resources: all }: DeployedTemplate,
  { account, region, partition, name }: Lab,
): readonly NeededPermission[] =>
  all.flatMap(({ id, type, properties }) => {
    const actions = creations[type];
    if (actions === undefined) throw new Error(`what does it take to create a ${type}? Say it here`);
    if ('Tags' in properties) throw new Error(`${id} has tags: what do they need? Say it here`);
    return actions.map((action): NeededPermission => {
      const [service = ''] = action.split(':');
      // The simulator does not know HTTP APIs; what denies them here denies the whole service.
      if (service === 'apigateway')
        return { action, resource: `arn:${partition}:apigateway:${region}::/restapis`, context: {} };
      if (service !== 'iam') {
        const resource = `arn:${partition}:${service}:${region}:${account}:${resources[service]}${name}-${id}`;
        return { action, resource, context: {} };
      }
      const { Path = '/', PermissionsBoundary } = z.parse(roleProperties, properties);
      const kind = action === 'iam:CreatePolicy' ? 'policy' : 'role';
      return {
        action,
        resource: `arn:${partition}:iam::${account}:${kind}${Path}${name}-bootstrap-${id}`,
        context: PermissionsBoundary === undefined ? {} : { 'iam:PermissionsBoundary': PermissionsBoundary },
      };
    });
  });
