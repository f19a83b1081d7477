import type { Stack } from '@aws-sdk/client-cloudformation';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { Failed } from '../errors.ts';
import { commandFor } from '../render/next.ts';
import type { Session } from '../session.ts';

/** Address of a lab's endpoint, from its stack's outputs; undefined if the stack has no endpoint. */
export const apiUrlIn = ({ Outputs = [] }: Stack): string | undefined =>
  Outputs.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue;

/**
 * Address of the lab's endpoint.
 * @throws NoSuchLab; Failed if the stack has no endpoint
 */
export const apiUrlOf = async (session: Session): Promise<string> => {
  const stack = await deployedStack(session);
  const url = apiUrlIn(stack);
  if (url === undefined)
    throw new Failed(
      `Stack ${stack.StackName} has no endpoint. Add one with \`${commandFor(session, 'up')} --parameter Endpoint=true\`, ` +
        `or start the rebuild with \`${commandFor(session, 'rebuild')}\`, which does not need one.`,
    );
  return url;
};
