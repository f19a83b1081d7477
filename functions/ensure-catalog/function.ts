import type { FunctionDeclaration } from '../frame/declaration.ts';
import { fromDefinition, saveDisplaced } from '../frame/statements.ts';

export const declaration = {
  title: 'databases, tables and partitions',
  memory: 256,
  timeout: 300,
  environment: [],
  readsSeed: true,
  statements: arns => [
    saveDisplaced(arns),
    {
      actions: [
        'glue:GetDatabase',
        'glue:CreateDatabase',
        'glue:UpdateDatabase',
        'glue:GetTable',
        'glue:GetTables',
        'glue:CreateTable',
        'glue:UpdateTable',
        'glue:GetPartitions',
        'glue:BatchCreatePartition',
      ],
      resources: [arns.catalog, ...arns.databases, ...arns.tables],
      wildcard: fromDefinition,
    },
  ],
} satisfies FunctionDeclaration;
