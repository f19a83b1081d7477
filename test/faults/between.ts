import * as z from 'zod/mini';
import type { Account } from './aws/account.ts';
import { emptyBucket, storedObject } from './aws/s3.ts';
import type { Call } from './simulation.ts';

/** The names in a call's input; empty where it has none. */
const named = z.object({
  Bucket: z._default(z.string(), ''),
  Key: z._default(z.string(), ''),
  CopySource: z._default(z.string(), ''),
  Name: z._default(z.string(), ''),
  DatabaseName: z._default(z.string(), ''),
  TableName: z._default(z.string(), ''),
  DatabaseInput: z._default(z.object({ Name: z._default(z.string(), '') }), { Name: '' }),
  TableInput: z._default(z.object({ Name: z._default(z.string(), '') }), { Name: '' }),
  JobName: z._default(z.string(), ''),
  RoleName: z._default(z.string(), ''),
  WorkGroup: z._default(z.string(), ''),
  NamedQueryId: z._default(z.string(), ''),
  DashboardName: z._default(z.string(), ''),
});
type Named = z.output<typeof named>;

/** What somebody does to the account between a run's look and its call. */
type Change = (account: Account, names: Named) => void;

/** Their object, their table, their text: what is read back to see that it is not lost. */
const mark = 'somebody was here';

const withMark = <Value extends object>(
  value: Value | undefined,
): (Value & { Description: string }) | undefined =>
  value === undefined ? undefined : { ...value, Description: mark };

const replace = <Value extends object>(map: Map<string, Value>, key: string): void => {
  const changed = withMark(map.get(key));
  if (changed !== undefined) map.set(key, changed);
};

const appearObject: Change = ({ buckets }, { Bucket, Key }) =>
  buckets.get(Bucket)?.objects.set(Key, storedObject(mark, 0));
const appearInBucket: Change = (account, names) => appearObject(account, { ...names, Key: 'theirs.txt' });
const changeTable: Change = ({ databases }, { DatabaseName, Name, TableName, TableInput }) => {
  const tables = databases.get(DatabaseName)?.tables;
  const found = tables?.get(Name || TableName || TableInput.Name);
  if (found === undefined) return;
  const table = { ...found.table, Parameters: { ...found.table.Parameters, theirs: mark } };
  tables?.set(table.Name ?? '', { ...found, table, version: found.version + 1 });
};
const appearTable: Change = ({ databases }, { DatabaseName, Name, TableInput }) =>
  databases.get(DatabaseName || Name)?.tables.set(TableInput.Name || 'theirs', {
    table: { Name: TableInput.Name || 'theirs', Description: mark },
    version: 0,
    partitions: new Map(),
  });
const appearQuery: Change = ({ workgroups }, { WorkGroup }) =>
  workgroups.get(WorkGroup)?.queries.set('theirs', {
    NamedQueryId: 'theirs',
    Name: 'theirs',
    Database: 'theirs',
    QueryString: mark,
  });

/**
 * What may appear or change just before a call that writes, so that the call, or what was decided before it, is no
 * longer right.
 */
