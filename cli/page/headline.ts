import type { PageModel } from '../../page/model.ts';
import type { LabStatus } from '../render/status-page.ts';

type Headline = NonNullable<PageModel['headline']>;

/** What the last report does not know: a run that is under way, or one that ended without a report. */
export const headlineOf = (
  lab: string,
  { running, deed, report, unreadable }: LabStatus,
): Headline | undefined => {
  const below = report === undefined ? [] : ['What follows is from the report of the run before.'];
  if (running !== undefined)
    return {
      tone: 'mixed',
      sentence: `Lab ${lab} is being worked on.`,
      more: [
        `${running.name} has been running since ${running.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
        ...below,
      ],
    };
  if (deed !== undefined && unreadable === undefined && deed.arn !== report?.execution.arn) {
    const { name, action, status, failure } = deed;
    if (status !== 'SUCCEEDED')
      return {
        tone: 'bad',
        sentence: `The latest run of lab ${lab} ${status.toLowerCase().replace('_', ' ')}, without a report.`,
        more: [failure?.cause ?? `${name} left no cause.`, ...below],
      };
    return action === 'destroy'
      ? {
          tone: 'idle',
          sentence: `Lab ${lab} was destroyed.`,
          more: [`${name} did it. A rebuild makes it again.`],
        }
      : {
          tone: 'mixed',
          sentence: `Lab ${lab} has lost the report of its latest run.`,
          more: [
            `${name} succeeded, but its report is not in the assets bucket, which may be gone. A rebuild puts that right.`,
            ...below,
          ],
        };
  }
  if (unreadable !== undefined)
    return {
      tone: 'mixed',
      sentence: `The last report of lab ${lab} can't be read.`,
      more: [`${unreadable}. Use the Daybreak that wrote it, or rebuild.`],
    };
  return undefined;
};
