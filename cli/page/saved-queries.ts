import { BatchGetNamedQueryCommand, paginateListNamedQueries } from '@aws-sdk/client-athena';
import { workgroupName } from '../../lab/names.ts';
import type { SavedQuery } from '../../page/model.ts';
import { isNamed } from '../../reconcile/aws-errors.ts';
import type { Session } from '../session.ts';

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetNamedQuery.html */
const mostAtOnce = 50;

/** The queries that are saved in the lab's workgroup; none if there is no workgroup. */
export const queriesOf = async ({ athena, lab }: Session): Promise<readonly SavedQuery[]> => {
  const found: SavedQuery[] = [];
  try {
    const pages = paginateListNamedQueries(
      { client: athena, pageSize: mostAtOnce },
      { WorkGroup: workgroupName(lab) },
    );
    for await (const { NamedQueryIds = [] } of pages) {
      if (NamedQueryIds.length === 0) continue;
      const { NamedQueries = [] } = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));
      found.push(
        ...NamedQueries.map(({ Name = '', Description = '', QueryString = '' }) => ({
          name: Name,
          description: Description,
          sql: QueryString,
        })),
      );
    }
  } catch (error) {
    if (!isNamed(error, 'InvalidRequestException')) throw error;
  }
  return found.sort((a, b) => a.name.localeCompare(b.name));
};
