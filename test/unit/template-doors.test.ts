import { scheduleSettings } from '../../infra/schedule.ts';
import { deploy } from '../deployed-template.ts';
import { labTemplate } from '../lab-template.ts';

const template = await labTemplate();
const parsed = JSON.parse(template);

const deployed = (given: Readonly<Record<string, string>> = {}) => {
  const { resources, outputs } = deploy(template, { LabName: 'sales-lab', ...given });
  const ofType = (type: string) => resources.filter(resource => resource.type === type);
  return { ofType, outputs, resources };
};

const functionOf = (resources: ReturnType<typeof deployed>, name: string) =>
  resources.ofType('AWS::Lambda::Function').find(({ properties }) => properties.FunctionName === name);

const machine = `<${deployed().ofType('AWS::StepFunctions::StateMachine')[0]?.id}>`;

describe('parameters', () => {
  const takes = (name: string, value: string): boolean =>
    new RegExp(`^(?:${parsed.Parameters[name].AllowedPattern})$`, 'u').test(value);

  test.each([
    ['ScheduleExpression', '', true],
    ['ScheduleExpression', 'rate(1 minute)', true],
    ['ScheduleExpression', 'rate(12 hours)', true],
    ['ScheduleExpression', 'cron(0 7 ? * MON-FRI *)', true],
    ['ScheduleExpression', 'cron(0/15 8-17 L * ? 2026)', true],
    ['ScheduleExpression', 'rate(0 hours)', false],
    ['ScheduleExpression', 'rate(1 second)', false],
    ['ScheduleExpression', 'cron(0 7 * * *)', false],
    ['ScheduleExpression', 'at(2026-11-21T10:00:00)', false],
    ['ScheduleExpression', 'every hour', false],
    ['RebuildOnCreate', 'true', true],
    ['RebuildOnCreate', 'yes', false],
    ['Endpoint', 'false', true],
    ['NotifyEmail', '', true],
    ['NotifyEmail', 'first.last+lab@example.co.uk', true],
    ['NotifyEmail', 'someone', false],
    ['NotifyEmail', 'a@b.de, c@d.de', false],
  ])('%s takes "%s": %s', (name, value, expected) => expect(takes(name, value)).toBe(expected));
});

describe('the schedule', () => {
  test('starts the state machine and has no other permission', () => {
    const { ofType } = deployed();
    const [schedule] = ofType('AWS::Scheduler::Schedule');
    expect(schedule?.properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
      Target: {
        Arn: machine,
        Input: '{"trigger":"schedule"}',
        RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 1800 },
      },
    });
    const role = ofType('AWS::IAM::Role').find(({ id }) => id.startsWith('ScheduleRole'));
    expect(role?.properties).toMatchObject({
      Policies: [
        { PolicyDocument: { Statement: [{ Action: ['states:StartExecution'], Resource: [machine] }] } },
      ],
    });
  });

  test('starts when the first run says, under a name of its own: nothing ever updates a schedule', () => {
    const { ofType } = deployed();
    const [run] = ofType('AWS::CloudFormation::CustomResource');
    const properties: Readonly<Record<string, unknown>> =
      ofType('AWS::Scheduler::Schedule')[0]?.properties ?? {};
    expect(properties).toMatchObject({
      StartDate: `<${run?.id}.ScheduleStart>`,
      Name: `<${run?.id}.ScheduleName>`,
    });
    // What an update could change must also change the first run, and so the name.
    const { Name, StartDate, ScheduleExpression, Target, ...settings } = properties;
    const { Arn, RoleArn, ...target } = Object(Target);
    expect({ ...settings, ...target }).toEqual({
      Description: scheduleSettings.description,
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
      Input: scheduleSettings.input,
      RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 1800 },
    });
  });

  test('is left out if it is empty, and so is its role', () => {
    const { resources } = deployed({ ScheduleExpression: '' });
    expect(resources.filter(({ id }) => id.startsWith('Schedule'))).toEqual([]);
  });
});

