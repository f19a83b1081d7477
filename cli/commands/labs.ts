import type { Answer, Context } from '../command.ts';
import { type ListedLab, listLabs } from '../list/labs.ts';
import { labsPage } from '../render/labs-page.ts';
import { commandFor } from '../render/next.ts';
import { openSession, within } from '../session.ts';

const documentOf = ({ name, stack, status, seed, report, latest }: ListedLab) => ({
  lab: name,
  stack: { name: stack, status },
  /** null for the built-in sample. */
  seed: seed === '' ? null : seed,
  definition: report?.definition ?? null,
  lastReport:
    report === undefined
      ? null
      : { execution: report.execution.arn, result: report.result, finishedAt: report.finishedAt },
  latestRun:
    latest === undefined
      ? null
      : { execution: latest.arn, status: latest.status, startedAt: latest.startedAt.toISOString() },
});

/** Lists the labs of the account and region. @throws NoLocalAws */
export const labs = async ({ target }: Context): Promise<Answer> => {
  const session = await openSession(target);
  return within(session, async () => {
    const { account, region } = session.lab;
    const found = await listLabs(session);
    const where = session.local === undefined ? `account ${account}, ${region}` : 'the local AWS';
    const up = commandFor({ lab: { name: 'daybreak' }, local: session.local }, 'up');
    return {
      document: { account, region, labs: found.map(documentOf) },
      text: found.length === 0 ? `There is no lab in ${where}. Build one with \`${up}\`.` : labsPage(found),
    };
  });
};
