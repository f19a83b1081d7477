import { Duration } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { functionName, type Lab, type LabFunctionName } from '../lab/names.ts';
import { sdkSettings } from '../reconcile/aws-calls.ts';
import type { AccountRules } from './account-rules.ts';
import type { LabKey } from './lab-key.ts';
import { labLog } from './lab-log.ts';
import { OptionalRole } from './optional-role.ts';
import type { StackStatement } from './policy.ts';

interface Properties {
  readonly lab: Lab;
  readonly name: LabFunctionName;
  /** The console shows it next to the function's name. */
  readonly description: string;
  /** MB */
  readonly memory: number;
  /** Seconds */
  readonly timeout: number;
  /** CommonJS that exports `handler`. */
  readonly code: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly StackStatement[];
  readonly rules: AccountRules;
  readonly key: LabKey;
}

/** One Lambda function of the lab, with its log and its role. */
export class LabFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(
    scope: Construct,
    id: string,
    { lab, name, description, memory, timeout, code, environment, statements, rules, key }: Properties,
  ) {
    super(scope, id);
    const logGroup = labLog(this, `/aws/lambda/${functionName(lab, name)}${rules.logNameEnd}`, key);
    const writeLog = {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      // CloudFormation's ARN of the group ends in `:*`, so it covers the streams.
      resources: [logGroup.logGroupArn],
    };
    const { role } = new OptionalRole(this, 'Role', {
      description,
      service: 'lambda.amazonaws.com',
      statements: [writeLog, ...statements],
      rules,
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: functionName(lab, name),
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromInline(code),
      memorySize: memory,
      timeout: Duration.seconds(timeout),
      environment: { ...sdkSettings, ...environment },
      logGroup,
      role,
    });
  }
}
