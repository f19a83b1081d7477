/** Layers of the lake, each with its own bucket and database: raw, trusted, specialised. */
export const zones = ['sor', 'sot', 'spec'] as const;
export type Zone = (typeof zones)[number];

/** Purposes of the lab's other buckets, besides one for each zone. */
const servicePurposes = ['assets', 'athena'] as const;
export const bucketPurposes = [...zones, ...servicePurposes] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

/** One lab in one account and region: everything that its names depend on. */
export interface Lab {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** `aws`, or the partition of a special region. */
  readonly partition: string;
}

export const labNamePattern = '^[a-z][a-z0-9]*(-[a-z0-9]+)*$';
/**
 * 63 characters are the most that S3 allows a bucket; `-athena-`, a 12-digit account, a hyphen and the longest region
 * (`ap-northeast-1`) take 35 of them.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const labNameMaxLength = 28;

export const isLabName = (name: string): boolean =>
  name.length <= labNameMaxLength && new RegExp(labNamePattern).test(name);

export const bucketName = (lab: Lab, purpose: BucketPurpose | 'deploy'): string =>
  `${lab.name}-${purpose}-${lab.account}-${lab.region}`;

/** `sor.tbl_x` taken apart; undefined where it does not begin with a zone. */
export const tableOf = (name: string): { readonly zone: Zone; readonly table: string } | undefined => {
  const zone = zones.find(each => name.startsWith(`${each}.`));
  return zone === undefined ? undefined : { zone, table: name.slice(zone.length + 1) };
};

/** Athena takes no hyphens in an unquoted database name. */
export const databaseName = (lab: Pick<Lab, 'name'>, zone: Zone): string =>
  `${lab.name.replaceAll('-', '_')}_${zone}`;

export const workgroupName = (lab: Lab): string => lab.name;

export const jobName = (lab: Lab, job: string): string => `${lab.name}-${job}`;

/**
 * The security configuration of the jobs in a lab with a KMS key of its own. It outlives its stack and can't be changed,
 * so every stack and every key has another.
 * @param stack the first part of the stack's id
 * @param key the id of the key
 */
export const securityConfigurationName = (lab: Pick<Lab, 'name'>, stack: string, key: string): string =>
  `${lab.name}-${stack}-${key}`;

/** Whether a stack of the lab made a security configuration with this name. */
export const isSecurityConfigurationOf = (lab: Pick<Lab, 'name'>, name: string): boolean =>
  new RegExp(`^${lab.name}-[0-9a-f]{8}-`).test(name);

/** The alias of the KMS key that the stack makes. */
export const keyAlias = (lab: Pick<Lab, 'name'>): string => `alias/${lab.name}`;

/** The trigger of a job with a schedule; it has the job's name. */
export const triggerName = (lab: Lab, job: string): string => jobName(lab, job);

/** IAM is global: the region distinguishes labs of the same name in two regions. */
export const jobRoleName = (lab: Lab): string => `${lab.name}-glue-job-${lab.region}`;

export const stackName = (lab: Pick<Lab, 'name'>): string => `${lab.name}-bootstrap`;

export const stateMachineName = (lab: Pick<Lab, 'name'>): string => `${lab.name}-rebuild`;

export const stateMachineArn = (lab: Lab): string =>
  `arn:${lab.partition}:states:${lab.region}:${lab.account}:stateMachine:${stateMachineName(lab)}`;

/**
 * Dashboards are global, as roles are: the region keeps two labs of one name apart.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 */
export const dashboardName = (lab: Pick<Lab, 'name' | 'region'>): string => `${lab.name}-${lab.region}`;

/** The topic to which people subscribe for notices. */
export const topicName = (lab: Pick<Lab, 'name'>): string => `${lab.name}-notices`;

/** The steps of the state machine that are Lambda functions, in the order in which a run reaches them. */
export const steps = [
  'plan',
  'ensure-storage',
  'copy-data',
  'ensure-catalog',
  'ensure-workgroup',
  'ensure-role',
  'ensure-job',
  'run-jobs',
  'smoke-test',
  'destroy',
  'report',
] as const;
export type Step = (typeof steps)[number];

/** Functions that are not steps: they start runs. */
export const doors = ['api', 'first-run'] as const;
export type Door = (typeof doors)[number];

/** All Lambda functions of a lab. */
export const labFunctions = [...steps, ...doors] as const;
export type LabFunctionName = Step | Door;

/** `first-run` is `FirstRun`. */
export const inPascalCase = (name: LabFunctionName): string =>
  name
    .split('-')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** `ensure-storage` is `EnsureStorage` in the state machine. */
export const stateName = (step: Step): string => inPascalCase(step);

export const functionName = (lab: Pick<Lab, 'name'>, name: LabFunctionName): string => `${lab.name}-${name}`;

/** Where Athena writes the results of the workgroup's queries, in their bucket. */
export const queryResults = 'results/';

/** Keys in the assets bucket. */
export const assetKeys = {
  jobScript: (job: string): string => `jobs/${job}.py`,
  jobFile: (job: string, file: string): string => `jobs/${job}/${file}`,
  /** Where Spark keeps what its UI shows of a job's runs. */
  sparkUi: (job: string): string => `spark-ui/${job}/`,
  report: (execution: string): string => `runs/${execution}/report.json`,
  latestReport: 'runs/latest.json',
  /** The report as a page for people. */
  page: (execution: string): string => `runs/${execution}/report.html`,
  latestPage: 'runs/latest.html',
  /** The first rows of tables, for the page: asked for when a table has changed. */
  firstRows: 'runs/first-rows.json',
  isReport: (key: string): boolean => /^runs\/(latest|last-result|[^/]+\/report)\.json$/.test(key),
  /** The result of the last rebuild that sent notices; kept only if notices are on. */
  lastResult: 'runs/last-result.json',
  displaced: (execution: string): string => `displaced/${execution}/`,
  isDisplaced: (key: string): boolean => key.startsWith('displaced/'),
} as const;