export const appearing: Readonly<Record<string, Change | string>> = {
  'S3.CreateBucket': ({ buckets }, { Bucket }) => {
    const bucket = { ...emptyBucket(), tags: [{ Key: 'owner', Value: mark }] };
    bucket.objects.set('theirs.txt', storedObject(mark, 0));
    buckets.set(Bucket, bucket);
  },
  'S3.PutBucketPolicy': ({ buckets }, { Bucket }) => {
    const bucket = buckets.get(Bucket);
    if (bucket !== undefined) bucket.policy = JSON.stringify({ Statement: [{ Sid: mark }] });
  },
  'S3.PutBucketLifecycleConfiguration': ({ buckets }, { Bucket }) => {
    const bucket = buckets.get(Bucket);
    if (bucket !== undefined) bucket.rules = [...bucket.rules, { ID: mark, Status: 'Enabled' }];
  },
  'S3.PutBucketTagging': ({ buckets }, { Bucket }) => {
    const bucket = buckets.get(Bucket);
    if (bucket !== undefined) bucket.tags = [...bucket.tags, { Key: 'theirs', Value: mark }];
  },
  'S3.PutPublicAccessBlock': 'a safety setting: the last one to write it wins',
  'S3.PutBucketOwnershipControls': 'a safety setting: the last one to write it wins',
  'S3.PutBucketEncryption': 'a safety setting: the last one to write it wins',
  'S3.PutObject': appearObject,
  'S3.CopyObject': appearObject,
  'S3.CompleteMultipartUpload': appearObject,
  'S3.CreateMultipartUpload': appearObject,
  'S3.UploadPartCopy': appearObject,
  'S3.AbortMultipartUpload': appearObject,
  // Other content each time: what has been saved already may be deleted.
  'S3.DeleteObject': ({ buckets }, { Bucket, Key }) => {
    const objects = buckets.get(Bucket)?.objects;
    objects?.set(Key, storedObject(mark.padEnd((objects.get(Key)?.bytes ?? 0) + mark.length, '.'), 0));
  },
  'S3.DeleteObjects': appearInBucket,
  'S3.DeleteBucket': appearInBucket,
  'Glue.CreateDatabase': ({ databases }, { DatabaseInput: { Name } }) =>
    databases.set(Name, { database: { Name, Description: mark }, tables: new Map() }),
  'Glue.UpdateDatabase': ({ databases }, { Name }) => {
    const found = databases.get(Name);
    if (found !== undefined)
      databases.set(Name, {
        ...found,
        database: { ...found.database, Parameters: { ...found.database.Parameters, theirs: mark } },
      });
  },
  'Glue.DeleteDatabase': appearTable,
  'Glue.CreateTable': appearTable,
  'Glue.UpdateTable': changeTable,
  'Glue.DeleteTable': 'the table is the lab’s, and goes with what others have set in it',
  'Glue.BatchCreatePartition': ({ databases }, { DatabaseName, TableName }) =>
    databases
      .get(DatabaseName)
      ?.tables.get(TableName)
      ?.partitions.set('["2025"]', { Values: ['2025'], Parameters: { theirs: mark } }),
  'Glue.CreateJob': ({ jobs }, { Name }) => jobs.set(Name, { Name, Role: 'theirs', Description: mark }),
  'Glue.UpdateJob': ({ jobs }, { JobName }) => replace(jobs, JobName),
  'Glue.DeleteJob': 'the job is the lab’s, and goes with what others have set in it',
  'Glue.StartJobRun': 'a run of their own is refused by Glue: see unit tests of JobBusy',
  'Glue.BatchStopJobRun': 'runs of the lab’s jobs are stopped, no matter whose they are',
  'Glue.CreateTrigger': ({ triggers }, { Name }) =>
    triggers.set(Name, { Name, Type: 'SCHEDULED', State: 'CREATED', Description: mark }),
  'Glue.UpdateTrigger': ({ triggers }, { Name }) => replace(triggers, Name),
  'Glue.StartTrigger': 'it has no settings',
  'Glue.DeleteTrigger': 'the schedule is the lab’s, and goes with what others have set in it',
  'IAM.CreateRole': ({ roles }, { RoleName }) =>
    roles.set(RoleName, {
      role: { RoleName, RoleId: 'x', Arn: 'arn:x', Path: '/', CreateDate: new Date(0), Description: mark },
      policies: new Map(),
    }),
  'IAM.PutRolePolicy': 'a whole document by name: the last one to write it wins',
  'IAM.TagRole': 'a tag by name: the last one to write it wins',
  'IAM.UpdateRole': 'one text: the last one to write it wins',
  'IAM.UpdateAssumeRolePolicy': 'one document: the last one to write it wins',
  'IAM.PutRolePermissionsBoundary': 'one setting: the last one to write it wins',
  'IAM.DeleteRolePolicy': ({ roles }, { RoleName }) => {
    roles.get(RoleName)?.policies.set('theirs', mark);
  },
  'IAM.DeleteRole': ({ roles }, { RoleName }) => {
    roles.get(RoleName)?.policies.set('theirs', mark);
  },
  'Athena.CreateWorkGroup': ({ workgroups }, { Name }) =>
    workgroups.set(Name, {
      group: { Name, State: 'ENABLED', Description: mark },
      tags: [],
      queries: new Map(),
    }),
  'Athena.UpdateWorkGroup': ({ workgroups }, { WorkGroup }) => {
    const found = workgroups.get(WorkGroup);
    if (found !== undefined)
      workgroups.set(WorkGroup, { ...found, group: { ...found.group, Description: mark } });
  },
  'Athena.DeleteWorkGroup': appearQuery,
  'Athena.CreateNamedQuery': appearQuery,
  'Athena.UpdateNamedQuery': ({ workgroups }, { NamedQueryId }) => {
    for (const { queries } of workgroups.values()) replace(queries, NamedQueryId);
  },
  'Athena.DeleteNamedQuery': 'the query is the lab’s',
  'Athena.StartQueryExecution': 'it changes nothing of anybody',
  'CloudWatch.PutDashboard': ({ dashboards }, { DashboardName }) => {
    dashboards.set(DashboardName, mark);
  },
  'CloudWatch.DeleteDashboards': 'the dashboard is the lab’s',
  'EventBridge.PutEvents': 'it changes nothing of anybody',
};

