import type { AthenaClient } from '@aws-sdk/client-athena';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { allOf } from '../../lab/in-parallel.ts';
import type { Lab } from '../../lab/names.ts';
import type { Surroundings } from '../model.ts';
import { latestRuns } from './latest-runs.ts';
import { queriesOf } from './saved-queries.ts';
import { tablesOf } from './tables.ts';

/** Clients that ask for what a page shows besides the report. */
export interface PageClients {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
}

/**
 * Asks AWS for what a report does not know; no query runs for it.
 * @throws what AWS answers; see `knownSurroundings`
 */
export const surroundingsOf = async (
  { athena, glue, s3, sfn }: PageClients,
  lab: Lab,
): Promise<Required<Surroundings>> => {
  const [runs, tables, queries] = await allOf([
    latestRuns(sfn, lab),
    tablesOf(glue, s3, lab),
    queriesOf(athena, lab),
  ]);
  return { runs, ...tables, queries };
};
