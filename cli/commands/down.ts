import { stackName } from '../../lab/names.ts';
import { findLocalAws, localOptions, stopLocalAws, wipeLocalAws } from '../../local-aws/index.ts';
import type { Answer, Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import { commandOf } from '../render/next.ts';

export interface DownOptions {
  /** Also deletes everything in the local AWS. */
  readonly wipe?: boolean;
}

/** What to do with an AWS account, where there is nothing to stop. */
const onAnAccount = (labName: string): UsageError => {
  const destroy = commandOf({ labName, isLocal: false }, 'destroy');
  return new UsageError(
    [
      '`npx daybreak down` stops the local AWS: add --local. In an AWS account nothing runs that costs money by the hour.',
      `To delete lab ${labName} with its data, and keep the stack that rebuilds it: ${destroy}`,
      `To delete the stack, and keep the lab: aws cloudformation delete-stack --stack-name ${stackName({ name: labName })}`,
      'To delete both, run them in this order.',
    ].join('\n'),
  );
};

/**
 * Stops the local AWS, and says what happens to its contents.
 * @throws UsageError on an AWS account
 */
export const down = async ({ target, progress }: Context, { wipe = false }: DownOptions): Promise<Answer> => {
  if (!target.isLocal) throw onAnAccount(target.labName);
  const local = await findLocalAws(localOptions);
  const onProgress = (text: string) => void progress.note(text);
  let stopped = local !== undefined;
  if (wipe) await wipeLocalAws(localOptions, { onProgress });
  else stopped = await stopLocalAws(localOptions, { onProgress });
  const what = stopped
    ? `Stopped the local AWS${local === undefined ? '' : ` at ${local.endpoint}`}, with every lab in it.`
    : 'No local AWS was running.';
  const data = wipe
    ? 'Everything in it is deleted: `npx daybreak up --local` starts with an empty account.'
    : 'Everything in it is kept: `npx daybreak up --local` resumes it, `npx daybreak down --local --wipe` deletes it.';
  return {
    document: { stopped, endpoint: local?.endpoint ?? null, data: wipe ? 'deleted' : 'kept' },
    text: `${what}\n${data}`,
  };
};
