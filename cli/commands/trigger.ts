import { randomBytes } from 'node:crypto';
import { runNamePattern, runNameRule } from '../../lab/api.ts';
import { executionArn } from '../../lab/execution-arn.ts';
import type { Answer, Context } from '../command.ts';
import { apiUrlOf } from '../endpoint/api-url.ts';
import { askRebuild, type RebuildRun } from '../endpoint/ask-rebuild.ts';
import { callEndpoint } from '../endpoint/call.ts';
import { UsageError } from '../errors.ts';
import { followRun } from '../follow/follow-run.ts';
import { requestOf } from '../follow/request.ts';
import { commandFor } from '../render/next.ts';
import { openSession, type Session, within } from '../session.ts';
import { rebuildAnswer } from './rebuild.ts';

export interface TriggerOptions {
  /** Names, separated by commas. */
  readonly datasets?: string;
  /** Undefined: use the stack's parameter. */
  readonly runJob?: boolean;
  /** Calls with the same key start one run, for 90 days. */
  readonly idempotencyKey?: string;
  readonly wait: boolean;
}

/** @throws UsageError */
const keyOf = ({ idempotencyKey }: TriggerOptions): string => {
  if (idempotencyKey === undefined) return `trigger-${Date.now()}-${randomBytes(4).toString('hex')}`;
  if (!runNamePattern.test(idempotencyKey))
    throw new UsageError(`--idempotency-key '${idempotencyKey}' can't name a run: use ${runNameRule}.`);
  return idempotencyKey;
};

const saying: Readonly<Record<RebuildRun['how'], string>> = {
  started: 'The endpoint started',
  repeated: 'This key already started a run:',
  'under way': 'Nothing was started, because a run is already under way:',
};

const withoutWaiting = (session: Session, { run: { run, links }, how }: RebuildRun): Answer => {
  const { name, account, region } = session.lab;
  return {
    document: {
      lab: name,
      account,
      region,
      run,
      how,
      execution: executionArn(session.stateMachineArn, run),
      links,
    },
    text: [
      `${saying[how]} ${run}`,
      `  ${links.console}`,
      `See its progress with \`${commandFor(session, 'status --history')}\`.`,
    ].join('\n'),
  };
};

/**
 * Rebuilds the lab through its endpoint, as programs do, and follows the run that does it.
 * @throws UsageError, NoSuchLab; Failed if there is no endpoint, or it refuses
 */
export const trigger = async (context: Context, options: TriggerOptions): Promise<Answer> => {
  const { interrupt, progress, target } = context;
  const key = keyOf(options);
  const body = JSON.stringify(requestOf('rebuild', options));
  const session = await openSession(target);
  return within(session, async () => {
    const url = await apiUrlOf(session);
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const asked = await askRebuild(
      () => callEndpoint(session, url, { method: 'POST', path: '/rebuild', headers, body }),
      { sleep: milliseconds => interrupt.sleep(milliseconds), note: text => progress.note(text) },
    );
    if (!options.wait) return withoutWaiting(session, asked);
    interrupt.means(
      `You pressed Ctrl-C. The rebuild continues: see its progress with \`${commandFor(session, 'status')}\`.`,
    );
    const { run } = asked.run;
    await progress.note(`${saying[asked.how]} ${run}${asked.how === 'started' ? '.' : '. Following it.'}`);
    return rebuildAnswer(
      session,
      await followRun(session, executionArn(session.stateMachineArn, run), progress, interrupt),
    );
  });
};
