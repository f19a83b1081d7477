import { labStack } from '../deploy/lab-stack.ts';
import { Failed } from '../errors.ts';
import { noSuchLab } from '../follow/runs.ts';
import { commandFor } from '../render/next.ts';
import type { Session } from '../session.ts';

/**
 * Address of the lab's endpoint, from the stack's outputs.
 * @throws NoSuchLab; Failed if the stack has no endpoint
 */
export const apiUrlOf = async (session: Session): Promise<string> => {
  const stack = await labStack(session);
  if (stack === undefined) throw noSuchLab(session);
  const url = stack.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue;
  if (url === undefined)
    throw new Failed(
      `Stack ${stack.StackName} has no endpoint. Add one with \`${commandFor(session, 'up')} --parameter Endpoint=true\`, ` +
        `or start the rebuild with \`${commandFor(session, 'rebuild')}\`, which does not need one.`,
    );
  return url;
};
