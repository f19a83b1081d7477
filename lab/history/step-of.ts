import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { functionName, type Lab, stateName, steps } from '../names.ts';

/** The steps that can occur in a run, in the order of the graph. */
export const stepNames: readonly string[] = steps.map(stateName);

/**
 * Names the step that each event of a history is about; takes the events one by one, in order. Only the event that
 * schedules a call names the function, and only events that enter or exit a state name the state; every other event
 * names its predecessor, which leads back to one of these.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export const stepTracker = (lab: Pick<Lab, 'name'>): ((event: HistoryEvent) => string | undefined) => {
  const ofFunction = new Map(steps.map(step => [functionName(lab, step), stateName(step)]));
  const ofEvent = new Map<number, string>();
  const find = (event: HistoryEvent): string | undefined => {
    const resource = event.lambdaFunctionScheduledEventDetails?.resource ?? '';
    const [, called] = /:function:([^:]+)/.exec(resource) ?? [];
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
