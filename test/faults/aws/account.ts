import type { NamedQuery, WorkGroup } from '@aws-sdk/client-athena';
import type { Database, Job, JobRun, Partition, Table, Trigger } from '@aws-sdk/client-glue';
import type { Role } from '@aws-sdk/client-iam';
import type {
  LifecycleRule,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionRule,
  Tag,
} from '@aws-sdk/client-s3';

/** An object. One that is too large to be held in memory has a size and no content. */
export interface StoredObject {
  readonly bytes: number;
  readonly content: Uint8Array;
  readonly crc32: string;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  /** Milliseconds. */
  readonly modified: number;
}

export interface Upload {
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  readonly parts: Map<number, StoredObject>;
}

export interface Bucket {
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, Upload>;
  tags: readonly Tag[];
  policy: string | undefined;
  rules: readonly LifecycleRule[];
  encryption: readonly ServerSideEncryptionRule[];
  access: PublicAccessBlockConfiguration | undefined;
  ownership: string | undefined;
}

export interface CatalogTable {
  readonly table: Table;
  readonly version: number;
  readonly partitions: Map<string, Partition>;
}

export interface CatalogDatabase {
  readonly database: Database;
  readonly tables: Map<string, CatalogTable>;
}

export interface IamRole {
  readonly role: Role;
  readonly policies: Map<string, string>;
}

export interface Workgroup {
  readonly group: WorkGroup;
  readonly tags: readonly Tag[];
  readonly queries: Map<string, NamedQuery>;
}

export interface Execution {
  readonly arn: string;
  readonly input: string;
  readonly startedAt: number;
  ended: boolean;
}

/** Everything in an account, as plain data: a copy of it is another account in the same state. */
export interface Account {
  readonly buckets: Map<string, Bucket>;
  readonly databases: Map<string, CatalogDatabase>;
  readonly jobs: Map<string, Job>;
  readonly jobRuns: Map<string, JobRun>;
  readonly triggers: Map<string, Trigger>;
  readonly triggerTags: Map<string, Readonly<Record<string, string>>>;
  readonly roles: Map<string, IamRole>;
  readonly workgroups: Map<string, Workgroup>;
  readonly dashboards: Map<string, string>;
  readonly executions: Map<string, Execution>;
  /** Answers to queries that were started. */
  readonly queryRuns: Map<string, readonly (readonly string[])[]>;
  /** Milliseconds after which a list shows that an execution has started. */
  listLag: number;
  /** How many ids were given. */
  ids: number;
}

export const emptyAccount = (): Account => ({
  buckets: new Map(),
  databases: new Map(),
  jobs: new Map(),
  jobRuns: new Map(),
  triggers: new Map(),
  triggerTags: new Map(),
  roles: new Map(),
  workgroups: new Map(),
  dashboards: new Map(),
  executions: new Map(),
  queryRuns: new Map(),
  listLag: 0,
  ids: 0,
});

/** An id that no other thing of the account has. */
export const nextId = (account: Account): string => {
  account.ids += 1;
  return `00000000-0000-4000-8000-${String(account.ids).padStart(12, '0')}`;
};
