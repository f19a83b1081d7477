import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';

/** A query's rows, without the column names; or why it failed. */
export const askAthena = async (
  athena: AthenaClient,
  QueryString: string,
  OutputLocation: string,
): Promise<readonly (readonly (string | undefined)[])[] | string> => {
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({ QueryString, ResultConfiguration: { OutputLocation } }),
  );
  for (;;) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'FAILED' || State === 'CANCELLED') return StateChangeReason ?? State;
    if (State === 'SUCCEEDED') break;
    await sleep(10);
  }
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
  return (ResultSet?.Rows ?? [])
    .slice(1)
    .map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
};
