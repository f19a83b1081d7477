import { stackName } from '../../lab/names.ts';
import { describeStack } from '../deploy/describe-stack.ts';
import { Failed } from '../errors.ts';
import { noSuchLab } from '../follow/runs.ts';
import { commandFor } from '../render/next.ts';
import type { Session } from '../session.ts';

/**
 * Address of the lab's endpoint, from the stack's outputs.
 * @throws NoSuchLab; Failed when the stack has none
 */
export const apiUrlOf = async (session: Session): Promise<string> => {
  const name = stackName(session.lab);
  const stack = await describeStack(session.cloudFormation, name);
  if (stack === undefined) throw noSuchLab(session);
  const url = stack.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue;
  if (url === undefined)
    throw new Failed(
      `Stack ${name} has no endpoint. Give it one with \`${commandFor(session, 'up')} --parameter Endpoint=true\`, ` +
        `or start the rebuild with \`${commandFor(session, 'rebuild')}\`, which needs none.`,
    );
  return url;
};
