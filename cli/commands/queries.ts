import type { Answer, Context } from '../command.ts';
import { deployedStack } from '../deploy/deployed-stack.ts';
import { chosen } from '../list/choose.ts';
import { listQueries, type SavedQuery, typedName } from '../list/queries.ts';
import { listing } from '../render/listing.ts';
import { commandFor } from '../render/next.ts';
import { openSession, within } from '../session.ts';

const namesOf = ({ name }: SavedQuery): readonly string[] => [typedName(name), name];

/** Saved queries, one per line. */
export const queriesPage = (queries: readonly SavedQuery[], most?: number): string =>
  listing(
    [{ name: 'query', type: '' }],
    'description',
    queries.map(query => ({
      cells: [typedName(query.name)],
      text: query.isLabs ? query.description : `${query.description} (not the lab's)`.trim(),
    })),
    most,
  );

/**
 * Lists the queries that are saved in the lab's workgroup, or prints the SQL of one.
 * @throws NoSuchLab; UsageError for a query that is not there
 */
export const queries = async ({ target }: Context, given: string | undefined): Promise<Answer> => {
  const session = await openSession(target);
  return within(session, async () => {
    const { athena, lab } = session;
    const found = await listQueries(athena, lab);
    // Perhaps there is no such lab.
    if (found.length === 0) await deployedStack(session);
    if (given !== undefined) {
      const one = chosen('saved query', given, found, namesOf);
      return { document: one, text: one.sql };
    }
    return {
      document: { lab: lab.name, queries: found },
      text:
        found.length === 0
          ? `Lab ${lab.name} has no saved queries. Build them with \`${commandFor(session, 'rebuild')}\`.`
          : queriesPage(found),
    };
  });
};
