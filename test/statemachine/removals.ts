import { DeleteNamedQueryCommand, DeleteWorkGroupCommand } from '@aws-sdk/client-athena';
import {
  DeleteDatabaseCommand,
  DeleteJobCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  DeleteTriggerCommand,
} from '@aws-sdk/client-glue';
import { DeleteRoleCommand, DeleteRolePolicyCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { DeleteBucketCommand, DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  type BucketPurpose,
  bucketName,
  bucketPurposes,
  jobRoleName,
  type Zone,
  zones,
} from '../../lab/names.ts';
import { namedQueries } from '../../reconcile/kinds/named-query.ts';
import type { Clients } from './drifts.ts';
import { lab } from './lab-handlers.ts';

/** Takes one thing of the small lab away, and what is in it. */
export type Removal = (clients: Clients) => Promise<unknown>;

const bucketAway =
  (purpose: BucketPurpose): Removal =>
  async ({ s3 }) => {
    const Bucket = bucketName(lab, purpose);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key } of Contents ?? []) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  };

const objectAway =
  (purpose: BucketPurpose, Key: string): Removal =>
  ({ s3 }) =>
    s3.send(new DeleteObjectCommand({ Bucket: bucketName(lab, purpose), Key }));

const databaseAway =
  (zone: Zone): Removal =>
  ({ glue }) =>
    glue.send(new DeleteDatabaseCommand({ Name: `daybreak_${zone}` }));

const tableAway =
  (zone: Zone, Name: string): Removal =>
  ({ glue }) =>
    glue.send(new DeleteTableCommand({ DatabaseName: `daybreak_${zone}`, Name }));

/** What is in something stands before it, so that each is still there when its turn comes. */
export const removals: Readonly<Record<string, Removal>> = {
  'file tbl_cities': objectAway('sor', 'tbl_cities/a.csv'),
  'file tbl_visits': objectAway('sot', 'tbl_visits/year=2026/x.jsonl'),
  script: objectAway('assets', 'jobs/visit.py'),
  'job file': objectAway('assets', 'jobs/visit/regions.csv'),
  'last report': objectAway('assets', 'runs/latest.json'),
  ...Object.fromEntries(bucketPurposes.map(purpose => [`bucket ${purpose}`, bucketAway(purpose)])),
  partition: ({ glue }) =>
    glue.send(
      new DeletePartitionCommand({
        DatabaseName: 'daybreak_sot',
        TableName: 'tbl_visits',
        PartitionValues: ['2026'],
      }),
    ),
  'table tbl_cities': tableAway('sor', 'tbl_cities'),
  'table tbl_visits': tableAway('sot', 'tbl_visits'),
  'table tbl_summary': tableAway('spec', 'tbl_summary'),
  ...Object.fromEntries(zones.map(zone => [`database ${zone}`, databaseAway(zone)])),
  'saved query': async ({ athena }) => {
    for (const { NamedQueryId } of await namedQueries(athena, lab))
      await athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
  },
  workgroup: ({ athena }) =>
    athena.send(new DeleteWorkGroupCommand({ WorkGroup: lab.name, RecursiveDeleteOption: true })),
  "role's policy": ({ iam }) =>
    iam.send(new DeleteRolePolicyCommand({ RoleName: jobRoleName(lab), PolicyName: 'lab' })),
  role: async ({ iam }) => {
    const RoleName = jobRoleName(lab);
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames ?? [])
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
  },
  trigger: ({ glue }) => glue.send(new DeleteTriggerCommand({ Name: 'daybreak-visit' })),
  job: ({ glue }) => glue.send(new DeleteJobCommand({ JobName: 'daybreak-visit' })),
};
