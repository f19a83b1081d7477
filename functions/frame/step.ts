import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import { type LabFunctionName, type Step, stateName } from '../../lab/names.ts';
import type { StepOutcomes, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { inWords } from '../../reconcile/aws-errors.ts';
import { explainLakeFormation } from '../../reconcile/lake-formation.ts';
import { type CouldNot, couldNotOn } from './could-not.ts';
import { withinBytes } from './within-bytes.ts';

/** The most of a step's output that goes into a log line; the execution's history has all of it. */
const loggedCharacters = 10_000;

/** Adds the call, if it is not there yet, and AWS's request id to an error's message: only the message reaches the report. */
const withCall = (error: Error): Error => {
  const anything: object = error;
  const {
    call,
    $metadata,
  }: { readonly call?: string; readonly $metadata?: { readonly requestId?: string } } = anything;
  const operation = call?.split(' ', 1)[0] ?? '';
  const about = [
    error.message.startsWith(`${operation} `) ? undefined : call,
    $metadata?.requestId && `AWS request id ${$metadata.requestId}`,
  ].filter(Boolean);
  if (about.length > 0) error.message += ` (${about.join(', ')})`;
  return error;
};

/**
 * A Lambda handler whose log lines carry the lab and the run. The state machine builds a step's input from Plan's
 * output: Plan is the edge where outside data is parsed, so types are enough here.
 *
 * @param keys that the log lines for an input carry
 */
export const handlerOf = <Input, Output>(
  name: LabFunctionName,
  keys: (input: Input) => Readonly<Record<string, string>>,
  work: (input: Input, logger: Logger) => Promise<Output>,
) => {
  const logger = new Logger({ serviceName: name });
  // What ends a step that takes too long is its timeout in Lambda, which the state machine retries.
  return middy<Input, Output>({ timeoutEarlyInMillis: 0 })
    .before(({ context }) => {
      // The invocation before, in the same process, may have been another run's.
      logger.resetKeys();
      logger.addContext(context);
    })
    .handler(async input => {
      logger.appendKeys(keys(input));
      try {
        const output = await work(input, logger);
        logger.info('ended', { output: JSON.stringify(output).slice(0, loggedCharacters) });
        return output;
      } catch (error) {
        const thrown = explainLakeFormation(withCall(inWords(error)));
        logger.error('failed', thrown);
        throw thrown;
      }
    });
};

/** What all steps pass to the report must fit into one payload of 256 KiB. */
const mostBytes = 24 * 1024;

/**
 * A step that takes Plan's `run` and passes its outcomes to the report.
 * @param share share of the step's part of the payload, for a function that is called several times
 */
export const step = <Input extends { readonly run: Run }, More extends object>(
  name: Step,
  work: (input: Input, couldNot: CouldNot) => Promise<StepOutcomes & More>,
  share: (input: Input) => number = () => 1,
) =>
  handlerOf<Input, StepResult & More>(
    name,
    ({ run }) => ({ lab: run.lab.name, run: run.execution.name }),
    async (input, logger) => {
      const started = Date.now();
      const done = await work(input, couldNotOn(logger));
      return {
        step: stateName(name),
        startedAt: new Date(started).toISOString(),
        ...done,
        outcomes: withinBytes(
          done.outcomes,
          Math.min(mostBytes, input.run.detailBytes ?? mostBytes) * share(input),
        ),
        seconds: (Date.now() - started) / 1000,
      };
    },
  );
