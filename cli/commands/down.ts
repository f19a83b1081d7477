import { stackName } from '../../lab/names.ts';
import { posixWord } from '../../lab/words/posix-word.ts';
import {
  findLocalAws,
  localOptions,
  type StoppedData,
  stopLocalAws,
  stoppedData,
  wipeLocalAws,
} from '../../local-aws/index.ts';
import type { Answer, Context } from '../command.ts';
import { UsageError } from '../errors.ts';
import { commandOf } from '../render/next.ts';
import type { Target } from '../session.ts';

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

/** What can be resumed, and how to bring back what a crash has left. */
export const dataWords = (target: Target, { isKept, crashedFiles }: StoppedData): readonly string[] => {
  const up = commandOf(target, 'up');
  return [
    ...(isKept
      ? [`Everything in it is kept: \`${up}\` resumes it, \`npx daybreak down --local --wipe\` deletes it.`]
      : [`There is nothing to resume: \`${up}\` starts with an empty account, and builds the lab.`]),
    ...(crashedFiles === undefined
      ? []
      : [
          '',
          `${isKept ? 'An earlier one' : 'The local AWS'} crashed. Its tables, queries and settings are lost; the files of its buckets are in`,
          `  ${crashedFiles}`,
          'until the next crash or --wipe. To bring one back, build the lab and copy the file:',
          `  ${up}`,
          `  eval "$(${commandOf(target, 'env')})"`,
          `  aws s3 cp ${posixWord(crashedFiles)}/<account>/<bucket>/<key> s3://<bucket>/<key>`,
        ]),
  ];
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
  const found = await stoppedData(localOptions);
  const words = wipe
    ? [`Everything in it is deleted: \`${commandOf(target, 'up')}\` starts with an empty account.`]
    : dataWords(target, found);
  return {
    document: {
      stopped,
      endpoint: local?.endpoint ?? null,
      data: wipe ? 'deleted' : found.isKept ? 'kept' : 'none',
      crashedFiles: wipe ? null : (found.crashedFiles ?? null),
    },
    text: [what, ...words].join('\n'),
  };
};
