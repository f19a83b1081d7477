import { stackName } from '../../lab/names.ts';
import { findLocalAws, localOptions, stopLocalAws, wipeLocalAws } from '../../local-aws/index.ts';
import type { Answer, Context } from '../command.ts';
import { UsageError } from '../errors.ts';

export interface DownOptions {
  /** Deletes what is in the local AWS, too. */
  readonly wipe?: boolean;
}

/** What to do on an account, where this command has nothing to stop. */
const onAnAccount = (labName: string): UsageError => {
  const lab = labName === 'daybreak' ? '' : ` --lab ${labName}`;
  return new UsageError(
    [
      '`daybreak down` stops the local AWS: add --local. On an account nothing runs that costs money by the hour.',
      `To remove lab ${labName} with its data, and keep what rebuilds it: npx daybreak destroy${lab}`,
      `To remove what rebuilds it, and keep the lab: aws cloudformation delete-stack --stack-name ${stackName({ name: labName })}`,
      'To remove both, in this order.',
    ].join('\n'),
  );
};

/**
 * Stops the local AWS, and says what becomes of what is in it.
 * @throws UsageError on an account
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
    ? 'What was in it is deleted: `npx daybreak up --local` begins with an empty account.'
    : 'What was in it is kept: `npx daybreak up --local` goes on with it, `npx daybreak down --local --wipe` deletes it.';
  return {
    document: { stopped, endpoint: local?.endpoint ?? null, data: wipe ? 'deleted' : 'kept' },
    text: `${what}\n${data}`,
  };
};
