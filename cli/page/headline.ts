import { oneLine } from '../../lab/words/one-line.ts';
import { count } from '../../lab/words/units.ts';
import type { PageModel } from '../../page/model.ts';
import type { Observed } from '../follow/observe.ts';
import { differing, seen, verdict } from '../render/changed-page.ts';
import type { LabStatus } from '../render/status-page.ts';
import { plainStyle } from '../render/style.ts';

type Headline = NonNullable<PageModel['headline']>;

/** Resources that the first sentence's paragraph names. */
const mostNamed = 5;

/** What a look has found that is not as the definition says. */
const drifted = (lab: string, observed: Observed): Headline | undefined => {
  const found = differing(observed.outcomes);
  if (found.length === 0) return undefined;
  const named = found.slice(0, mostNamed).map(each => `${oneLine(each.resource)} (${seen(each)})`);
  const more = found.length - named.length;
  return {
    tone: observed.finding === undefined ? 'mixed' : 'bad',
    sentence: verdict(lab, observed, plainStyle),
    more: [
      `${named.join(', ')}${more === 0 ? '' : `, and ${count(more)} more`}. A plan shows each difference.`,
      ...(observed.finding === undefined ? [] : [observed.finding.cause]),
      'What follows is from the last report.',
    ],
  };
};

/**
 * What the last report does not know: a run that is under way, one that ended without a report, or what differs from the
 * definition now.
 */
export const headlineOf = (
  lab: string,
  { running, deed, report, unreadable, observed }: LabStatus,
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
          more: [`${name} did it. A rebuild creates it again.`],
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
  return observed === undefined ? undefined : drifted(lab, observed);
};