describe('rules', () => {
  const rules = deployed().ofType('AWS::Events::Rule');

  test('include one that starts the state machine, only on our own event', () => {
    const starting = rules.filter(({ properties }) => JSON.stringify(properties.Targets).includes(machine));
    expect(starting.map(({ properties }) => properties.EventPattern)).toEqual([
      { source: ['daybreak.sandbox'], 'detail-type': ['Sandbox Reset'] },
    ]);
    expect(starting[0]?.properties).toMatchObject({ Targets: [{ Input: '{"trigger":"reset"}' }] });
  });

  test('include one that calls a function when a run of this machine ends badly', () => {
    const [rule] = rules.filter(({ properties }) =>
      JSON.stringify(properties.EventPattern).includes('aws.states'),
    );
    expect(rule?.properties.EventPattern).toMatchObject({
      detail: { stateMachineArn: [machine], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
    const report = functionOf(deployed(), 'sales-lab-report');
    expect(rule?.properties.Targets).toEqual([{ Id: 'report', Arn: `<${report?.id}.Arn>` }]);
    expect(
      deployed()
        .ofType('AWS::Lambda::Permission')
        .map(({ properties }) => properties),
    ).toContainEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: `<${report?.id}>`,
      Principal: 'events.amazonaws.com',
      SourceArn: `<${rule?.id}.Arn>`,
    });
  });
});

describe('the first run', () => {
  const custom = () =>
    Object.values<{ Type: string; [part: string]: unknown }>(parsed.Resources).find(
      ({ Type }) => Type === 'AWS::CloudFormation::CustomResource',
    );

  test('waits for the state machine, answers soon, and is never deleted', () => {
    expect(custom()).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { ServiceTimeout: 90, Wanted: { Ref: 'RebuildOnCreate' } },
      DependsOn: expect.arrayContaining([machine.slice(1, -1)]),
    });
  });

  test('happens again when any parameter changes, or the code', async () => {
    const [resource] = deployed().ofType('AWS::CloudFormation::CustomResource');
    expect(Object.keys(Object(resource?.properties.Parameters)).sort()).toEqual(
      Object.keys(parsed.Parameters).sort(),
    );
    expect(resource?.properties.Version).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('the endpoint', () => {
  const there = deployed();

  test('requires signed requests, and throttles and logs them', () => {
    const routes = there.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => properties);
    expect(routes.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType])).toEqual([
      ['POST /rebuild', 'AWS_IAM'],
      ['GET /rebuild/{id}', 'AWS_IAM'],
      ['GET /lab', 'AWS_IAM'],
      ['$default', 'AWS_IAM'],
    ]);
    expect(there.ofType('AWS::ApiGatewayV2::Stage')[0]?.properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 },
      AccessLogSettings: { Format: expect.stringContaining('$context.status') },
    });
    expect(there.outputs.get('ApiUrl')).toMatch(/ApiEndpoint>$/);
  });

  test('calls one function, which no other API may call', () => {
    const api = functionOf(there, 'sales-lab-api');
    const [http] = there.ofType('AWS::ApiGatewayV2::Api');
    expect(there.ofType('AWS::ApiGatewayV2::Integration')[0]?.properties).toMatchObject({
      IntegrationUri: `<${api?.id}.Arn>`,
      PayloadFormatVersion: '2.0',
    });
    expect(there.ofType('AWS::Lambda::Permission').map(({ properties }) => properties)).toContainEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: `<${api?.id}>`,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:eu-west-1:123456789012:<${http?.id}>/*`,
    });
  });

  test('is left out completely if it is not wanted', () => {
    const { resources, outputs } = deployed({ Endpoint: 'false' });
    expect(resources.filter(({ type }) => type.startsWith('AWS::ApiGateway'))).toEqual([]);
    expect(JSON.stringify(resources)).not.toContain('/aws/vendedlogs/apigateway/');
    expect(outputs.has('ApiUrl')).toBe(false);
  });
});

describe('notifications', () => {
  const topicOf = (resources: ReturnType<typeof deployed>, name: string): unknown =>
    Object(functionOf(resources, name)?.properties.Environment).Variables.TOPIC_ARN;

  test('have no topic without an address', () => {
    const without = deployed();
    expect(without.resources.filter(({ type }) => type.startsWith('AWS::SNS::'))).toEqual([]);
    expect(topicOf(without, 'sales-lab-report')).toBe('');
    expect(without.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => properties.AlarmActions)).toEqual(
      [[], []],
    );
  });

  test('go to the address through a topic that the function and the alarms publish to', () => {
    const subscribed = deployed({ NotifyEmail: 'someone@example.com' });
    const [topic] = subscribed.ofType('AWS::SNS::Topic');
    expect(subscribed.ofType('AWS::SNS::Subscription')[0]?.properties).toEqual({
      TopicArn: `<${topic?.id}>`,
      Protocol: 'email',
      Endpoint: 'someone@example.com',
    });
    const arn = `arn:aws:sns:eu-west-1:123456789012:${String(topic?.properties.TopicName)}`;
    expect(topicOf(subscribed, 'sales-lab-report')).toBe(arn);
    const alarms = subscribed.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => properties);
    expect(alarms.map(({ MetricName }) => MetricName)).toEqual(['ExecutionsFailed', 'ExecutionsTimedOut']);
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual([[`<${topic?.id}>`], [`<${topic?.id}>`]]);
    expect(subscribed.ofType('AWS::SNS::TopicPolicy')[0]?.properties).toMatchObject({
      PolicyDocument: {
        Statement: [{ Effect: 'Deny' }, { Principal: { Service: 'cloudwatch.amazonaws.com' } }],
      },
    });
  });
});
