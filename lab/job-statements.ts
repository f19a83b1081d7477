import * as z from 'zod/mini';
import { list } from './bounds.ts';
import { placeholdersIn } from './placeholders.ts';
import { sized } from './texts.ts';

/**
 * Services that decide who may do what. No job is allowed any of their actions: a definition that asks for one is
 * refused, the stack takes none of them as a value of `JobPolicies`, and the boundary of the jobs' role denies them.
 */
export const deniedServices = [
  'account',
  'iam',
  'identitystore',
  'organizations',
  'rolesanywhere',
  'sso',
  'sso-directory',
  'sts',
] as const;

const mostStatements = 20;
const mostEntries = 50;

/**
 * Characters of all statements of all jobs, as they stand in the policy of the jobs' role. Its 10,240 are also for what
 * every job may do, and for the tables: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const mostPolicyCharacters = 4_000;

const serviceOf = (action: string): string => action.split(':', 1)[0] ?? '';

const isDenied = (action: string): boolean =>
  deniedServices.some(service => service === serviceOf(action).toLowerCase());

const action = sized(128).check(
  z.refine(text => !isDenied(text), {
    error: issue =>
      `'${String(issue.input)}' is of a service that decides who may do what, and no job is allowed that: leave it out`,
    abort: true,
  }),
  z.regex(/^[a-z0-9-]+:[A-Za-z0-9*?]+$/, {
    error: issue =>
      `'${String(issue.input)}' is not an action of one service: write it as s3:GetObject or s3:Get*`,
  }),
);

/**
 * IAM takes variables only after the fifth colon:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
 */
const resource = sized(2_048).check(
  z.regex(/^(\*|arn:[a-z-]+:[a-z0-9-]+:[a-z0-9*?-]*:[0-9*?]*:[\x21-\x7e]+)$/, {
    error: issue => `'${String(issue.input)}' is not an ARN: write it as arn:aws:s3:::bucket/*, or as *`,
    abort: true,
  }),
  z.refine(text => placeholdersIn(text).every(name => name.startsWith('aws:')), {
    error: issue =>
      `'${String(issue.input)}' has a placeholder, and a policy has none but IAM's own, such as \${aws:PrincipalAccount}: write the name itself`,
  }),
);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operator = sized(64).check(
  z.regex(
    /^(ForAllValues:|ForAnyValue:)?(Null|(String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|Arn(Not)?(Equals|Like)|(Not)?IpAddress|Bool|BinaryEquals)(IfExists)?)$/,
  ),
);
const conditionKey = sized(256).check(z.regex(/^[A-Za-z0-9-]+:[\x21-\x7e]+$/));
const value = sized(2_048).check(
  z.regex(/^[\x20-\x7e]*$/, { error: 'has a character that IAM does not take' }),
);

/** An object with keys of one form. */
const keyed = <Value extends z.ZodMiniType>(key: typeof operator, values: Value, wrongKey: string) =>
  z.record(key, values, { error: ({ code }) => (code === 'invalid_key' ? wrongKey : undefined) });
const condition = keyed(
  operator,
  keyed(
    conditionKey,
    z.union([value, list(value, mostEntries)], { error: 'is neither a text nor a list of texts' }),
    'is not a condition key: write it as aws:ResourceAccount',
  ),
  "is not an operator of IAM's conditions: write it as StringEquals",
);

const elements = 'Sid, Effect, Action, Resource and Condition';

const statement = z.strictObject(
  {
    Sid: z.optional(
      sized(64).check(
        z.regex(/^[A-Za-z0-9]+$/, { error: 'is not a Sid: it has letters and digits only' }),
        z.describe(
          'What the statement is for. The role has it without: there, each name may appear only once',
        ),
      ),
    ),
    Effect: z.literal('Allow', {
      error: "is not Allow, and a job's policy only allows: what it does not name is denied already",
    }),
    Action: list(action, mostEntries).check(z.minLength(1)),
    Resource: list(resource, mostEntries).check(z.minLength(1)),
    Condition: z.optional(condition),
  },
  {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? `has ${issue.keys[0]}, and a job's statement has ${elements} only: name what the job may do, and on what`
        : undefined,
  },
);

/** `policy` of a job in `lab.json`. */
export const jobPolicySchema = z.optional(
  list(statement, mostStatements).check(
    z.describe(
      "IAM statements that the role of the lab's jobs gets besides its own. All jobs share the role. The stack has to allow them: its parameter JobPolicies names the services",
    ),
  ),
);

/** A statement as the role has it; a type, not an interface, so that it counts as JSON. */
export type JobStatement = Readonly<{
  Effect: 'Allow';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> | undefined;
}>;
type AskedStatement = JobStatement & { readonly Sid?: string | undefined };

/** A job as far as it decides what the role allows. */
interface AskingJob {
  readonly policy?: readonly AskedStatement[] | undefined;
}

/**
 * What all jobs ask for, each statement once: they share one role. In one policy, a Sid may appear only once, too:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export const statementsOf = (jobs: readonly AskingJob[]): readonly JobStatement[] => {
  const all = jobs.flatMap(({ policy = [] }) => policy.map(({ Sid: _, ...rest }): JobStatement => rest));
  return [...new Map(all.map(each => [JSON.stringify(each), each])).values()];
};

/** Characters that they take in the policy of the role, with the commas between them. */
export const policyCharacters = (statements: readonly JobStatement[]): number =>
  statements.reduce((sum, each) => sum + JSON.stringify(each).length + 1, 0);

/** The services that a job asks for, sorted. */
export const servicesOf = ({ policy = [] }: AskingJob): readonly string[] =>
  [...new Set(policy.flatMap(({ Action }) => Action.map(serviceOf)))].sort();

/** The value of the stack's parameter `JobPolicies` as a list. */
export const servicesIn = (parameter: string): readonly string[] => parameter.split(',').filter(Boolean);
