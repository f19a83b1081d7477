import type { AthenaClient } from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import * as sample from '../../data/olist-sample/parts.ts';
import { allOf, inParallel } from '../../lab/in-parallel.ts';
import { kinds } from '../../lab/kinds.ts';
import type { StepOutcomes, StepResult } from '../../lab/outcomes.ts';
import type { Run } from '../../lab/run.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { orphansAmong } from '../../reconcile/kind.ts';
import {
  dropDuplicates,
  listNamedQueries,
  namedQueries,
  namedQuery,
} from '../../reconcile/kinds/named-query.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import { moodOf } from '../frame/mood.ts';
import { readDefinition } from '../seed/definition.ts';

/** Athena allows few calls a second for workgroups and saved queries. */
const queriesAtOnce = 4;

/**
 * Reconciles the lab's Athena workgroup and its saved queries.
 * @param key ARN of the KMS key that encrypts query results, or empty
 */
export const ensureWorkgroup = async (
  athena: AthenaClient,
  s3: S3Client,
  run: Run,
  storage: StepResult,
  key: string,
): Promise<StepOutcomes> => {
  const mood = moodOf(s3, run, storage);
  const [definition, found] = await allOf([
    readDefinition(s3, run.definition, {
      title: sample.title,
      datasets: sample.describedDatasets,
      queries: sample.queries,
    }),
    namedQueries(athena, run.lab),
  ]);
  const group = await reconcile(workgroup(athena, run.lab, definition, key), mood);
  // Our queries do not belong in somebody else's workgroup.
  if (group.outcome === 'refused') return { outcomes: [group] };
  const saved = mood.planning ? found : await dropDuplicates(athena, run.lab, found);
  const queries = await inParallel(queriesAtOnce, definition.queries, query =>
    reconcile(namedQuery(athena, run.lab, query, saved), mood),
  );
  if (!mood.planning && queries.some(({ outcome }) => outcome === 'created'))
    await dropDuplicates(athena, run.lab, await namedQueries(athena, run.lab));
  const orphaned = orphansAmong(
    listNamedQueries(athena, run.lab, saved),
    kinds['named-query'].ids(run.lab, definition),
  );
  return { outcomes: [group, ...queries], orphaned };
};
