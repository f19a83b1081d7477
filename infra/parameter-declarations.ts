import { deniedServices } from '../lab/job-statements.ts';
import { labNameMaxLength, labNamePattern } from '../lab/names.ts';

/** One parameter of the stack. */
export interface Declaration {
  readonly label: string;
  readonly description: string;
  readonly default: string;
  readonly pattern: string;
  readonly maxLength?: number;
  /** The console shows it when the pattern does not match. */
  readonly constraint: string;
}

const bucket = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]';
const identifier = '[a-z][a-z0-9_]*';
const dataset = `${identifier}([.]${identifier})?`;

/** The value of `KmsKeyArn` that has the stack make the key. */
export const makeKey = 'create';

const cronField = '[A-Za-z0-9,*?/#-]+';
/** A service as IAM's actions name it, but for those that decide who may do what. */
const service = `(?!(?:${deniedServices.join('|')})(?:,|$))[a-z0-9-]+`;
const yesOrNo = { pattern: '^(true|false)$', constraint: 'true or false' };

/** The parameters in the order of the console's form, by group. */
export const parameterGroups = {
  'The lab': {
    LabName: {
      label: 'Name of the lab',
      description:
        'The name of everything in the lab begins with it: buckets, databases, workgroup, jobs. Labs with different names can share an account.',
      default: 'daybreak',
      pattern: labNamePattern,
      maxLength: labNameMaxLength,
      constraint: `lower-case letters, digits and single hyphens between them, beginning with a letter, at most ${labNameMaxLength} characters: such as daybreak or sales-lab`,
    },
  },
  'Seed data': {
    SeedUri: {
      label: 'Location of the seed',
      description:
        'Folder in S3 with a lab.json and the files that it names, such as s3://bucket/folder/. Leave it empty to use the built-in sample.',
      default: '',
      // Without IAM's wildcards: the address becomes part of a policy.
      pattern: `^(s3://${bucket}/([^/*?$\\\\]+/)*)?$`,
      maxLength: 1024,
      constraint:
        'empty, or s3://bucket/ or s3://bucket/folder/ with a trailing slash, and without * ? $ and backslashes',
    },
    Datasets: {
      label: 'Datasets to load',
      description:
        'Names of tables in the lab definition, separated by commas and without spaces, or none for empty tables. Leave it empty to load all of them.',
      default: '',
      pattern: `^(${dataset}(,${dataset})*)?$`,
      constraint: 'empty, none, or names such as orders,customers',
    },
    MaxSeedGiB: {
      label: 'Maximum data to load, in GiB',
      description: 'A seed with more data than this is refused before anything is copied.',
      default: '10',
      // A Number takes no pattern.
      pattern: '^[1-9][0-9]{0,4}$',
      constraint: 'a whole number of GiB, from 1 to 99999',
    },
  },
  'What starts a rebuild': {
    ScheduleExpression: {
      label: 'Schedule',
      description:
        'How often the lab is checked and restored, in UTC: rate(1 hour), or cron(0 7 ? * MON-FRI *). A rate first starts one interval after the stack is created or updated. A rebuild leaves alone what is in place. Leave it empty for no schedule.',
      default: 'rate(1 hour)',
      pattern: `^(rate\\([1-9][0-9]{0,4} (minute|hour|day)s?\\)|cron\\((${cronField} ){5}${cronField}\\))?$`,
      maxLength: 256,
      constraint: 'empty, rate(1 hour), or cron(0 7 ? * MON-FRI *) with its six fields',
    },
    RebuildOnCreate: {
      label: 'Rebuild when the stack is created or updated',
      description:
        'true: the stack starts a rebuild when it is created and whenever it is updated, without waiting for it. false: it does not.',
      default: 'true',
      ...yesOrNo,
    },
    Endpoint: {
      label: 'HTTPS endpoint',
      description:
        "true: an API that starts rebuilds and reports their progress, for callers with credentials of this account. false: no API, for accounts that deny API Gateway, such as Innovation Sandbox's.",
      default: 'true',
      ...yesOrNo,
    },
  },
  'Jobs and costs': {
    RunJob: {
      label: "Run the lab's Glue jobs",
      description:
        'true: rebuilds run the jobs, one after the other, and verify what they write. This costs money: 2 to 15 US cents each time for the sample. Scheduled rebuilds run them only if something had to be restored. false: rebuilds only prepare the jobs, and you run them when you want.',
      default: 'false',
      ...yesOrNo,
    },
    MaxDollarsPerDay: {
      label: 'Maximum cost of a day, in US dollars',
      description:
        'A lab that could cost more in a day is refused before anything is created. The sample can cost about 40 cents, and $4 with RunJob.',
      default: '5',
      pattern: '^[1-9][0-9]{0,5}$',
      constraint: 'a whole number of dollars, from 1 to 999999',
    },
    JobPolicies: {
      label: 'Services that jobs may ask for',
      description:
        "Services, such as s3,sns, that a seed's jobs may use beyond the lab, if their policies in lab.json ask for it. You trust the seed with everything in these services. Leave it empty to refuse such seeds.",
      default: '',
      pattern: `^(${service}(,${service})*)?$`,
      maxLength: 200,
      constraint: `empty, or prefixes of IAM actions such as s3,sns, without spaces and without ${deniedServices.join(', ')}`,
    },
  },
  Console: {
    Dashboard: {
      label: 'CloudWatch dashboard',
      description:
        'true: rebuilds maintain a dashboard that shows what the lab holds, where to query it, and how its rebuilds went. An account has three dashboards free; each additional one costs $3 a month. false: no dashboard.',
      default: 'true',
      ...yesOrNo,
    },
  },
  'People who use the lab': {
    LearnerPolicy: {
      label: 'Policy for learners',
      description:
        'true: the stack creates a managed policy for people who only use the lab: query, read its zones, write spec, run jobs, start rebuilds. Attach the output LearnerPolicyArn to them. false: no policy.',
      default: 'false',
      ...yesOrNo,
    },
  },
  Notices: {
    NotifyEmail: {
      label: 'E-mail address',
      description:
        'Receives a message when a rebuild fails, and when the lab is back. AWS first asks this address to confirm. Leave it empty for no messages.',
      default: '',
      pattern: '^([A-Za-z0-9.!#$%&*+/=?^_{|}~-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+)?$',
      maxLength: 254,
      constraint: 'empty, or one address: someone@example.com',
    },
  },
  Encryption: {
    KmsKeyArn: {
      label: 'KMS key',
      description:
        "create: the stack creates a key that encrypts buckets, query results, jobs, logs and notices. It costs $1 a month, or up to $3 after two years, even after the stack is deleted. Or the ARN of your own key; docs/security.md says what its policy must allow. Leave it empty for AWS's own keys.",
      default: '',
      pattern: `^(${makeKey}|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+)?$`,
      constraint:
        'empty, create, or the ARN of a key in this region, not of an alias: arn:aws:kms:eu-west-1:123456789012:key/…',
    },
  },
  'Rules of the account': {
    ExistingRole: {
      label: 'Role to use instead of new ones',
      description:
        'Name or ARN of a role that lambda, states, glue, scheduler and events may assume, for accounts that may not create roles: LabRole in AWS Academy. With it, the state machine and the endpoint keep no logs, because such a role may not be allowed to. Otherwise leave it empty: every function then gets its own role, which allows only what it needs.',
      default: '',
      pattern: '^(arn:aws[a-z-]*:iam::[0-9]{12}:role/)?[A-Za-z0-9+=,.@_/-]*$',
      maxLength: 600,
      constraint: 'empty, the name of a role, or its ARN: arn:aws:iam::123456789012:role/LabRole',
    },
    PermissionsBoundaryArn: {
      label: 'Permissions boundary',
      description:
        'ARN of the policy that every new role must carry as its boundary. Leave it empty if there is no such rule.',
      default: '',
      pattern: '^(arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+)?$',
      constraint: 'empty, or the ARN of a managed policy: arn:aws:iam::123456789012:policy/boundary',
    },
    RolePath: {
      label: 'Path of new roles',
      description: 'Path that new roles must have. Leave it at / if there is no such rule.',
      default: '/',
      pattern: '^/([A-Za-z0-9+=,.@_-]+/)*$',
      maxLength: 512,
      constraint: '/ or /folder/',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Declaration>>>>;

type Keys<Group> = Group extends unknown ? keyof Group & string : never;
export type ParameterName = Keys<(typeof parameterGroups)[keyof typeof parameterGroups]>;

/** All parameters by their names, in the order of the form. */
export const declaredParameters: Readonly<Record<string, Declaration>> = Object.fromEntries(
  Object.values(parameterGroups).flatMap(group => Object.entries<Declaration>(group)),
);
