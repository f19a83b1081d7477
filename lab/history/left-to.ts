import { isRecord, isText, jsonOf } from '../json-of.ts';

/** ARN of the rebuild that does the work of a skipped one; undefined if an output is not that of a skipped one. */
export const leftTo = (output: string | undefined): string | undefined => {
  const answer = jsonOf(output);
  return isRecord(answer) && answer.result === 'skipped' && isText(answer.running)
    ? answer.running
    : undefined;
};
