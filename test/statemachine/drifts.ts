import {
  type AthenaClient,
  UpdateWorkGroupCommand,
  type WorkGroupConfigurationUpdates,
} from '@aws-sdk/client-athena';
import { type GlueClient, StopTriggerCommand, type TableInput } from '@aws-sdk/client-glue';
import {
  type IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteBucketPolicyCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { measureBytes } from '../../lab/crc32.ts';
import { kinds } from '../../lab/kinds.ts';
import type { Value } from '../../lab/marks.ts';
import { bucketName, jobRoleName } from '../../lab/names.ts';
import type { Resource } from '../../reconcile/engine.ts';
import { bucket } from '../../reconcile/kinds/bucket.ts';
import { database } from '../../reconcile/kinds/database.ts';
import { placeOf } from '../../reconcile/kinds/dataset.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { jobFile } from '../../reconcile/kinds/job-file.ts';
import { namedQuery } from '../../reconcile/kinds/named-query.ts';
import { jobRole, jobRoleArn } from '../../reconcile/kinds/role.ts';
import { script } from '../../reconcile/kinds/script.ts';
import { table } from '../../reconcile/kinds/table.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import { type FileSource, object } from '../../reconcile/object.ts';
import { lab } from './lab-handlers.ts';
import { changeDatabase, changeJob, changeNamedQuery, changeTable, changeTrigger } from './learner.ts';
import { smallDefinition } from './small-definition.ts';

/** One property changed behind Daybreak's back, and what it then is, as an observation gives it. */
export interface Drift {
  readonly theirs: Value;
  make(): Promise<unknown>;
}

/** A kind of resource: one of it, and a drift for every property it compares. */
export interface DriftingKind {
  readonly resource: Pick<Resource, 'id' | 'properties' | 'desired'>;
  readonly drifts: Readonly<Record<string, Drift>>;
}

export interface Clients {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly iam: IAMClient;
  readonly s3: S3Client;
}

const first = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined) throw new Error('the small lab has none of these');
  return one;
};

const ofBucket = ({ s3 }: Clients): DriftingKind => {
  const Bucket = bucketName(lab, 'sor');
  const open = {
    BlockPublicAcls: false,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  const rule = { status: 'Enabled', prefix: '', expireDays: null };
  return {
    resource: bucket(s3, lab, 'sor'),
    drifts: {
      ownership: {
        theirs: 'ObjectWriter',
        make: () =>
          s3.send(
            new PutBucketOwnershipControlsCommand({
              Bucket,
              OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
            }),
          ),
      },
      encryption: {
        theirs: 'aws:kms',
        make: () =>
          s3.send(
            new PutBucketEncryptionCommand({
              Bucket,
              ServerSideEncryptionConfiguration: {
                Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
              },
            }),
          ),
      },
      publicAccess: {
        theirs: open,
        make: () =>
          s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: open })),
      },
      tlsOnly: { theirs: null, make: () => s3.send(new DeleteBucketPolicyCommand({ Bucket })) },
      lifecycle: {
        theirs: { 'daybreak-unfinished-uploads': { ...rule, abortDays: 30 } },
        make: () =>
          s3.send(
            new PutBucketLifecycleConfigurationCommand({
              Bucket,
              LifecycleConfiguration: {
                Rules: [
                  {
                    ID: 'daybreak-unfinished-uploads',
                    Status: 'Enabled',
                    Filter: { Prefix: '' },
                    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 30 },
                  },
                ],
              },
            }),
          ),
      },
    },
  };
};

const ofDatabase = ({ glue }: Clients): DriftingKind => ({
  resource: database(glue, lab, smallDefinition, 'spec'),
  drifts: {
    description: {
      theirs: 'my tables',
      make: () => changeDatabase(glue, 'daybreak_spec', { Description: 'my tables' }),
    },
    location: {
      theirs: 's3://elsewhere/',
      make: () => changeDatabase(glue, 'daybreak_spec', { LocationUri: 's3://elsewhere/' }),
    },
  },
});

