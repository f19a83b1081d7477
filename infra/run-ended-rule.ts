import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { executionStatusChange } from '../lab/events.ts';

/**
 * Calls the function that reports when a run has ended without success, because a state machine can't catch its own abort, its
 * time-out, or an error in its definition. The target is a function and never the state machine, which would loop.
 */
export class RunEndedRule extends Construct {
  constructor(scope: Construct, id: string, stateMachineArn: string, report: IFunction) {
    super(scope, id);
    const rule = new CfnRule(this, 'Rule', {
      description: 'Reports runs that ended before they could report themselves',
      eventPattern: {
        source: [executionStatusChange.source],
        'detail-type': [executionStatusChange.detailType],
        detail: { stateMachineArn: [stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [{ id: 'report', arn: report.functionArn }],
    });
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: report.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
    });
  }
}
