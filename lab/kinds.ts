import { tablesOf } from './datasets.ts';
import type { LabDefinition, TableDefinition } from './definition.ts';
import { fileNameOf, jobFiles } from './job-files.ts';
import {
  bucketName,
  bucketPurposes,
  dashboardName,
  databaseName,
  jobName,
  jobRoleName,
  type Lab,
  triggerName,
  workgroupName,
  zones,
} from './names.ts';

/** What there is to know about a kind of resource without asking AWS. */
interface Description<Parts extends readonly unknown[], Needed> {
  readonly singular: string;
  readonly plural: string;
  /**
   * Whether `adopt` can take over one that does not carry the lab's mark. A resource that cannot be adopted is kept as
   * others have changed it, and a repair restores it.
   */
  readonly adoptable: boolean;
  /** Whether a lab is complete without it: a rebuild then succeeds even if it is refused. */
  readonly optional?: true;
  /** Its name among those of its kind. */
  readonly name: (...parts: Parts) => string;
  /** What a lab with this definition has of it, and the part of a definition that says so. */
  readonly of: (lab: Lab, definition: Needed) => readonly Readonly<NoInfer<Parts>>[];
}

/** One resource, as outcomes call it. */
export interface Named<Prefix extends string = KindName> {
  readonly kind: Prefix;
  /** `table/daybreak_sor.tbl_x`: how outcomes, and `adopt`, name it. */
  readonly id: string;
  /** Its name among those of its kind. */
  readonly name: string;
}

export interface Kind<
  Prefix extends string,
  Parts extends readonly unknown[] = readonly never[],
  Needed = LabDefinition,
> extends Omit<Description<Parts, Needed>, 'name' | 'of'> {
  /** One of this kind. */
  readonly named: (...parts: Parts) => Named<Prefix>;
  /** How outcomes, and `adopt`, name one of this kind: `table/daybreak_sor.tbl_x` */
  readonly id: (...parts: Parts) => string;
  /** Those of a lab with this definition. */
  readonly ids: (lab: Lab, definition: Needed) => readonly string[];
}

const kind = <Prefix extends string, Parts extends readonly unknown[], Needed>(
  prefix: Prefix,
  { name, of, ...described }: Description<Parts, Needed>,
): Kind<Prefix, Parts, Needed> => {
  const id = (...parts: Parts): string => `${prefix}/${name(...parts)}`;
  return {
    ...described,
    named: (...parts) => ({ kind: prefix, id: id(...parts), name: name(...parts) }),
    id,
    ids: (lab, definition) => of(lab, definition).map(parts => id(...parts)),
  };
};

type TableName = Pick<TableDefinition, 'zone' | 'table'>;
type Jobs = Pick<LabDefinition, 'jobs'>;