const ofTable = ({ glue }: Clients): DriftingKind => {
  const change = (how: (before: TableInput) => Partial<TableInput>) => () =>
    changeTable(glue, 'daybreak_spec', 'tbl_summary', how);
  const storage = (how: TableInput['StorageDescriptor']) =>
    change(({ StorageDescriptor }) => ({ StorageDescriptor: { ...StorageDescriptor, ...how } }));
  const serde = (how: object) =>
    change(({ StorageDescriptor }) => ({
      StorageDescriptor: { ...StorageDescriptor, SerdeInfo: { ...StorageDescriptor?.SerdeInfo, ...how } },
    }));
  const parameter = (name: string, value: string) =>
    change(({ Parameters }) => ({ Parameters: { ...Parameters, [name]: value } }));
  return {
    resource: table(glue, lab, first(smallDefinition.tables)),
    drifts: {
      description: { theirs: 'mine', make: change(() => ({ Description: 'mine' })) },
      location: { theirs: 's3://elsewhere/x/', make: storage({ Location: 's3://elsewhere/x/' }) },
      columns: {
        theirs: [
          { name: 'city', type: 'string', comment: 'Where' },
          { name: 'visits', type: 'bigint', comment: '' },
          { name: 'mine', type: 'double', comment: 'added' },
        ],
        make: storage({
          Columns: [
            { Name: 'city', Type: 'string', Comment: 'Where' },
            { Name: 'visits', Type: 'bigint' },
            { Name: 'mine', Type: 'double', Comment: 'added' },
          ],
        }),
      },
      partitionKeys: {
        theirs: [{ name: 'hour', type: 'int', comment: '' }],
        make: change(() => ({ PartitionKeys: [{ Name: 'hour', Type: 'int' }] })),
      },
      inputFormat: { theirs: 'my.InputFormat', make: storage({ InputFormat: 'my.InputFormat' }) },
      outputFormat: { theirs: 'my.OutputFormat', make: storage({ OutputFormat: 'my.OutputFormat' }) },
      serde: { theirs: 'my.SerDe', make: serde({ SerializationLibrary: 'my.SerDe' }) },
      serdeParameters: {
        theirs: { 'field.delim': ';' },
        make: serde({ Parameters: { 'field.delim': ';' } }),
      },
      classification: { theirs: 'json', make: parameter('classification', 'json') },
      headerLines: { theirs: '2', make: parameter('skip.header.line.count', '2') },
      tableType: { theirs: 'VIRTUAL_VIEW', make: change(() => ({ TableType: 'VIRTUAL_VIEW' })) },
    },
  };
};

const ofWorkgroup = ({ athena }: Clients): DriftingKind => {
  const WorkGroup = lab.name;
  const configure = (ConfigurationUpdates: WorkGroupConfigurationUpdates) => () =>
    athena.send(new UpdateWorkGroupCommand({ WorkGroup, ConfigurationUpdates }));
  return {
    resource: workgroup(athena, lab, smallDefinition),
    drifts: {
      // Written over whole, mark and all: the tags still say whose it is.
      description: {
        theirs: 'my queries',
        make: () => athena.send(new UpdateWorkGroupCommand({ WorkGroup, Description: 'my queries' })),
      },
      resultLocation: {
        theirs: 's3://elsewhere/results/',
        make: configure({ ResultConfigurationUpdates: { OutputLocation: 's3://elsewhere/results/' } }),
      },
      enforced: { theirs: false, make: configure({ EnforceWorkGroupConfiguration: false }) },
      scanCutoff: { theirs: 20_000_000, make: configure({ BytesScannedCutoffPerQuery: 20_000_000 }) },
      enabled: {
        theirs: false,
        make: () => athena.send(new UpdateWorkGroupCommand({ WorkGroup, State: 'DISABLED' })),
      },
    },
  };
};

const ofNamedQuery = ({ athena }: Clients): DriftingKind => {
  const query = first(smallDefinition.queries);
  return {
    resource: namedQuery(athena, lab, query, []),
    drifts: {
      description: {
        theirs: 'mine',
        // Its mark goes with it: the one in the query is left.
        make: () => changeNamedQuery(athena, query.name, () => ({ Description: 'mine' })),
      },
      sql: {
        theirs: 'select 1',
        // Its mark, a comment below it, stays: who writes both anew has made a query of their own.
        make: () =>
          changeNamedQuery(athena, query.name, ({ QueryString = '' }) => ({
            QueryString: QueryString.replace(query.sql.replace('${sor}', 'daybreak_sor'), 'select 1'),
          })),
      },
    },
  };
};

const ofRole = ({ iam }: Clients): DriftingKind => {
  const RoleName = jobRoleName(lab);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  const boundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  return {
    resource: jobRole(iam, lab, { permissionsBoundary: '', path: '/' }),
    drifts: {
      description: {
        theirs: 'mine',
        make: () => iam.send(new UpdateRoleCommand({ RoleName, Description: 'mine' })),
      },
      trust: {
        theirs: trust,
        make: () =>
          iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) })),
      },
      boundary: {
        theirs: boundary,
        make: () =>
          iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary })),
      },
      policy: {
        theirs: policy,
        make: () =>
          iam.send(
            new PutRolePolicyCommand({ RoleName, PolicyName: 'lab', PolicyDocument: JSON.stringify(policy) }),
          ),
      },
    },
  };
};

