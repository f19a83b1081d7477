import type { RunLink } from '../../lab/api-answers.ts';
import { executionLink } from '../../lab/console-links.ts';
import { executionArn } from '../../lab/execution-arn.ts';

/** The state machine of the lab's runs. */
export interface Machine {
  readonly stateMachineArn: string;
}

/** @param address of the endpoint, without a trailing slash */
export const runLink = (machine: Machine, address: string, name: string): RunLink => ({
  run: name,
  links: {
    status: `${address}/rebuild/${encodeURIComponent(name)}`,
    console: executionLink(executionArn(machine.stateMachineArn, name)),
  },
});
