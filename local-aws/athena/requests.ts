import { z } from 'zod';

/* Athena's own bounds: https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html */

const id = z.string().min(1).max(128);
const workgroup = z.string().regex(/^[a-zA-Z0-9._-]{1,128}$/);
const token = z.string().max(1024).optional();
const page = (most: number) => z.number().int().min(1).max(most).default(most);

export const StartQueryExecution = z.object({
  QueryString: z.string().min(1).max(262_144),
  ClientRequestToken: z.string().min(32).max(128).optional(),
  QueryExecutionContext: z
    // awswrangler writes it in backquotes, and Athena takes that.
    .object({
      Database: z
        .string()
        .min(1)
        .max(255)
        .transform(name => name.replaceAll('`', ''))
        .optional(),
      Catalog: z.string().min(1).max(256).optional(),
    })
    .default({}),
  ResultConfiguration: z.object({ OutputLocation: z.string().optional() }).default({}),
  WorkGroup: workgroup.default('primary'),
  ExecutionParameters: z.array(z.string().min(1).max(1024)).min(1).optional(),
});
export type StartQueryExecution = z.infer<typeof StartQueryExecution>;

/** GetQueryExecution, GetQueryRuntimeStatistics, StopQueryExecution. */
export const OneQuery = z.object({ QueryExecutionId: id });
export type OneQuery = z.infer<typeof OneQuery>;

export const BatchGetQueryExecution = z.object({ QueryExecutionIds: z.array(id).min(1).max(50) });
export const ListQueryExecutions = z.object({
  WorkGroup: workgroup.default('primary'),
  MaxResults: page(50),
  NextToken: token,
});
export const GetQueryResults = z.object({
  QueryExecutionId: id,
  MaxResults: page(1000),
  NextToken: token,
  QueryResultType: z.enum(['DATA_MANIFEST', 'DATA_ROWS']).default('DATA_ROWS'),
});

const statementName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_@:]{1,256}$/);
export const UpdatePreparedStatement = z.object({
  StatementName: statementName,
  WorkGroup: workgroup,
  QueryStatement: z.string().min(1).max(262_144),
  Description: z.string().min(1).max(1024).optional(),
});
export const BatchGetPreparedStatement = z.object({
  WorkGroup: workgroup,
  PreparedStatementNames: z.array(z.string()).max(50),
});
