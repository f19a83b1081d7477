import { surroundingsOf } from '../../page/ask/surroundings.ts';
import { tablesWith } from '../../page/first-rows.ts';
import type { Answer } from '../../page/model.ts';
import { Failed } from '../errors.ts';
import type { Interrupt } from '../interrupt.ts';
import { runQuery } from '../query/run-query.ts';
import type { LabStatus } from '../render/status-page.ts';
import type { Session } from '../session.ts';
import type { Asked, PageAppOptions } from './app.ts';
import { chartOf } from './chart.ts';
import { type Answered, deskOf } from './desk.ts';
import { answerOf, firstRowsQuery } from './first-rows.ts';
import { labPage } from './lab-page.ts';

/** List price in us-east-1, and the least that is billed: https://aws.amazon.com/athena/pricing/ */
const accountPrice = 'Athena bills what it scans, at least 10 MB a query: from $0.00005, $5 a terabyte.';
const localPrice = 'Runs on this machine, and costs nothing.';

/** Milliseconds for which runs and catalog are not asked for again: a page is loaded after each query. */
const fresh = 20_000;

/** Milliseconds after which the lab is looked at again, when the page is loaded. In an account, a look costs $0.0007. */
const lookedAtFor = { onThisMachine: 20_000, inAnAccount: 600_000 } as const;

/**
 * The lab as the served page shows it: what AWS says, asked for again when it is no longer fresh, and answers to queries.
 *
 * @param look asks for the lab's state; with `last`, without a look at its resources
 */
export const liveLab = (
  session: Session,
  interrupt: Interrupt,
  look: (last: boolean) => Promise<LabStatus>,
): Pick<PageAppOptions, 'ask' | 'render'> => {
  const price = session.local === undefined ? accountPrice : localPrice;
  const firstRows = new Map<string, Answer>();
  let known:
    | {
        readonly at: number;
        readonly status: LabStatus;
        readonly surroundings: Awaited<ReturnType<typeof surroundingsOf>>;
      }
    | undefined;

  const again = session.local === undefined ? lookedAtFor.inAnAccount : lookedAtFor.onThisMachine;
  let observed: LabStatus['observed'];

  /** A look that is not old yet counts until a run has changed the lab. */
  const state = async (now: number): Promise<LabStatus> => {
    if (observed === undefined || now - observed.at.getTime() > again) {
      const status = await look(false);
      observed = status.observed;
      return status;
    }
    const status = await look(true);
    const changed = status.running ?? status.deed;
    return changed !== undefined && changed.startedAt > observed.at ? status : { ...status, observed };
  };

  const lab = async () => {
    const now = Date.now();
    if (known === undefined || now - known.at > fresh)
      known = { at: now, status: await state(now), surroundings: await surroundingsOf(session, session.lab) };
    return known;
  };

  const answer = async (sql: string): Promise<Answered> => {
    if (sql.trim() === '') return { sql, problem: 'The query is empty.' };
    try {
      const answered = answerOf(await runQuery(session, sql, interrupt));
      const chart = chartOf(answered);
      return { sql, answer: answered, ...(chart === undefined ? {} : { chart }) };
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      return { sql, problem: error.message };
    }
  };

  return {
    async ask(asked: Asked) {
      if (asked.kind === 'query') return answer(asked.sql);
      const sql = firstRowsQuery(session, asked.table);
      if (sql === undefined) return { sql: '', problem: 'There is no such table.' };
      const answered = await answer(sql);
      if (answered.answer === undefined) return answered;
      firstRows.set(asked.table, answered.answer);
      return { sql: '', opened: asked.table };
    },
    async render(answered = { sql: '' }) {
      const { status, surroundings } = await lab();
      const catalog = tablesWith(Object.fromEntries(firstRows), surroundings.catalog);
      return labPage(session, status, { ...surroundings, catalog }, deskOf(price, answered));
    },
  };
};
