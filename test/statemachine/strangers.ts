import {
  CreateNamedQueryCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
} from '@aws-sdk/client-athena';
import {
  CreateDatabaseCommand,
  CreateJobCommand,
  CreateTableCommand,
  CreateTriggerCommand,
  DeleteTableCommand,
  type TableInput,
} from '@aws-sdk/client-glue';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketTaggingCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type BucketPurpose, bucketName, jobRoleName } from '../../lab/names.ts';
import { namedQueries } from '../../reconcile/kinds/named-query.ts';
import type { Clients } from './drifts.ts';
import { lab } from './lab-handlers.ts';

/** Something of somebody else's, with a name that the lab would give to a thing of its own. */
export interface Stranger {
  /** As `adopt` takes it. */
  readonly id: string;
  /** What an observation of the account calls it, and all that is inside of it. */
  readonly observed: RegExp;
  /** Whether it can only come where a lab stands already. */
  readonly afterwards?: true;
  /** Whether `deleteForeignObjects` means it, too. */
  readonly goesWithForeignObjects?: true;
  make(clients: Clients): Promise<unknown>;
}

const documents = {
  trust: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }),
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  }),
};

const theirTable = (Name: string): TableInput => ({
  Name,
  Description: 'theirs',
  Parameters: { classification: 'json', 'their.parameter': 'kept' },
  StorageDescriptor: { Columns: [{ Name: 'theirs', Type: 'string' }], Location: 's3://theirs/' },
});

const bucketOf = (purpose: BucketPurpose): Stranger => {
  const Bucket = bucketName(lab, purpose);
  return {
    id: `bucket/${Bucket}`,
    observed: new RegExp(`^(bucket|object|upload) ${Bucket}`),
    async make({ s3 }) {
      await s3.send(new CreateBucketCommand({ Bucket }));
      const Tagging = { TagSet: [{ Key: 'owner', Value: 'somebody' }] };
      await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'theirs.txt', Body: 'mine' }));
    },
  };
};

/** One of each kind. */
export const strangers: Readonly<Record<string, Stranger>> = {
  "a zone's bucket with objects": bucketOf('sor'),
  'the assets bucket with objects': bucketOf('assets'),
  'a database with a table': {
    id: 'database/daybreak_sot',
    observed: /^(database|table|partition) daybreak_sot/,
    async make({ glue }) {
      await glue.send(
        new CreateDatabaseCommand({ DatabaseInput: { Name: 'daybreak_sot', Description: 'theirs' } }),
      );
      await glue.send(
        new CreateTableCommand({ DatabaseName: 'daybreak_sot', TableInput: theirTable('tbl_theirs') }),
      );
    },
  },
  "a table in the lab's database": {
    id: 'table/daybreak_spec.tbl_summary',
    observed: /^(table|partition) daybreak_spec\.tbl_summary/,
    afterwards: true,
    async make({ glue }) {
      const DatabaseName = 'daybreak_spec';
      await glue.send(new DeleteTableCommand({ DatabaseName, Name: 'tbl_summary' }));
      await glue.send(new CreateTableCommand({ DatabaseName, TableInput: theirTable('tbl_summary') }));
    },
  },
  'a workgroup with a saved query': {
    id: 'workgroup/daybreak',
    observed: /^(workgroup daybreak|query daybreak\.)/,
    async make({ athena }) {
      const WorkGroup = lab.name;
      await athena.send(
        new CreateWorkGroupCommand({
          Name: WorkGroup,
          Description: 'theirs',
          Configuration: { ResultConfiguration: { OutputLocation: 's3://theirs/results/' } },
        }),
      );
      await athena.send(
        new CreateNamedQueryCommand({ Name: 'theirs', Database: 'x', QueryString: 'select 1', WorkGroup }),
      );
    },
  },
  "a saved query in the lab's workgroup": {
    id: 'named-query/daybreak.All cities',
    observed: /^query daybreak\.All cities/,
    afterwards: true,
    goesWithForeignObjects: true,
    async make({ athena }) {
      for (const { NamedQueryId } of await namedQueries(athena, lab))
        await athena.send(new DeleteNamedQueryCommand({ NamedQueryId }));
      const theirs = { Name: 'All cities', Description: 'theirs', Database: 'x', QueryString: 'select 1' };
      await athena.send(new CreateNamedQueryCommand({ ...theirs, WorkGroup: lab.name }));
    },
  },
  'a role with a policy': {
    id: `role/${jobRoleName(lab)}`,
    observed: new RegExp(`^role ${jobRoleName(lab)}`),
    async make({ iam }) {
      const RoleName = jobRoleName(lab);
      const AssumeRolePolicyDocument = documents.trust;
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Description: 'theirs' }));
      await iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName: 'lab', PolicyDocument: documents.policy }),
      );
    },
  },
  'a job': {
    id: 'job/daybreak-visit',
    observed: /^job daybreak-visit/,
    make: ({ glue }) =>
      glue.send(
        new CreateJobCommand({
          Name: 'daybreak-visit',
          Role: 'arn:aws:iam::123456789012:role/theirs',
          Command: { Name: 'pythonshell', ScriptLocation: 's3://theirs/job.py' },
          DefaultArguments: { '--theirs': 'yes' },
          MaxRetries: 3,
        }),
      ),
  },
  "a schedule of the job's name": {
    id: 'trigger/daybreak-visit',
    observed: /^trigger daybreak-visit/,
    make: ({ glue }) =>
      glue.send(
        new CreateTriggerCommand({
          Name: 'daybreak-visit',
          Type: 'SCHEDULED',
          Description: 'theirs',
          Schedule: 'cron(0 7 * * ? *)',
          Actions: [{ JobName: 'theirs' }],
        }),
      ),
  },
};
