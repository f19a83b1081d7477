import {
  BatchGetNamedQueryCommand,
  CreateNamedQueryCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
  DeleteWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  ListNamedQueriesCommand,
  ListTagsForResourceCommand,
  StartQueryExecutionCommand,
  UpdateNamedQueryCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena';
import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { GetDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { PublishCommand } from '@aws-sdk/client-sns';
import { type Account, nextId } from './account.ts';
import { answerQuery } from './answer-query.ts';
import { existing, type Operation, on, Refusal } from './operation.ts';
import { storedObject } from './s3.ts';

const invalid = (message: string) => new Refusal(400, 'InvalidRequestException', message);

/** Athena, for the calls that a lab makes. */
export const athenaOperations = (account: Account, now: () => number): readonly Operation[] => {
  const groupOf = (name: string | undefined) =>
    existing(account.workgroups, name, () => invalid('WorkGroup is not found.'));
  const ofQuery = (id: string | undefined) => {
    const group = [...account.workgroups.values()].find(({ queries }) => queries.has(id ?? ''));
    if (group === undefined) throw invalid('Named query is not found.');
    return group.queries;
  };
  return [
    on(GetWorkGroupCommand, ({ WorkGroup }) => ({ WorkGroup: groupOf(WorkGroup).group })),
    on(CreateWorkGroupCommand, ({ Name = '', Tags = [], ...group }) => {
      if (account.workgroups.has(Name)) throw invalid('WorkGroup is already created');
      account.workgroups.set(Name, {
        group: { ...group, Name, State: 'ENABLED' },
        tags: Tags.map(({ Key, Value }) => ({ Key, Value })),
        queries: new Map(),
      });
      return {};
    }),
    on(UpdateWorkGroupCommand, ({ WorkGroup: Name = '', Description, State, ConfigurationUpdates }) => {
      const before = groupOf(Name);
      const { ResultConfigurationUpdates, ...updates } = ConfigurationUpdates ?? {};
      const Configuration = {
        ...before.group.Configuration,
        EnforceWorkGroupConfiguration: updates.EnforceWorkGroupConfiguration,
        BytesScannedCutoffPerQuery: updates.BytesScannedCutoffPerQuery,
        PublishCloudWatchMetricsEnabled: updates.PublishCloudWatchMetricsEnabled,
        ResultConfiguration: {
          OutputLocation:
            ResultConfigurationUpdates?.OutputLocation ??
            before.group.Configuration?.ResultConfiguration?.OutputLocation,
        },
      };
      account.workgroups.set(Name, { ...before, group: { Name, Description, State, Configuration } });
      return {};
    }),
    on(DeleteWorkGroupCommand, ({ WorkGroup = '' }) => {
      groupOf(WorkGroup);
      account.workgroups.delete(WorkGroup);
      return {};
    }),
    on(ListTagsForResourceCommand, ({ ResourceARN = '' }) => ({
      Tags: [...groupOf(ResourceARN.split('/').at(-1)).tags],
    })),
    on(ListNamedQueriesCommand, ({ WorkGroup }) => ({
      NamedQueryIds: [...groupOf(WorkGroup).queries.keys()],
    })),
    on(BatchGetNamedQueryCommand, ({ NamedQueryIds = [] }) => ({
      NamedQueries: NamedQueryIds.map(id => ofQuery(id).get(id)),
    })),
    on(CreateNamedQueryCommand, ({ WorkGroup, Name, Database, QueryString, Description }) => {
      const NamedQueryId = nextId(account);
      const query = { NamedQueryId, WorkGroup, Name, Database, QueryString, Description };
      groupOf(WorkGroup).queries.set(NamedQueryId, query);
      return { NamedQueryId };
    }),
    on(UpdateNamedQueryCommand, ({ NamedQueryId = '', Name, QueryString, Description }) => {
      const queries = ofQuery(NamedQueryId);
      const before = queries.get(NamedQueryId);
      const { WorkGroup, Database } = before ?? {};
      queries.set(NamedQueryId, { NamedQueryId, WorkGroup, Name, Database, QueryString, Description });
      return {};
    }),
    on(DeleteNamedQueryCommand, ({ NamedQueryId = '' }) => {
      ofQuery(NamedQueryId).delete(NamedQueryId);
      return {};
    }),
    on(StartQueryExecutionCommand, ({ WorkGroup, QueryString = '' }) => {
      const { group } = groupOf(WorkGroup);
      const id = nextId(account);
      const [bucket = '', ...folder] =
        group.Configuration?.ResultConfiguration?.OutputLocation?.slice('s3://'.length).split('/') ?? [];
      const rows = answerQuery(account, QueryString);
      account.queryRuns.set(id, rows);
      account.buckets
        .get(bucket)
        ?.objects.set(`${folder.join('/')}${id}.csv`, storedObject(String(rows), now()));
      return { QueryExecutionId: id };
    }),
    on(GetQueryExecutionCommand, ({ QueryExecutionId = '' }) => {
      existing(account.queryRuns, QueryExecutionId, () => invalid('QueryExecution was not found'));
      return { QueryExecution: { QueryExecutionId, Status: { State: 'SUCCEEDED' } } };
    }),
    on(GetQueryResultsCommand, ({ QueryExecutionId = '' }) => {
      const rows = account.queryRuns.get(QueryExecutionId) ?? [];
      return {
        ResultSet: {
          Rows: [['header'], ...rows].map(row => ({ Data: row.map(VarCharValue => ({ VarCharValue })) })),
        },
      };
    }),
  ];
};

/** IAM's roles, for the calls that a lab makes. */
export const iamOperations = (account: Account): readonly Operation[] => {
  const roleOf = (name: string | undefined) =>
    existing(
      account.roles,
      name,
      () => new Refusal(404, 'NoSuchEntity', `The role ${name} cannot be found.`),
    );
  const change = (name: string, changes: object) => {
    const { role, policies } = roleOf(name);
    account.roles.set(name, { role: { ...role, ...changes }, policies });
    return {};
  };
  return [
    on(GetRoleCommand, ({ RoleName }) => ({ Role: roleOf(RoleName).role })),
    on(CreateRoleCommand, input => {
      const {
        RoleName = '',
        AssumeRolePolicyDocument = '',
        PermissionsBoundary,
        Path,
        Description,
        Tags,
      } = input;
      if (account.roles.has(RoleName)) throw new Refusal(409, 'EntityAlreadyExists');
      const Role = {
        RoleName,
        RoleId: nextId(account),
        Arn: `arn:aws:iam::123456789012:role/${RoleName}`,
        CreateDate: new Date(0),
        Path,
        Description,
        Tags,
        AssumeRolePolicyDocument: encodeURIComponent(AssumeRolePolicyDocument),
        ...(PermissionsBoundary === undefined
          ? {}
          : { PermissionsBoundary: { PermissionsBoundaryArn: PermissionsBoundary } }),
      };
      account.roles.set(RoleName, { role: Role, policies: new Map() });
      return { Role };
    }),
    on(UpdateRoleCommand, ({ RoleName = '', Description }) => change(RoleName, { Description })),
    on(UpdateAssumeRolePolicyCommand, ({ RoleName = '', PolicyDocument = '' }) =>
      change(RoleName, { AssumeRolePolicyDocument: encodeURIComponent(PolicyDocument) }),
    ),
    on(PutRolePermissionsBoundaryCommand, ({ RoleName = '', PermissionsBoundary }) =>
      change(RoleName, { PermissionsBoundary: { PermissionsBoundaryArn: PermissionsBoundary } }),
    ),
    on(TagRoleCommand, ({ RoleName = '', Tags = [] }) => {
      const others = (roleOf(RoleName).role.Tags ?? []).filter(
        ({ Key }) => !Tags.some(tag => tag.Key === Key),
      );
      return change(RoleName, { Tags: [...others, ...Tags] });
    }),
    on(GetRolePolicyCommand, ({ RoleName, PolicyName = '' }) => ({
      RoleName,
      PolicyName,
      PolicyDocument: existing(
        roleOf(RoleName).policies,
        PolicyName,
        () => new Refusal(404, 'NoSuchEntity', `The role policy ${PolicyName} cannot be found.`),
      ),
    })),
    on(PutRolePolicyCommand, ({ RoleName, PolicyName = '', PolicyDocument = '' }) => {
      roleOf(RoleName).policies.set(PolicyName, encodeURIComponent(PolicyDocument));
      return {};
    }),
    on(DeleteRolePolicyCommand, ({ RoleName, PolicyName = '' }) => {
      if (!roleOf(RoleName).policies.delete(PolicyName)) throw new Refusal(404, 'NoSuchEntity');
      return {};
    }),
    on(ListRolePoliciesCommand, ({ RoleName }) => ({ PolicyNames: [...roleOf(RoleName).policies.keys()] })),
    on(ListAttachedRolePoliciesCommand, ({ RoleName }) => {
      roleOf(RoleName);
      return { AttachedPolicies: [] };
    }),
    on(DeleteRoleCommand, ({ RoleName = '' }) => {
      if (roleOf(RoleName).policies.size > 0) throw new Refusal(409, 'DeleteConflict');
      account.roles.delete(RoleName);
      return {};
    }),
  ];
};

/** Dashboards, runs, events and notices. */
export const otherOperations = (account: Account, now: () => number): readonly Operation[] => {
  const noDashboard = () => new Refusal(404, 'ResourceNotFound', 'Dashboard does not exist');
  return [
    on(GetDashboardCommand, ({ DashboardName = '' }) => ({
      DashboardName,
      DashboardBody: existing(account.dashboards, DashboardName, noDashboard),
    })),
    on(PutDashboardCommand, ({ DashboardName = '', DashboardBody = '' }) => {
      account.dashboards.set(DashboardName, DashboardBody);
      return {};
    }),
    on(DeleteDashboardsCommand, ({ DashboardNames = [] }) => {
      for (const name of DashboardNames) if (!account.dashboards.delete(name)) throw noDashboard();
      return {};
    }),
    on(ListExecutionsCommand, () => ({
      executions: [...account.executions.values()]
        .filter(({ ended, startedAt }) => !ended && now() - startedAt >= account.listLag)
        .map(({ arn, startedAt }) => ({
          executionArn: arn,
          name: arn.split(':').at(-1),
          status: 'RUNNING',
          startDate: new Date(startedAt),
        })),
    })),
    on(DescribeExecutionCommand, ({ executionArn }) => ({
      input: existing(
        account.executions,
        executionArn,
        () => new Refusal(400, 'ExecutionDoesNotExist', 'Execution Does Not Exist'),
      ).input,
    })),
    on(PutEventsCommand, () => ({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] })),
    on(PublishCommand, () => ({ MessageId: '1' })),
    on(GetDataLakeSettingsCommand, () => ({
      DataLakeSettings: {
        CreateDatabaseDefaultPermissions: [
          { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] },
        ],
        CreateTableDefaultPermissions: [
          { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] },
        ],
      },
    })),
  ];
};
