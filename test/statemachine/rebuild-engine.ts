import { randomUUID } from 'node:crypto';
import { StateMachine } from 'aws-local-stepfunctions';
import { type Step, stateName, steps } from '../../lab/names.ts';
import { rebuildDefinition } from '../../statemachine/read.ts';

/** A step's handler as Lambda calls it. */
type Handler = (input: unknown) => Promise<unknown>;
export type Handlers = Record<Step, Handler>;

/** States inside a Map; the Map itself has the step's name. */
const insideOfMap: Partial<Record<Step, string>> = { 'copy-data': 'CopyBatch', 'run-jobs': 'RunJob' };

/** The state that runs a step's function. */
const stateOf = (step: Step): string => insideOfMap[step] ?? stateName(step);

const definition = (): string =>
  rebuildDefinition().replace(/\$\{\w+\}/g, 'arn:aws:lambda:us-east-1:123456789012:function:test');

export interface EndedRun {
  readonly status: 'succeeded' | 'failed';
  readonly output: unknown;
  readonly error: string;
  readonly cause: string;
  /** States, in the order they were entered. */
  readonly entered: readonly string[];
}

/** Runs the real state machine file on an in-process engine with these handlers; retries do not wait. */
export const runOnEngine = async (
  handlers: Handlers,
  input: unknown,
  execution: { readonly name?: string; readonly startedAt?: string } = {},
): Promise<EndedRun> => {
  const name = execution.name ?? `run-${randomUUID()}`;
  // The validator recompiles its rules each time, which takes half a second: state-machine-syntax.test.ts does it once.
  const machine = new StateMachine(JSON.parse(definition()), { validationOptions: { noValidate: true } });
  const run = machine.run(JSON.parse(JSON.stringify(input)), {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        steps.map(step => [
          stateOf(step),
          async (event: unknown) => {
            const input = JSON.stringify(event, (key, value) =>
              // The engine sets the start time; a test may want another.
              key === 'startedAt' && execution.startedAt !== undefined ? execution.startedAt : value,
            );
            return JSON.parse(JSON.stringify(await handlers[step](JSON.parse(input))));
          },
        ]),
      ),
      retryIntervalOverrides: Object.fromEntries(steps.map(step => [stateOf(step), 0])),
    },
    context: {
      Execution: {
        Id: `arn:aws:states:us-east-1:123456789012:execution:daybreak-rebuild:${name}`,
        Input: JSON.parse(JSON.stringify(input)),
        Name: name,
        StartTime: new Date().toISOString(),
      },
    },
  });
  const entered: string[] = [];
  const listening = (async () => {
    for await (const event of run.eventLogs)
      if (event.type === 'StateEntered') entered.push(event.state.name);
  })();
  try {
    const output = await run.result;
    await listening;
    return { status: 'succeeded', output, error: '', cause: '', entered };
  } catch (error) {
    await listening;
    if (!(error instanceof Error)) throw error;
    return { status: 'failed', output: null, error: error.name, cause: error.message, entered };
  }
};
