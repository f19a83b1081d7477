import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  GetWorkGroupCommand,
  ListNamedQueriesCommand,
  ListTagsForResourceCommand,
  ListWorkGroupsCommand,
} from '@aws-sdk/client-athena';
import { CloudWatchClient, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import {
  GlueClient,
  paginateGetDatabases,
  paginateGetJobs,
  paginateGetPartitions,
  paginateGetTables,
  paginateGetTriggers,
} from '@aws-sdk/client-glue';
import {
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { clientConfig, type LocalAws } from '../../local-aws/index.ts';

/** Every resource in an account of the kinds that a lab has, by name. */
export type Account = Readonly<Record<string, unknown>>;

export interface ObserveOptions {
  /** Includes values that every call creates anew: times, ids of versions and of saved queries. */
  readonly withTimes?: boolean;
  /** Whether to include an object: a run's own report, for example, differs from run to run. */
  readonly ofObject?: (bucket: string, key: string) => boolean;
}

const madeAnew = new Set([
  '$metadata',
  'CreateDate',
  'CreateTime',
  'CreatedOn',
  'CreationDate',
  'CreationTime',
  'Initiated',
  'LastAccessTime',
  'LastModified',
  'LastModifiedOn',
  'NamedQueryId',
  'RoleId',
  'RoleLastUsed',
  'UpdateTime',
  'UploadId',
  'VersionId',
]);

/** JSON without values that differ from call to call, with sorted tags and parsed policies. */
const plain = (value: unknown, withTimes: boolean): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (key, item) => {
      if (key === '$metadata' || (!withTimes && madeAnew.has(key))) return undefined;
      // Defaults that the local AWS shows only if they were set explicitly.
      if (key === 'BucketKeyEnabled' && item === false) return undefined;
      if (key === 'ServerSideEncryption' && item === 'AES256') return undefined;
      if ((key === 'Tags' || key === 'TagSet') && Array.isArray(item))
        return item.map(({ Key, Value }) => `${Key}=${Value}`).sort();
      return item;
    }),
  );

const orNone = async (answer: Promise<unknown>): Promise<unknown> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && /NoSuch|NotFound/.test(error.name)) return 'none';
    throw error;
  }
};

type Observation = [name: string, what: unknown];

async function* bucketsOf(
  s3: S3Client,
  ofObject: NonNullable<ObserveOptions['ofObject']>,
): AsyncGenerator<Observation> {
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  for (const { Name: Bucket = '' } of Buckets ?? []) {
    const its = { Bucket };
    const [tags, policy, lifecycle, encryption, access, ownership, versioning] = await Promise.all([
      orNone(s3.send(new GetBucketTaggingCommand(its))),
      orNone(s3.send(new GetBucketPolicyCommand(its))),
      orNone(s3.send(new GetBucketLifecycleConfigurationCommand(its))),
      orNone(s3.send(new GetBucketEncryptionCommand(its))),
      orNone(s3.send(new GetPublicAccessBlockCommand(its))),
      orNone(s3.send(new GetBucketOwnershipControlsCommand(its))),
      orNone(s3.send(new GetBucketVersioningCommand(its))),
    ]);
    yield [`bucket ${Bucket}`, { tags, policy, lifecycle, encryption, access, ownership, versioning }];
    const { Uploads } = await s3.send(new ListMultipartUploadsCommand(its));
    for (const upload of Uploads ?? []) yield [`upload ${Bucket}/${upload.Key}`, upload];
    const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand(its));
    const versions = [...(Versions ?? []), ...(DeleteMarkers ?? [])];
    for (const version of versions) {
      const { Key = '', VersionId } = version;
      if (!ofObject(Bucket, Key)) continue;
      const head =
        'ETag' in version
          ? await s3.send(
              new HeadObjectCommand({ ...its, Key, ...(VersionId === 'null' ? {} : { VersionId }) }),
            )
          : undefined;
      yield [`object ${Bucket}/${Key}`, { version, head }];
    }
  }
}