/** What vanishes just before a call: the very thing that the call is about. */
export const vanishing: Readonly<
  Record<string, (account: Account, names: Named, operation: string) => void>
> = {
  S3: ({ buckets }, { Bucket, Key, CopySource }) => {
    const [from = '', ...key] = decodeURIComponent(CopySource).split('/');
    if (CopySource !== '') buckets.get(from)?.objects.delete(key.join('/'));
    else if (Key !== '') buckets.get(Bucket)?.objects.delete(Key);
    else buckets.delete(Bucket);
  },
  Glue: (
    { databases, jobs, triggers },
    { DatabaseName, DatabaseInput, TableName, TableInput, Name, JobName },
    operation,
  ) => {
    if (operation.endsWith('Trigger')) triggers.delete(Name);
    else if (operation.includes('Job')) jobs.delete(JobName || Name);
    else if (DatabaseName !== '')
      databases.get(DatabaseName)?.tables.delete(TableName || TableInput.Name || Name);
    else databases.delete(DatabaseInput.Name || Name);
  },
  IAM: ({ roles }, { RoleName }) => {
    roles.delete(RoleName);
  },
  Athena: ({ workgroups }, { WorkGroup, Name, NamedQueryId }) => {
    if (NamedQueryId !== '') for (const { queries } of workgroups.values()) queries.delete(NamedQueryId);
    else workgroups.delete(WorkGroup || Name);
  },
  CloudWatch: ({ dashboards }, { DashboardName }) => {
    dashboards.delete(DashboardName);
  },
};

export const namesIn = (call: Call): Named => z.parse(named, call.input);

/** How often their mark is in an account: what appeared must not get less. */
export const marksIn = (account: Account): number => {
  let found = 0;
  const isMark = (value: unknown): boolean =>
    value === mark || (value instanceof Uint8Array && Buffer.from(value).toString().startsWith(mark));
  const count = (value: unknown): void => {
    if (isMark(value)) found += 1;
    else if (typeof value === 'string' && value.includes(mark)) found += 1;
    else if (value instanceof Map) for (const each of value.values()) count(each);
    else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
      for (const each of Object.values(value)) count(each);
  };
  count(account);
  return found;
};
