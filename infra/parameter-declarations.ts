import { labNameMaxLength, labNamePattern } from '../lab/names.ts';

/** One parameter of the stack. */
export interface Declaration {
  readonly label: string;
  readonly description: string;
  readonly default: string;
  readonly pattern: string;
  readonly maxLength?: number;
  /** What the console says when the pattern does not match. */
  readonly constraint: string;
}

const bucket = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]';
const identifier = '[a-z][a-z0-9_]*';
const dataset = `${identifier}([.]${identifier})?`;

const cronField = '[A-Za-z0-9,*?/#-]+';
const yesOrNo = { pattern: '^(true|false)$', constraint: 'true or false' };

/** As the console's form shows them: groups from top to bottom, and in each its parameters. */
export const parameterGroups = {
  'The lab': {
    LabName: {
      label: 'Name of the lab',
      description:
        'Begins the name of everything that the lab makes: buckets, databases, workgroup, jobs. Two labs of different names live side by side.',
      default: 'daybreak',
      pattern: labNamePattern,
      maxLength: labNameMaxLength,
      constraint: `lower-case letters, digits and single hyphens between them, a letter first, at most ${labNameMaxLength} characters: such as daybreak or sales-lab`,
    },
  },
  'Seed data': {
    SeedUri: {
      label: 'Where the seed lies',
      description:
        'Folder in S3 with a lab.json and the files that it names, such as s3://bucket/folder/. Leave it empty for the built-in sample, which needs no other bucket.',
      default: '',
      // Without the wildcards of an IAM policy: the address becomes part of one.
      pattern: `^(s3://${bucket}/([^/*?$\\\\]+/)*)?$`,
      maxLength: 1024,
      constraint:
        'empty, or s3://bucket/ or s3://bucket/folder/ with its last slash, and without * ? $ and backslashes',
    },
    Datasets: {
      label: 'Datasets to load',
      description:
        'Names of tables in the lab definition, separated by commas and without spaces. Leave it empty for all.',
      default: '',
      pattern: `^(${dataset}(,${dataset})*)?$`,
      constraint: 'empty, or names such as orders,customers',
    },
    MaxSeedGiB: {
      label: 'Most data to load, in GiB',
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
        'How often the lab is looked at and put right, in UTC: rate(1 hour), or cron(0 7 ? * MON-FRI *). What has not changed is left as it is. Leave it empty for no schedule.',
      default: 'rate(1 hour)',
      pattern: `^(rate\\([1-9][0-9]{0,4} (minute|hour|day)s?\\)|cron\\((${cronField} ){5}${cronField}\\))?$`,
      maxLength: 256,
      constraint: 'empty, rate(1 hour), or cron(0 7 ? * MON-FRI *) with its six fields',
    },
    RebuildOnCreate: {
      label: 'Rebuild when the stack is created or updated',
      description:
        'true: the stack starts a rebuild when it is created and whenever it is updated, and does not wait for it. false: it starts none.',
      default: 'true',
      ...yesOrNo,
    },
    Endpoint: {
      label: 'HTTPS endpoint',
      description:
        'true: an API that starts rebuilds and answers how they do, for callers with credentials of this account. false: none, for accounts that deny API Gateway, such as those of Innovation Sandbox.',
      default: 'true',
      ...yesOrNo,
    },
  },
  Jobs: {
    RunJob: {
      label: "Run the lab's Glue jobs",
      description:
        'true: rebuilds run the jobs, one after the other, and prove what they write. This costs money: 2 to 15 US cents each time for the sample. On the schedule they run only when something had to be put right. false: jobs are made ready and run when somebody asks.',
      default: 'false',
      ...yesOrNo,
    },
  },
  'Something to look at': {
    Dashboard: {
      label: 'CloudWatch dashboard',
      description:
        'true: rebuilds keep a dashboard that shows what the lab holds, where to query it, and how its rebuilds went. An account has three dashboards free; each one more costs $3 a month. false: none.',
      default: 'true',
      ...yesOrNo,
    },
  },
  'Being told': {
    NotifyEmail: {
      label: 'E-mail address',
      description:
        'Gets a message when a rebuild fails, and when the lab is back. AWS first asks that address to confirm. Leave it empty for no messages.',
      default: '',
      pattern: '^([A-Za-z0-9.!#$%&*+/=?^_{|}~-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+)?$',
      maxLength: 254,
      constraint: 'empty, or one address: someone@example.com',
    },
  },
  'Rules of the account': {
    ExistingRole: {
      label: 'Role to use instead of new ones',
      description:
        'Name or ARN of a role that lambda, states, glue, scheduler and events may assume, for accounts that may not create roles: LabRole in AWS Academy. Leave it empty otherwise: every function then gets a role of its own that allows only what it needs.',
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

/** Every parameter by its name, in the order of the form. */
export const declaredParameters: Readonly<Record<string, Declaration>> = Object.fromEntries(
  Object.values(parameterGroups).flatMap(group => Object.entries<Declaration>(group)),
);
