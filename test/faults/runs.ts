import { declarations } from '../../functions/all.ts';
import type { ShortReport } from '../../functions/report/report.ts';
import type { Step } from '../../lab/names.ts';
import { sdkSettings } from '../../reconcile/aws-calls.ts';
import { loadHandlers, stateMachineArn } from '../statemachine/lab-handlers.ts';
import { type EndedRun, type Handlers, runOnEngine } from '../statemachine/rebuild-engine.ts';
import { type Simulation, simulateAws } from './simulation.ts';

export const seedBucket = 'somebodys-seed';
export const seedPrefix = 'cities/';

/** The real handlers, once for this process: as warm functions, which keep their clients. */
export const loadWarmHandlers = (): Promise<Handlers> => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: 'us-east-1',
    ...sdkSettings,
  });
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_ENDPOINT_URL') || name === 'AWS_PROFILE') delete process.env[name];
  simulateAws();
  return loadHandlers({ SEED_URI: `s3://${seedBucket}/${seedPrefix}`, JOB_POLICIES: 's3' });
};

/** A run, and what it told. */
export interface ToldRun extends EndedRun {
  /** Undefined if it did not reach its report. */
  readonly short: ShortReport | undefined;
}

/** Runs the state machine with the simulation's account behind its functions. Call it inside of `simulation.while`. */
export const runLab = async (
  simulation: Simulation,
  handlers: Handlers,
  input: object,
  name: string,
): Promise<ToldRun> => {
  const { account, time } = simulation;
  let short: ShortReport | undefined;
  const invoked = (step: Step) => async (event: unknown) => {
    const output = await simulation.invoke(step, name, declarations[step].timeout, () =>
      handlers[step](event),
    );
    if (step === 'report') short = JSON.parse(JSON.stringify(output));
    return output;
  };
  const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const execution = { arn, input: JSON.stringify(input), startedAt: time.now, ended: false };
  account.executions.set(arn, execution);
  const functions: Handlers = {
    plan: invoked('plan'),
    'ensure-storage': invoked('ensure-storage'),
    'copy-data': invoked('copy-data'),
    'ensure-catalog': invoked('ensure-catalog'),
    'ensure-workgroup': invoked('ensure-workgroup'),
    'ensure-role': invoked('ensure-role'),
    'ensure-job': invoked('ensure-job'),
    'run-jobs': invoked('run-jobs'),
    'smoke-test': invoked('smoke-test'),
    destroy: invoked('destroy'),
    report: invoked('report'),
  };
  try {
    const run = runOnEngine(functions, input, { name });
    // A run that is killed ends in nothing.
    const ended = await Promise.race([run, simulation.killed(name)]);
    return { ...ended, short };
  } finally {
    execution.ended = true;
  }
};
