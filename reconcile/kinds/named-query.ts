import {
  type AthenaClient,
  BatchGetNamedQueryCommand,
  CreateNamedQueryCommand,
  DeleteNamedQueryCommand,
  type NamedQuery,
  paginateListNamedQueries,
  UpdateNamedQueryCommand,
} from '@aws-sdk/client-athena';
import type { LabDefinition } from '../../lab/definition.ts';
import { kinds } from '../../lab/kinds.ts';
import { databaseName, type Lab, workgroupName } from '../../lab/names.ts';
import { fillPlaceholders } from '../../lab/placeholders.ts';
import { orAbsent } from '../aws-errors.ts';
import type { Identity, Resource } from '../engine.ts';
import type { KindPermissions, ListedResource } from '../kind.ts';
import { describeWithMark, queryWithMark, readMarked } from '../text-mark.ts';

interface NamedQueryState {
  readonly description: string;
  readonly sql: string;
  readonly [property: string]: string;
}

/** The most that BatchGetNamedQuery takes. */
const batchSize = 50;

/** All saved queries of the lab's workgroup; none if there is no workgroup yet. */
export const namedQueries = async (athena: AthenaClient, lab: Lab): Promise<readonly NamedQuery[]> => {
  const ids: string[] = [];
  await orAbsent(
    (async () => {
      for await (const page of paginateListNamedQueries(
        { client: athena },
        { WorkGroup: workgroupName(lab) },
      ))
        ids.push(...(page.NamedQueryIds ?? []));
    })(),
    'InvalidRequestException',
  );
  const found: NamedQuery[] = [];
  for (let start = 0; start < ids.length; start += batchSize) {
    const NamedQueryIds = ids.slice(start, start + batchSize);
    const { NamedQueries } = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));
    found.push(...(NamedQueries ?? []));
  }
  return found;
};

/** A saved query and its mark, which is in two places so that it survives when somebody rewrites one of them. */
const read = (lab: Lab, { Description, QueryString }: NamedQuery) => {
  const described = readMarked(Description);
  const written = readMarked(QueryString);
  return {
    state: { description: described.text, sql: written.text },
    mark: [described, written].find(each => each.lab === lab.name),
  };
};

/** Whether a saved query carries the lab's mark. */
export const isLabsQuery = (lab: Lab, query: NamedQuery): boolean => read(lab, query).mark !== undefined;

/**
 * Deletes duplicates that parallel rebuilds created, as Athena allows several queries with one name: of equal ones with
 * the lab's mark, the one with the lowest id stays, so that all rebuilds agree on it. Returns the queries that are
 * left.
 */
export const dropDuplicates = async (
  athena: AthenaClient,
  lab: Lab,
  saved: readonly NamedQuery[],
): Promise<readonly NamedQuery[]> => {
  const byId = saved.toSorted((a, b) => ((a.NamedQueryId ?? '') < (b.NamedQueryId ?? '') ? -1 : 1));
  const left: NamedQuery[] = [];
  const ours = new Set<string>();
  for (const query of byId) {
    const { Name, Description, QueryString, NamedQueryId } = query;
    const content = JSON.stringify([Name, Description, QueryString]);
    if (ours.has(content)) {
      // Another rebuild may have deleted it already.
      await orAbsent(athena.send(new DeleteNamedQueryCommand({ NamedQueryId })), 'InvalidRequestException');
      continue;
    }
    if (isLabsQuery(lab, query)) ours.add(content);
    left.push(query);
  }
  return left;
};

export const namedQueryPermissions: KindPermissions = {
  ensure: arns => [
    {
      actions: [
        'athena:ListNamedQueries',
        'athena:BatchGetNamedQuery',
        'athena:GetNamedQuery',
        'athena:CreateNamedQuery',
        'athena:UpdateNamedQuery',
        // Parallel rebuilds may save a query twice.
        'athena:DeleteNamedQuery',
      ],
      resources: [arns.workgroup],
    },
  ],
  destroy: arns => [
    {
      actions: [
        'athena:ListNamedQueries',
        'athena:BatchGetNamedQuery',
        'athena:GetNamedQuery',
        'athena:DeleteNamedQuery',
      ],
      resources: [arns.workgroup],
    },
  ],
};

/**
 * One saved query, identified by its name.
 * @param saved the workgroup's queries; if several have the name, the one with the lab's mark is meant
 */
const namedQueryOf = (
  athena: AthenaClient,
  lab: Lab,
  name: string,
  saved: readonly NamedQuery[],
): Identity<NamedQueryState, string> => {
  return {
    ...kinds['named-query'].named(workgroupName(lab), name),

    async observe() {
      const named = saved.filter(({ Name }) => Name === name);
      const query = named.find(each => isLabsQuery(lab, each)) ?? named[0];
      if (query === undefined) return { is: 'absent' };
      const { state, mark } = read(lab, query);
      const extra = query.NamedQueryId ?? '';
      if (mark !== undefined) return { is: 'ours', state, extra, applied: mark.applied };
      return { is: 'unmarked', state, extra };
    },

    async destroy(NamedQueryId) {
      // Somebody may have deleted it since all were listed.
      await orAbsent(athena.send(new DeleteNamedQueryCommand({ NamedQueryId })), 'InvalidRequestException');
    },
  };
};

/**
 * The queries saved in the lab's workgroup, with or without the lab's mark; two queries with one name are both listed.
 */
export const listNamedQueries = (
  athena: AthenaClient,
  lab: Lab,
  saved: readonly NamedQuery[],
): ListedResource[] =>
  saved.map(query => ({
    identity: namedQueryOf(athena, lab, query.Name ?? '', [query]),
    marked: isLabsQuery(lab, query),
  }));

/**
 * One saved query: an example of what can be asked of the lab.
 * @param saved the workgroup's queries; if several have the name, the one with the lab's mark is meant
 */
export const namedQuery = (
  athena: AthenaClient,
  lab: Lab,
  definition: LabDefinition['queries'][number],
  saved: readonly NamedQuery[],
): Resource<NamedQueryState, string> => {
  return {
    ...namedQueryOf(athena, lab, definition.name, saved),
    properties: { description: {}, sql: {} },

    desired: () => ({
      description: definition.description ?? '',
      sql: fillPlaceholders(lab, definition.sql),
    }),

    async create(desired, applied) {
      await athena.send(
        new CreateNamedQueryCommand({
          Name: definition.name,
          Description: describeWithMark(desired.description, lab, applied),
          Database: databaseName(lab, 'sor'),
          QueryString: queryWithMark(desired.sql, lab, applied),
          WorkGroup: workgroupName(lab),
        }),
      );
    },

    async update(next, _changed, applied, extra) {
      await athena.send(
        new UpdateNamedQueryCommand({
          NamedQueryId: extra,
          Name: definition.name,
          Description: describeWithMark(next.description, lab, applied),
          QueryString: queryWithMark(next.sql, lab, applied),
        }),
      );
    },
  };
};
