import { zones } from '../../lab/names.ts';
import { fromDefinition } from '../../lab/statement.ts';
import type { FunctionDeclaration } from '../frame/declaration.ts';

export const declaration = {
  title: 'runs of the Glue jobs',
  memory: 256,
  // It waits for Glue. If a run takes longer, the state machine calls it again.
  timeout: 900,
  environment: [],
  kinds: {},
  readsSeed: false,
  statements: arns => [
    {
      actions: ['glue:StartJobRun', 'glue:GetJobRun', 'glue:GetJobRuns', 'glue:BatchStopJobRun'],
      resources: [arns.jobs],
      wildcard: fromDefinition,
    },
    {
      actions: ['glue:GetPartitions'],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
    // To see whether a table without partitions has new files.
    { actions: ['s3:ListBucket'], resources: zones.map(arns.bucket) },
  ],
} satisfies FunctionDeclaration;
