import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import { type RebuildFinished, rebuildFinished } from '../../lab/events.ts';
import type { Lab } from '../../lab/names.ts';
import type { Report } from '../../lab/report.ts';
import { waiting } from '../../reconcile/aws-calls.ts';
import type { CouldNot } from '../frame/could-not.ts';
import { notify, type Written } from './notify.ts';

export interface AnnouncementClients {
  readonly s3: S3Client;
  readonly events: EventBridgeClient;
  readonly sns: SNSClient;
}

/**
 * Short time-outs: a sandbox may deny a service by making it unreachable, and the end of a run must not wait long for
 * it.
 */
export const tellerCalls = waiting(4, 1);

const emit = async (events: EventBridgeClient, detail: RebuildFinished): Promise<void> => {
  const { source, detailType } = rebuildFinished;
  const { Entries } = await events.send(
    new PutEventsCommand({
      Entries: [{ Source: source, DetailType: detailType, Detail: JSON.stringify(detail) }],
    }),
  );
  const refused = Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
  if (refused !== undefined) throw new Error(`${refused.ErrorCode}: ${refused.ErrorMessage}`);
};

/**
 * Sends an event and a notice that a rebuild has ended. It never throws: a run's result does not depend on whether it
 * could be announced.
 *
 * @param topicArn empty: no notices
 * @param written what the run has left in the assets bucket
 * @param couldNot is called with each failure
 */
export const tellFinished = async (
  clients: AnnouncementClients,
  lab: Lab,
  topicArn: string,
  report: Report,
  written: Written,
  couldNot: CouldNot,
): Promise<void> => {
  const [first] = report.failures;
  const detail: RebuildFinished = {
    lab: lab.name,
    account: lab.account,
    region: lab.region,
    run: report.execution.name,
    outcome: report.result,
    trigger: report.trigger ?? 'console',
    ...(first === undefined ? {} : { firstCause: `${first.step}: ${first.cause}`.slice(0, 2_000) }),
    report: written.report,
  };
  await emit(clients.events, detail).catch(error => couldNot('the event could not be put on the bus', error));
  await notify(clients, lab, topicArn, report, written).catch(error =>
    couldNot('the notice could not be sent', error),
  );
};
