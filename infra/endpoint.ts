import { CfnCondition, type CfnResource, Fn } from 'aws-cdk-lib';
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Lab, stateMachineName } from '../lab/names.ts';
import type { AccountRules } from './account-rules.ts';
import type { LabKey } from './lab-key.ts';
import { labLog } from './lab-log.ts';
import { onlyWith, propertyOnlyWith } from './only-with.ts';

/** The routes of the function; it also answers all other requests, with a list of the routes. */
const routes = {
  StartRebuild: 'POST /rebuild',
  GetRebuild: 'GET /rebuild/{id}',
  GetLab: 'GET /lab',
  AnythingElse: '$default',
};

/** One JSON line for each request: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html */
const accessLog = JSON.stringify({
  time: '$context.requestTime',
  request: '$context.requestId',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  caller: '$context.identity.caller',
  address: '$context.identity.sourceIp',
  milliseconds: '$context.responseLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
});

/** Requests: enough for a class of thirty, and too few to exhaust a learner account's ten concurrent functions. */
const throttle = { throttlingRateLimit: 5, throttlingBurstLimit: 10 };

/**
 * The HTTPS endpoint, with one function behind it. Every request must be signed with credentials that may call it, and
 * is throttled and logged.
 */
export class Endpoint extends Construct {
  /** Whether there is an endpoint. */
  readonly wanted: CfnCondition;
  /** Of the API, if there is one. */
  readonly id: string;
  /** Its address, if there is one; without a trailing slash. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    lab: Lab,
    rules: AccountRules,
    key: LabKey,
    wanted: string,
    api: IFunction,
  ) {
    super(scope, id);
    this.wanted = new CfnCondition(this, 'Wanted', { expression: Fn.conditionEquals(wanted, 'true') });
    const onlyIfWanted = <Resource extends CfnResource>(resource: Resource): Resource => {
      resource.cfnOptions.condition = this.wanted;
      return resource;
    };

    const http = onlyIfWanted(
      new CfnApi(this, 'Api', {
        name: stateMachineName(lab),
        description: 'Starts rebuilds of the lab and reports their progress',
        protocolType: 'HTTP',
      }),
    );
    this.id = http.ref;
    this.url = http.attrApiEndpoint;
    const integration = onlyIfWanted(
      new CfnIntegration(this, 'Integration', {
        apiId: http.ref,
        integrationType: 'AWS_PROXY',
        integrationUri: api.functionArn,
        payloadFormatVersion: '2.0',
      }),
    );
    for (const [name, routeKey] of Object.entries(routes))
      onlyIfWanted(
        new CfnRoute(this, name, {
          apiId: http.ref,
          routeKey,
          authorizationType: 'AWS_IAM',
          target: `integrations/${integration.ref}`,
        }),
      );
    onlyIfWanted(this.stage(lab, rules, key, http));
    onlyIfWanted(
      new CfnPermission(this, 'Permission', {
        action: 'lambda:InvokeFunction',
        functionName: api.functionName,
        principal: 'apigateway.amazonaws.com',
        sourceArn: `arn:${lab.partition}:execute-api:${lab.region}:${lab.account}:${http.ref}/*`,
      }),
    );
  }

  private stage(lab: Lab, { createsRoles }: AccountRules, key: LabKey, http: CfnApi): CfnStage {
    // Below this path AWS needs no resource policy for each group; an account may have only ten.
    const log = labLog(this, `/aws/vendedlogs/apigateway/${stateMachineName(lab)}`, key);
    // API Gateway requires the group's ARN; the attribute's value ends in `:*`, for its streams.
    const destinationArn = `arn:${lab.partition}:logs:${lab.region}:${lab.account}:log-group:${log.logGroupName}`;
    const stage = new CfnStage(this, 'Stage', {
      apiId: http.ref,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: throttle,
      accessLogSettings: { destinationArn, format: accessLog },
    });
    // Whoever deploys needs permission to deliver logs, too, which is rare where roles are given:
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
    const logged = new CfnCondition(this, 'Logged', {
      expression: Fn.conditionAnd(this.wanted, createsRoles),
    });
    onlyWith(logged, log);
    propertyOnlyWith(createsRoles, stage, 'AccessLogSettings', {
      DestinationArn: destinationArn,
      Format: accessLog,
    });
    return stage;
  }
}
