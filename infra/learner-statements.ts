import type { ResourceArns } from '../lab/arns.ts';
import { type Lab, stackName } from '../lab/names.ts';
import { fromDefinition, type Statement } from '../lab/statement.ts';
import { queryStatements } from '../reconcile/kinds/query-policy.ts';

const ownTables = 'People choose the names of the tables that they make.';
const listed = 'These actions have no resource: Athena lists what the account has.';

const regional = ({ partition, region, account }: Lab, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

/**
 * What people need who use a lab and do not run it: they query in its workgroup, read its zones, make tables in `spec`,
 * and run its jobs. `daybreak policy` prints these statements, and the stack's managed policy has them.
 *
 * What they may not do without a reason: `sor` and `sot` come from the seed and from jobs, the reports are at the
 * endpoint, and a job may be started but not changed.
 */
export const learnerStatements = (lab: Lab, arns: ResourceArns): readonly Statement[] => [
  ...queryStatements(arns),
  {
    actions: [
      'athena:BatchGetNamedQuery',
      'athena:BatchGetQueryExecution',
      'athena:GetNamedQuery',
      'athena:GetQueryResultsStream',
      'athena:GetWorkGroup',
      'athena:ListNamedQueries',
      'athena:ListQueryExecutions',
    ],
    resources: [arns.workgroup],
  },
  // Athena's console opens with these. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html
  {
    actions: ['athena:ListDataCatalogs', 'athena:ListWorkGroups'],
    resources: ['*'],
    wildcard: listed,
  },
  {
    actions: [
      'glue:BatchCreatePartition',
      'glue:BatchDeletePartition',
      'glue:BatchUpdatePartition',
      'glue:CreatePartition',
      'glue:CreateTable',
      'glue:DeletePartition',
      'glue:DeleteTable',
      'glue:UpdatePartition',
      'glue:UpdateTable',
    ],
    resources: [arns.catalog, arns.database('spec'), arns.table('spec', '*')],
    wildcard: ownTables,
  },
  {
    actions: ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    resources: [arns.objects('spec')],
    wildcard: ownTables,
  },
  {
    actions: ['glue:BatchStopJobRun', 'glue:GetJob', 'glue:GetJobRun', 'glue:GetJobRuns', 'glue:StartJobRun'],
    resources: [arns.jobs],
    wildcard: fromDefinition,
  },
  // The command looks for the endpoint among the stack's outputs.
  {
    actions: ['cloudformation:DescribeStacks'],
    resources: [regional(lab, 'cloudformation', `stack/${stackName(lab)}/*`)],
    wildcard: 'CloudFormation adds an id to the name of a stack.',
  },
];

/**
 * What they need to start rebuilds, too. They start them through the endpoint, not in the state machine: IAM has no
 * condition for a run's input, and the input may ask for the lab's destruction.
 *
 * @param api id of the lab's endpoint
 */
export const rebuildStatement = (lab: Lab, api: string): Statement => ({
  actions: ['execute-api:Invoke'],
  resources: [regional(lab, 'execute-api', `${api}/*`)],
  wildcard: 'The endpoint starts no run that destroys, repairs or adopts.',
});
