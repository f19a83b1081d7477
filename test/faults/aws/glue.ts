import {
  BatchCreatePartitionCommand,
  BatchStopJobRunCommand,
  CreateDatabaseCommand,
  CreateJobCommand,
  CreateTableCommand,
  CreateTriggerCommand,
  DeleteDatabaseCommand,
  DeleteJobCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  DeleteTriggerCommand,
  GetDatabaseCommand,
  GetJobCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTagsCommand,
  GetTriggerCommand,
  type JobRun,
  StartJobRunCommand,
  StartTriggerCommand,
  StopTriggerCommand,
  UpdateDatabaseCommand,
  UpdateJobCommand,
  UpdateTableCommand,
  UpdateTriggerCommand,
} from '@aws-sdk/client-glue';
import { type Account, nextId } from './account.ts';
import { existing, type Operation, on, Refusal } from './operation.ts';
import { storedObject } from './s3.ts';

const absent = (what: string) => () => new Refusal(400, 'EntityNotFoundException', `${what} not found.`);
const there = (what: string) => new Refusal(400, 'AlreadyExistsException', `${what} already exists.`);

/** Milliseconds that a job runs. */
const runTime = 60_000;

/** What a job that was ended by time has written: one file in a partition of the table that its argument names. */
const publish = (account: Account, now: number, { Id = '', JobName = '' }: JobRun): void => {
  const [bucket = '', database = '', table = ''] =
    account.jobs.get(JobName)?.DefaultArguments?.['--writes']?.split(' ') ?? [];
  const filled = account.databases.get(database)?.tables.get(table);
  const objects = account.buckets.get(bucket)?.objects;
  if (filled === undefined || objects === undefined) return;
  const folder = `${table}/day=today/run=${Id}/`;
  objects.set(`${folder}a.csv`, storedObject('city,visits\nBern,1\nBasel,1\n', now));
  const StorageDescriptor = { ...filled.table.StorageDescriptor, Location: `s3://${bucket}/${folder}` };
  filled.partitions.set('["today"]', { Values: ['today'], StorageDescriptor });
};