async function* catalogOf(glue: GlueClient): AsyncGenerator<Observation> {
  const client = { client: glue };
  for await (const { DatabaseList } of paginateGetDatabases(client, {}))
    for (const database of DatabaseList ?? []) {
      const DatabaseName = database.Name;
      yield [`database ${DatabaseName}`, database];
      for await (const { TableList } of paginateGetTables(client, { DatabaseName }))
        for (const table of TableList ?? []) {
          yield [`table ${DatabaseName}.${table.Name}`, table];
          for await (const page of paginateGetPartitions(client, { DatabaseName, TableName: table.Name }))
            for (const partition of page.Partitions ?? [])
              yield [`partition ${DatabaseName}.${table.Name} ${partition.Values?.join('/')}`, partition];
        }
    }
  for await (const { Jobs } of paginateGetJobs(client, {}))
    for (const job of Jobs ?? []) yield [`job ${job.Name}`, job];
  for await (const { Triggers } of paginateGetTriggers(client, {}))
    for (const trigger of Triggers ?? []) yield [`trigger ${trigger.Name}`, trigger];
}

async function* workgroupsOf(athena: AthenaClient, arnPrefix: string): AsyncGenerator<Observation> {
  const { WorkGroups } = await athena.send(new ListWorkGroupsCommand({}));
  for (const { Name = '' } of WorkGroups ?? []) {
    const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: Name }));
    const tags = await athena.send(
      new ListTagsForResourceCommand({ ResourceARN: `${arnPrefix}workgroup/${Name}` }),
    );
    yield [`workgroup ${Name}`, { WorkGroup, tags }];
    const { NamedQueryIds } = await athena.send(new ListNamedQueriesCommand({ WorkGroup: Name }));
    if (NamedQueryIds === undefined || NamedQueryIds.length === 0) continue;
    const { NamedQueries } = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));
    for (const query of NamedQueries ?? []) yield [`query ${Name}.${query.Name}`, query];
  }
}

async function* rolesOf(iam: IAMClient): AsyncGenerator<Observation> {
  for await (const { Roles } of paginateListRoles({ client: iam }, {}))
    for (const role of Roles ?? []) {
      const RoleName = role.RoleName;
      const [tags, { PolicyNames }, attached] = await Promise.all([
        iam.send(new ListRoleTagsCommand({ RoleName })),
        iam.send(new ListRolePoliciesCommand({ RoleName })),
        iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
      ]);
      const inline = await Promise.all(
        (PolicyNames ?? []).map(PolicyName => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
      );
      yield [`role ${RoleName}`, { role, tags, attached, inline }];
    }
}

const dashboardNames = z.object({ DashboardEntries: z.array(z.object({ DashboardName: z.string() })) });

async function* dashboardsOf(aws: LocalAws): AsyncGenerator<Observation> {
  // The SDK speaks CBOR, in which the local AWS writes times as text, which the SDK refuses.
  const answer = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.ListDashboards',
      'x-amz-security-token': aws.sessionToken ?? '',
      authorization: `AWS4-HMAC-SHA256 Credential=${aws.account}/20260101/${aws.region}/monitoring/aws4_request`,
    },
    body: '{}',
  });
  const cloudWatch = new CloudWatchClient(clientConfig(aws));
  for (const { DashboardName } of z.parse(dashboardNames, await answer.json()).DashboardEntries) {
    const { DashboardBody } = await cloudWatch.send(new GetDashboardCommand({ DashboardName }));
    yield [`dashboard ${DashboardName}`, DashboardBody];
  }
}

/** Reads a whole account, with every list and describe call that there is. */
export const observeAccount = async (
  aws: LocalAws,
  { withTimes = false, ofObject = () => true }: ObserveOptions = {},
): Promise<Account> => {
  const config = clientConfig(aws);
  const found: Record<string, unknown> = {};
  const groups = await Promise.all([
    Array.fromAsync(bucketsOf(new S3Client(config), ofObject)),
    Array.fromAsync(catalogOf(new GlueClient(config))),
    Array.fromAsync(workgroupsOf(new AthenaClient(config), `arn:aws:athena:${aws.region}:${aws.account}:`)),
    Array.fromAsync(rolesOf(new IAMClient(config))),
    Array.fromAsync(dashboardsOf(aws)),
  ]);
  for (const [name, what] of groups.flat()) {
    // Two resources with one name, such as saved queries or versions, are kept apart.
    const others = Object.keys(found).filter(each => each === name || each.startsWith(`${name} (`));
    found[others.length === 0 ? name : `${name} (${others.length + 1})`] = plain(what, withTimes);
  }
  return found;
};
