import { bucketName, stackName } from '../../lab/names.ts';
import type { Prompt } from '../ask.ts';
import type { Answer, Context } from '../command.ts';
import { labStack } from '../deploy/lab-stack.ts';
import { stackKeyOf } from '../deploy/stack-key.ts';
import { NoSuchLab, UsageError } from '../errors.ts';
import type { RunResult } from '../follow/follow-run.ts';
import { runToEnd } from '../follow/run-to-end.ts';
import { destroyPage, isAnythingToDestroy, type RemainingStack, wouldTake } from '../render/destroy-page.ts';
import { commandFor } from '../render/next.ts';
import { outputStyle } from '../render/style.ts';
import { openSession, type Session, within } from '../session.ts';
import { isBadInput, runDocument, runFailure } from './run-document.ts';

export interface DestroyOptions {
  /** The lab's name, instead of typing it when asked. */
  readonly confirm?: string;
  readonly deleteForeignObjects?: boolean;
  /** Only says what would go and what would stay. */
  readonly plan?: boolean;
}

/**
 * Checks `--confirm`, before asking anyone.
 * @throws UsageError
 */
export const checkConfirmation = (lab: string, confirm: string | undefined, canAsk: boolean): void => {
  if (confirm === undefined && !canAsk)
    throw new UsageError(
      `Nothing was destroyed: this deletes lab ${lab} with all its data. Confirm it with --confirm ${lab}.`,
    );
  if (confirm !== undefined && confirm !== lab)
    throw new UsageError(`Nothing was destroyed: --confirm '${confirm}' is not the lab's name, ${lab}.`);
};

/** @throws UsageError when something else is typed */
export const nameTyped = async (lab: string, ask: Prompt): Promise<void> => {
  const typed = (await ask(`Type the lab's name, ${lab}, to destroy it: `)).trim();
  if (typed !== lab)
    throw new UsageError(
      typed === ''
        ? `Nothing was destroyed: the lab's name, ${lab}, was not typed.`
        : `Nothing was destroyed: '${typed}' is not the lab's name, ${lab}.`,
    );
};

/**
 * The stack is what destroys the lab: without one, it has to be deployed again first.
 * @throws NoSuchLab
 */
const stackThatDestroys = async (session: Session): Promise<RemainingStack> => {
  const { lab } = session;
  const stack = await labStack(session);
  if (stack === undefined || stack.StackStatus === 'DELETE_COMPLETE')
    throw new NoSuchLab(
      `There is no stack ${stackName(lab)} in account ${lab.account}, ${lab.region}, and the stack is what destroys the lab. ` +
        `If you deleted it before the lab, deploy it again with \`${commandFor(session, 'up')}\`, then destroy the lab.`,
    );
  const parameter = stack.Parameters?.find(({ ParameterKey }) => ParameterKey === 'ScheduleExpression');
  return { schedule: parameter?.ParameterValue ?? '', key: stackKeyOf(stack) };
};

/**
 * Has a run look at what a destroy would do.
 * @throws NoSuchLab; UsageError where the stack is from a Daybreak that can't look
 */
const look = async (
  context: Context,
  session: Session,
  deleteForeignObjects: boolean,
): Promise<RunResult> => {
  const looked = await runToEnd(context, session, {
    action: 'destroy',
    ...(deleteForeignObjects ? { deleteForeignObjects } : {}),
  });
  if (isBadInput(looked))
    throw new UsageError(
      `Nothing was destroyed: the stack is from an older Daybreak, which does not say what it would delete. Update it with \`${commandFor(session, 'up')}\`, or destroy the lab without looking first: --confirm ${session.lab.name}.`,
    );
  return looked;
};

const lookAnswer = (session: Session, looked: RunResult): Answer => {
  const document = {
    ...runDocument(session, looked),
    outcomes: looked.outcomes,
    notes: looked.notes,
  };
  const text = wouldTake(session, looked).join('\n');
  return looked.result === 'failed'
    ? { document, text: '', failure: runFailure(session, looked, 'plan') }
    : { document, text };
};

const answerOf = (session: Session, result: RunResult, stack: RemainingStack): Answer => {
  const { lab } = session;
  const document = {
    ...runDocument(session, result),
    outcomes: result.outcomes,
    stillThere: {
      stack: stackName(lab),
      schedule: stack.schedule,
      deployBucket: bucketName(lab, 'deploy'),
      ...(stack.key?.made === true ? { kmsKey: stack.key.arn } : {}),
    },
  };
  const text = destroyPage(session, result, stack, outputStyle());
  return result.result === 'failed'
    ? { document, text, failure: runFailure(session, result, 'destroy') }
    : { document, text };
};

/**
 * Deletes the lab: every resource with its mark, and nothing else. Whoever is asked for the lab's name first sees what
 * goes and what stays, as it is now. The stack stays, and so does the bucket it was deployed from, because that may hold
 * its seed.
 * @throws UsageError without the lab's name; NoSuchLab
 */
export const destroy = async (
  context: Context,
  { confirm, deleteForeignObjects = false, plan = false }: DestroyOptions,
): Promise<Answer> => {
  const { target, interrupt, progress, ask } = context;
  const { labName } = target;
  if (!plan) checkConfirmation(labName, confirm, ask !== undefined);
  interrupt.means('You pressed Ctrl-C. Nothing was destroyed.');
  const session = await openSession(target);
  return within(session, async () => {
    const stack = await stackThatDestroys(session);
    if (plan) return lookAnswer(session, await look(context, session, deleteForeignObjects));
    if (confirm === undefined && ask !== undefined) {
      const looked = await look(context, session, deleteForeignObjects);
      if (looked.result === 'failed' || !isAnythingToDestroy(looked.outcomes))
        return lookAnswer(session, looked);
      for (const line of wouldTake(session, looked)) await progress.note(line);
      interrupt.means('You pressed Ctrl-C. Nothing was destroyed.');
      await nameTyped(labName, ask);
    }
    interrupt.check();
    const result = await runToEnd(context, session, {
      action: 'destroy',
      confirm: labName,
      ...(deleteForeignObjects ? { deleteForeignObjects } : {}),
    });
    return answerOf(session, result, stack);
  });
};
