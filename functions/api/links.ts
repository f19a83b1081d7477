import type { RunLink } from '../../lab/api-answers.ts';
import { executionLink } from '../../lab/console-links.ts';

/** The state machine, as its runs are found below it. */
export interface Machine {
  readonly stateMachineArn: string;
}

/** An execution's ARN: always one of our state machine, whatever the name says. */
export const runArn = ({ stateMachineArn }: Machine, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

export const runName = (executionArn: string): string =>
  executionArn.slice(executionArn.lastIndexOf(':') + 1);

/** @param address where the caller finds the endpoint, without a last slash */
export const runLink = (machine: Machine, address: string, name: string): RunLink => ({
  run: name,
  links: {
    status: `${address}/rebuild/${encodeURIComponent(name)}`,
    console: executionLink(runArn(machine, name)),
  },
});