/** The Data Catalog, jobs and triggers, as Glue's API reference describes them, for the calls that a lab makes. */
export const glueOperations = (account: Account, now: () => number): readonly Operation[] => {
  const databaseOf = (name: string | undefined) =>
    existing(account.databases, name, absent(`Database ${name}`));
  const tableOf = (database: string | undefined, name: string | undefined) =>
    existing(databaseOf(database).tables, name, absent(`Table ${name}`));
  const jobOf = (name: string | undefined) => existing(account.jobs, name, absent(`Job ${name}`));
  const triggerOf = (name: string | undefined) => existing(account.triggers, name, absent(`Trigger ${name}`));

  /** A run as it is now. */
  const current = (run: JobRun): JobRun => {
    const isOver = now() - (run.StartedOn?.getTime() ?? 0) >= runTime;
    if (run.JobRunState !== 'RUNNING' || !isOver) return run;
    const ended: JobRun = { ...run, JobRunState: 'SUCCEEDED', ExecutionTime: runTime / 1000 };
    account.jobRuns.set(run.Id ?? '', ended);
    publish(account, now(), run);
    return ended;
  };
  const runsOf = (JobName: string | undefined): JobRun[] =>
    [...account.jobRuns.values()]
      .filter(run => run.JobName === JobName)
      .map(current)
      .reverse();

  return [
    on(GetDatabaseCommand, ({ Name }) => ({ Database: databaseOf(Name).database })),
    on(CreateDatabaseCommand, ({ DatabaseInput }) => {
      const Name = DatabaseInput?.Name ?? '';
      if (account.databases.has(Name)) throw there('Database');
      account.databases.set(Name, { database: { ...DatabaseInput, Name }, tables: new Map() });
      return {};
    }),
    on(UpdateDatabaseCommand, ({ Name = '', DatabaseInput }) => {
      const { tables } = databaseOf(Name);
      account.databases.set(Name, { database: { ...DatabaseInput, Name }, tables });
      return {};
    }),
    on(DeleteDatabaseCommand, ({ Name = '' }) => {
      databaseOf(Name);
      account.databases.delete(Name);
      return {};
    }),

    on(GetTableCommand, ({ DatabaseName, Name }) => {
      const { table, version } = tableOf(DatabaseName, Name);
      return { Table: { ...table, DatabaseName, VersionId: String(version) } };
    }),
    on(GetTablesCommand, ({ DatabaseName }) => ({
      TableList: [...databaseOf(DatabaseName).tables.values()].map(({ table, version }) => ({
        ...table,
        DatabaseName,
        VersionId: String(version),
      })),
    })),
    on(CreateTableCommand, ({ DatabaseName, TableInput }) => {
      const { tables } = databaseOf(DatabaseName);
      const Name = TableInput?.Name ?? '';
      if (tables.has(Name)) throw there('Table');
      tables.set(Name, { table: { ...TableInput, Name }, version: 0, partitions: new Map() });
      return {};
    }),
    on(UpdateTableCommand, ({ DatabaseName, TableInput, VersionId }) => {
      const Name = TableInput?.Name ?? '';
      const { version, partitions } = tableOf(DatabaseName, Name);
      if (VersionId !== undefined && VersionId !== String(version))
        throw new Refusal(
          400,
          'ConcurrentModificationException',
          'Update table failed due to concurrent modifications.',
        );
      const table = { ...TableInput, Name };
      databaseOf(DatabaseName).tables.set(Name, { table, version: version + 1, partitions });
      return {};
    }),
    on(DeleteTableCommand, ({ DatabaseName, Name = '' }) => {
      tableOf(DatabaseName, Name);
      databaseOf(DatabaseName).tables.delete(Name);
      return {};
    }),
    on(GetPartitionsCommand, ({ DatabaseName, TableName }) => ({
      Partitions: [...tableOf(DatabaseName, TableName).partitions.values()],
    })),
    on(BatchCreatePartitionCommand, ({ DatabaseName, TableName, PartitionInputList }) => {
      const { partitions } = tableOf(DatabaseName, TableName);
      const Errors = [];
      for (const partition of PartitionInputList ?? []) {
        const values = JSON.stringify(partition.Values);
        if (partitions.has(values))
          Errors.push({
            PartitionValues: partition.Values,
            ErrorDetail: { ErrorCode: 'AlreadyExistsException', ErrorMessage: 'Partition already exists.' },
          });
        else partitions.set(values, partition);
      }
      return { Errors };
    }),

    on(DeletePartitionCommand, ({ DatabaseName, TableName, PartitionValues }) => {
      tableOf(DatabaseName, TableName).partitions.delete(JSON.stringify(PartitionValues));
      return {};
    }),

    on(GetJobCommand, ({ JobName }) => ({ Job: jobOf(JobName) })),
    on(CreateJobCommand, ({ Name = '', Tags: _tags, ...job }) => {
      if (account.jobs.has(Name))
        throw new Refusal(400, 'IdempotentParameterMismatchException', 'Job exists.');
      account.jobs.set(Name, { ...job, Name });
      return { Name };
    }),
    on(UpdateJobCommand, ({ JobName: Name = '', JobUpdate }) => {
      jobOf(Name);
      account.jobs.set(Name, { ...JobUpdate, Name });
      return {};
    }),
    on(DeleteJobCommand, ({ JobName = '' }) => {
      account.jobs.delete(JobName);
      return { JobName };
    }),
    on(GetJobRunsCommand, ({ JobName }) => {
      jobOf(JobName);
      return { JobRuns: runsOf(JobName) };
    }),
    on(GetJobRunCommand, ({ JobName, RunId }) => {
      const JobRun = runsOf(JobName).find(({ Id }) => Id === RunId);
      if (JobRun === undefined) throw absent(`Job run ${RunId}`)();
      return { JobRun };
    }),
    on(StartJobRunCommand, ({ JobName = '', Arguments }) => {
      jobOf(JobName);
      if (runsOf(JobName).some(({ JobRunState }) => JobRunState === 'RUNNING'))
        throw new Refusal(400, 'ConcurrentRunsExceededException', 'Concurrent runs exceeded');
      const Id = `jr_${nextId(account).replaceAll('-', '').padStart(64, '0')}`;
      const run: JobRun = { Id, JobName, Arguments, JobRunState: 'RUNNING', StartedOn: new Date(now()) };
      account.jobRuns.set(Id, run);
      return { JobRunId: Id };
    }),
    on(BatchStopJobRunCommand, ({ JobRunIds }) => {
      for (const id of JobRunIds ?? []) {
        const run = account.jobRuns.get(id);
        if (run?.JobRunState === 'RUNNING') account.jobRuns.set(id, { ...run, JobRunState: 'STOPPED' });
      }
      return { Errors: [] };
    }),

    on(GetTriggerCommand, ({ Name }) => ({ Trigger: triggerOf(Name) })),
    on(CreateTriggerCommand, ({ Name = '', Tags = {}, StartOnCreation, ...trigger }) => {
      if (account.triggers.has(Name)) throw there('Trigger');
      const State = StartOnCreation === true ? 'ACTIVATED' : 'CREATED';
      account.triggers.set(Name, { ...trigger, Name, State });
      account.triggerTags.set(Name, Tags);
      return { Name };
    }),
    on(UpdateTriggerCommand, ({ Name = '', TriggerUpdate }) => {
      account.triggers.set(Name, { ...triggerOf(Name), ...TriggerUpdate, Name });
      return {};
    }),
    on(StartTriggerCommand, ({ Name = '' }) => {
      account.triggers.set(Name, { ...triggerOf(Name), State: 'ACTIVATED' });
      return {};
    }),
    on(StopTriggerCommand, ({ Name = '' }) => {
      account.triggers.set(Name, { ...triggerOf(Name), State: 'DEACTIVATED' });
      return {};
    }),
    on(DeleteTriggerCommand, ({ Name = '' }) => {
      account.triggers.delete(Name);
      return { Name };
    }),
    on(GetTagsCommand, ({ ResourceArn = '' }) => ({
      Tags: account.triggerTags.get(ResourceArn.split('/').at(-1) ?? '') ?? {},
    })),
  ];
};