/** Every kind of resource that a lab has, in the order in which a rebuild makes them; a destruction goes the other way. */
export const kinds = {
  bucket: kind('bucket', {
    singular: 'bucket',
    plural: 'buckets',
    adoptable: true,
    name: (bucket: string) => bucket,
    of: lab => bucketPurposes.map(purpose => [bucketName(lab, purpose)]),
  }),
  database: kind('database', {
    singular: 'database',
    plural: 'databases',
    adoptable: true,
    name: (database: string) => database,
    of: lab => zones.map(zone => [databaseName(lab, zone)]),
  }),
  table: kind('table', {
    singular: 'table',
    plural: 'tables',
    adoptable: true,
    name: (database: string, table: string) => `${database}.${table}`,
    of: (
      lab,
      definition: { readonly datasets: readonly TableName[]; readonly tables: readonly TableName[] },
    ) => tablesOf(definition).map(({ zone, table }) => [databaseName(lab, zone), table] as const),
  }),
  partitions: kind('partitions', {
    singular: 'set of partitions',
    plural: 'partitions',
    adoptable: false,
    name: (database: string, table: string) => `${database}.${table}`,
    of: (lab, { datasets }: Pick<LabDefinition, 'datasets'>) =>
      datasets
        .filter(({ partitionKeys }) => partitionKeys.length > 0)
        .map(({ zone, table }) => [databaseName(lab, zone), table] as const),
  }),
  dataset: kind('dataset', {
    singular: 'dataset',
    plural: 'datasets',
    adoptable: false,
    name: ({ zone, table }: TableName) => `${zone}.${table}`,
    of: (_lab, { datasets }: { readonly datasets: readonly TableName[] }) =>
      datasets.map(dataset => [dataset]),
  }),
  workgroup: kind('workgroup', {
    singular: 'workgroup',
    plural: 'workgroups',
    adoptable: true,
    name: (workgroup: string) => workgroup,
    of: lab => [[workgroupName(lab)] as const],
  }),
  'named-query': kind('named-query', {
    singular: 'saved query',
    plural: 'saved queries',
    adoptable: true,
    name: (workgroup: string, query: string) => `${workgroup}.${query}`,
    of: (lab, { queries }: Pick<LabDefinition, 'queries'>) =>
      queries.map(({ name }) => [workgroupName(lab), name] as const),
  }),
  dashboard: kind('dashboard', {
    singular: 'dashboard',
    plural: 'dashboards',
    adoptable: true,
    optional: true,
    name: (dashboard: string) => dashboard,
    of: lab => [[dashboardName(lab)]],
  }),
  role: kind('role', {
    singular: 'role',
    plural: 'roles',
    adoptable: true,
    name: (role: string) => role,
    of: lab => [[jobRoleName(lab)] as const],
  }),
  script: kind('script', {
    singular: 'job script',
    plural: 'job scripts',
    adoptable: false,
    name: (job: string) => job,
    of: (_lab, { jobs }: Jobs) => jobs.map(({ name }) => [name]),
  }),
  'job-file': kind('job-file', {
    singular: 'job file',
    plural: 'job files',
    adoptable: false,
    name: (job: string, file: string) => `${job}/${file}`,
    of: (_lab, { jobs }: Jobs) =>
      jobs.flatMap(job => jobFiles(job).map(file => [job.name, fileNameOf(file)] as const)),
  }),
  job: kind('job', {
    singular: 'job',
    plural: 'jobs',
    adoptable: true,
    name: (job: string) => job,
    of: (lab, { jobs }: Jobs) => jobs.map(({ name }) => [jobName(lab, name)]),
  }),
  trigger: kind('trigger', {
    singular: 'job schedule',
    plural: 'job schedules',
    adoptable: true,
    name: (trigger: string) => trigger,
    of: (lab, { jobs }: Jobs) =>
      jobs.filter(({ schedule }) => schedule !== undefined).map(({ name }) => [triggerName(lab, name)]),
  }),
} as const;
export type KindName = keyof typeof kinds;

export const isKind = (name: string): name is KindName => Object.hasOwn(kinds, name);

export const kindNames: readonly KindName[] = Object.keys(kinds).filter(isKind);

/** An id taken apart; also one of a kind that only a newer Daybreak knows. */
export const partsOf = (id: string): { readonly kind: string; readonly name: string } => {
  const slash = id.indexOf('/');
  return { kind: id.slice(0, Math.max(0, slash)), name: id.slice(slash + 1) };
};

/** The kind that an id begins with; undefined if it begins with none, or names nothing. */
export const kindOf = (id: string): KindName | undefined => {
  const { kind: kindName, name } = partsOf(id);
  return name !== '' && isKind(kindName) ? kindName : undefined;
};

/** Whether a lab is complete without a resource. */
export const isOptional = (id: string): boolean => {
  const name = kindOf(id);
  return name !== undefined && kinds[name].optional === true;
};

/** Every resource that a lab with this definition has. */
export const resourceIds = (lab: Lab, definition: LabDefinition): readonly string[] =>
  kindNames.flatMap(name => kinds[name].ids(lab, definition));

/** Why no lab could adopt this id; undefined if one could. Only a definition knows which names its lab has. */
export const adoptProblem = (id: string): string | undefined => {
  const name = kindOf(id);
  if (name === undefined) {
    const adoptable = kindNames.filter(each => kinds[each].adoptable).join(', ');
    return (
      `'${id}' does not name a resource: write it as a report does, kind/name, such as ` +
      `${kinds.bucket.id('daybreak-sor-…')} or ${kinds.table.id('daybreak_sor', 'orders')}. These kinds can be adopted: ${adoptable}`
    );
  }
  const { adoptable, plural } = kinds[name];
  return adoptable
    ? undefined
    : `'${id}' cannot be adopted: ${plural} that somebody else has changed are kept, and a repair restores them`;
};
