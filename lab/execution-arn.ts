/** ARN of the execution with this name; always an execution of this state machine, whatever the name contains. */
export const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** An execution's name, which has no colons: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const executionName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** The region of the execution. */
export const executionRegion = (arn: string): string => arn.split(':')[3] ?? '';