const ofJob = ({ glue }: Clients): DriftingKind => {
  const change = (how: Parameters<typeof changeJob>[2]) => () => changeJob(glue, 'daybreak-visit', how);
  return {
    resource: job(glue, lab, first(smallDefinition.jobs), jobRoleArn(lab, '/')),
    drifts: {
      description: { theirs: 'mine', make: change(() => ({ Description: 'mine' })) },
      role: {
        theirs: 'arn:aws:iam::1:role/mine',
        make: change(() => ({ Role: 'arn:aws:iam::1:role/mine' })),
      },
      script: {
        theirs: 's3://mine/job.py',
        make: change(({ Command }) => ({ Command: { ...Command, ScriptLocation: 's3://mine/job.py' } })),
      },
      glueVersion: { theirs: '4.0', make: change(() => ({ GlueVersion: '4.0' })) },
      workerType: { theirs: 'G.2X', make: change(() => ({ WorkerType: 'G.2X' })) },
      workers: { theirs: 5, make: change(() => ({ NumberOfWorkers: 5 })) },
      timeout: { theirs: 60, make: change(() => ({ Timeout: 60 })) },
      arguments: {
        theirs: {
          '--zone': bucketName(lab, 'spec'),
          '--extra-files': `s3://${bucketName(lab, 'assets')}/jobs/visit/regions.csv`,
          '--mine': 'yes',
        },
        make: change(({ DefaultArguments }) => ({
          DefaultArguments: { ...DefaultArguments, '--mine': 'yes' },
        })),
      },
    },
  };
};

const ofTrigger = ({ glue }: Clients): DriftingKind => {
  const Name = 'daybreak-visit';
  const change = (how: Parameters<typeof changeTrigger>[2]) => () => changeTrigger(glue, Name, how);
  const theirs = [{ JobName: Name, Arguments: { '--mine': 'yes' } }];
  return {
    resource: jobTrigger(glue, lab, { name: 'visit', schedule: 'cron(0 6 * * ? *)' }),
    drifts: {
      // Written over whole, mark and all: the tags still say whose it is.
      description: { theirs: 'mine', make: change(() => ({ Description: 'mine' })) },
      schedule: {
        theirs: 'cron(0 7 * * ? *)',
        make: change(() => ({ Schedule: 'cron(0 7 * * ? *)' })),
      },
      actions: { theirs, make: change(() => ({ Actions: theirs })) },
      enabled: { theirs: false, make: () => glue.send(new StopTriggerCommand({ Name })) },
    },
  };
};

/** What somebody put in the place of a file of the lab. */
export const theirContent = 'id,city\n9,Chur\n';

const contentOf = (text: string): string => {
  const { bytes, crc32 } = measureBytes(Buffer.from(text));
  return `${bytes} bytes, CRC32 ${crc32}`;
};

const ofObject = (
  { s3 }: Clients,
  resource: DriftingKind['resource'],
  place: { readonly Bucket: string; readonly Key: string },
): DriftingKind => ({
  resource,
  drifts: Object.fromEntries(
    Object.keys(resource.properties).map(property => [
      property,
      {
        theirs: contentOf(theirContent),
        make: () => s3.send(new PutObjectCommand({ ...place, Body: theirContent })),
      },
    ]),
  ),
});

/** The resources here are only asked what they should be. */
const noSource: FileSource = { place: () => Promise.reject(new Error('nothing is placed from here')) };

const ofDataset = (clients: Clients): DriftingKind => {
  const dataset = first(smallDefinition.datasets);
  const file = first(dataset.files ?? []);
  const to = placeOf(lab, dataset, file);
  const { content } = object(clients.s3, lab, noSource, file, to).desired();
  return ofObject(
    clients,
    {
      id: kinds.dataset.id(dataset),
      properties: { [to.key]: {} },
      desired: () => ({ [to.key]: content }),
    },
    { Bucket: to.bucket, Key: to.key },
  );
};

const ofScript = (clients: Clients): DriftingKind =>
  ofObject(clients, script(clients.s3, lab, noSource, first(smallDefinition.jobs)), {
    Bucket: bucketName(lab, 'assets'),
    Key: 'jobs/visit.py',
  });

const ofJobFile = (clients: Clients): DriftingKind => {
  const { name, files = [] } = first(smallDefinition.jobs);
  return ofObject(clients, jobFile(clients.s3, lab, noSource, name, first(files)), {
    Bucket: bucketName(lab, 'assets'),
    Key: 'jobs/visit/regions.csv',
  });
};

/** Every kind of resource of the small lab; where the local AWS cannot do what AWS does, the name says so. */
export const driftingKinds = (clients: Clients): Readonly<Record<string, DriftingKind>> => ({
  bucket: ofBucket(clients),
  database: ofDatabase(clients),
  table: ofTable(clients),
  workgroup: ofWorkgroup(clients),
  'saved query (UpdateNamedQuery, unknown to the local AWS, is emulated)': ofNamedQuery(clients),
  role: ofRole(clients),
  job: ofJob(clients),
  trigger: ofTrigger(clients),
  dataset: ofDataset(clients),
  script: ofScript(clients),
  'job file': ofJobFile(clients),
});
