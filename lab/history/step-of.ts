import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { functionName, type Lab, stateName, steps } from '../names.ts';

/** The steps that a run may show, in the order of the graph. */
export const stepNames: readonly string[] = steps.map(stateName);

const resourceOf = (event: HistoryEvent): string | undefined =>
  event.lambdaFunctionScheduledEventDetails?.resource ??
  event.taskScheduledEventDetails?.resource ??
  event.taskSucceededEventDetails?.resource ??
  event.taskFailedEventDetails?.resource;

/**
 * Names the step that each event of a history is about, given event by event and in order. On AWS an event names the
 * one before it, which leads back to a state or a function; the local AWS names the function in each event, and keeps
 * quiet about states inside of a Parallel or Map.
 */
export const stepTracker = (lab: Pick<Lab, 'name'>): ((event: HistoryEvent) => string | undefined) => {
  const ofFunction = new Map(steps.map(step => [functionName(lab, step), stateName(step)]));
  const ofEvent = new Map<number, string>();
  const find = (event: HistoryEvent): string | undefined => {
    const [, called] = /:function:([^:]+)/.exec(resourceOf(event) ?? '') ?? [];
    const byFunction = called === undefined ? undefined : ofFunction.get(called);
    if (byFunction !== undefined) return byFunction;
    if (event.type === 'TaskStateEntered') return event.stateEnteredEventDetails?.name;
    if (event.type?.endsWith('StateEntered')) return undefined;
    return ofEvent.get(event.previousEventId ?? 0);
  };
  return event => {
    const step = find(event);
    if (step !== undefined && event.id !== undefined) ofEvent.set(event.id, step);
    return step;
  };
};
