import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionName, type Lab, type Step as StepName } from '../lab/names.ts';
import type { AccountRules } from './account-rules.ts';
import { OptionalRole } from './optional-role.ts';
import type { Statement } from './policy.ts';
import { stepSizes } from './step-sizes.ts';

interface Properties {
  readonly lab: Lab;
  readonly name: StepName;
  /** CommonJS that exports `handler`. */
  readonly code: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
  readonly rules: AccountRules;
}

/** One step of the rebuild: its function, the function's log, and a role that allows what the step does. */
export class Step extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { lab, name, code, environment, statements, rules }: Properties) {
    super(scope, id);
    const { memory, timeout } = stepSizes[name];
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName(lab, name)}`,
      retention: RetentionDays.TWO_WEEKS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const writeLog = {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      // The group's ARN, as CloudFormation gives it, ends in `:*` and so means its streams.
      resources: [logGroup.logGroupArn],
    };
    const { role } = new OptionalRole(this, 'Role', {
      description: `Daybreak's step ${name}`,
      service: 'lambda.amazonaws.com',
      statements: [writeLog, ...statements],
      rules,
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: functionName(lab, name),
      description: `Daybreak's step ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromInline(code),
      memorySize: memory,
      timeout: Duration.seconds(timeout),
      environment: { ...environment },
      logGroup,
      role,
    });
  }
}
