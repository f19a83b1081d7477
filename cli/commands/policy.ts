import type { Answer, Context } from '../command.ts';
import { labStack } from '../deploy/lab-stack.ts';
import { stackKeyOf } from '../deploy/stack-key.ts';
import { apiUrlIn } from '../endpoint/api-url.ts';
import { learnerPolicy } from '../policy/learner-policy.ts';
import { openSession, within } from '../session.ts';

/** Prints the IAM policy for people who use the lab and do not run it. Changes nothing. @throws NoLocalAws */
export const policy = async ({ target, progress }: Context): Promise<Answer> => {
  const session = await openSession(target);
  return within(session, async () => {
    const stack = await labStack(session);
    const url = stack === undefined ? undefined : apiUrlIn(stack);
    if (url === undefined)
      progress.note(
        `Lab ${session.lab.name} has no endpoint: with this policy people can't start a rebuild. Print it again once it has one.`,
      );
    const document = learnerPolicy(
      session.lab,
      url === undefined ? undefined : new URL(url).host.split('.')[0],
      stack === undefined ? undefined : stackKeyOf(stack)?.arn,
    );
    return { document, text: JSON.stringify(document, null, 2) };
  });
};
