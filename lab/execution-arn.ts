/** ARN of the execution of that name, whatever the name says: always one of this state machine. */
export const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** An execution's name, which has no colons: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const executionName = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** The region that it runs in. */
export const executionRegion = (arn: string): string => arn.split(':')[3] ?? '';
