import { randomBytes } from 'node:crypto';
import { type DescribeExecutionOutput, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { isNamed } from '../../reconcile/aws-errors.ts';
import { type Answer, answer } from './answer.ts';
import { type Machine, runLink } from './links.ts';
import { Problem } from './problem.ts';
import type { RebuildRequest } from './rebuild-request.ts';
import { findRun, runInProgress } from './runs.ts';

/** Milliseconds by which our clock and that of Step Functions may differ. */
const clocks = 1_000;

const newName = (action: string, now: Date): string =>
  `${action}-${now.toISOString().replaceAll(/[-:]|\.\d+Z/g, '')}-${randomBytes(4).toString('hex')}`;

/**
 * Starts a run and answers with links to follow it. The same key means the same run, for the 90 days for which AWS
 * remembers its name.
 *
 * @param address of the endpoint
 * @throws Problem, or AWS's error
 */
export const startRebuild = async (
  sfn: SFNClient,
  machine: Machine,
  address: string,
  { key, input }: RebuildRequest,
  now: Date,
): Promise<Answer> => {
  const name = key ?? newName(input.action, now);
  const text = JSON.stringify(input);
  const started = (status: 200 | 202): Answer => {
    const link = runLink(machine, address, name);
    return answer(status, link, { location: link.links.status });
  };
  const repeated = (run: DescribeExecutionOutput): Answer => {
    // A name of our own can only be taken if the SDK called twice because the first answer was lost.
    if (key === undefined) return started(202);
    if (run.input === text) return started(200);
    throw new Problem(
      'key-used',
      'A run with this name was started with another body: send a new Idempotency-Key, or the same body again',
      { at: 'Idempotency-Key', running: runLink(machine, address, name) },
    );
  };

  // Before we look for other runs: a repeated request must get the same run, even while it is under way.
  const earlier = key === undefined ? undefined : await findRun(sfn, machine, key);
  if (earlier !== undefined) return repeated(earlier);
  const running = input.action === 'plan' ? undefined : await runInProgress(sfn, machine);
  // It may be this key's own run, when the same request arrived twice at the same moment.
  if (running !== undefined && running.name !== name) {
    const link = { running: runLink(machine, address, running.name) };
    if (running.action === 'destroy')
      throw new Problem(
        'lab-destroyed',
        `The run ${running.name} is destroying the lab: ask again when it has ended`,
        link,
      );
    throw new Problem(
      'run-in-progress',
      `The run ${running.name} is working on the lab: follow that run, or start another when it has ended`,
      link,
    );
  }
  try {
    const { startDate } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machine.stateMachineArn, name, input: text }),
    );
    // Given the name and input of a run under way, AWS answers with that run.
    return started(startDate !== undefined && startDate.getTime() < now.getTime() - clocks ? 200 : 202);
  } catch (error) {
    if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
    const taken = await findRun(sfn, machine, name);
    if (taken !== undefined) return repeated(taken);
    throw new Problem('unavailable', 'AWS has just started a run with this name: ask again', {
      at: 'Idempotency-Key',
      headers: { 'retry-after': '1' },
    });
  }
};
