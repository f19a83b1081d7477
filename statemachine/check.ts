/** `npm run check`: checks that rebuild.asl.json is a state machine and follows our rules. */
import { createRequire } from 'node:module';
import * as z from 'zod/mini';
import { steps } from '../lab/names.ts';
import { functionPlaceholder, rebuildDefinition } from './read.ts';

/** asl-validator is CommonJS without types; it also modifies its argument. */
const validate: (definition: unknown) => {
  readonly isValid: boolean;
  errorsText(separator: string): string;
} = createRequire(import.meta.url)('asl-validator');

interface Errors {
  readonly ErrorEquals: readonly string[];
}
/** Which errors to try again, how often, and the seconds between. */
interface Retrier extends Errors {
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds?: number | undefined;
  readonly JitterStrategy?: string | undefined;
}
interface State {
  readonly Type: string;
  readonly Resource?: string | undefined;
  readonly TimeoutSeconds?: number | undefined;
  readonly Retry?: readonly Retrier[] | undefined;
  readonly Catch?: readonly Errors[] | undefined;
  readonly Branches?: readonly Machine[] | undefined;
  readonly ItemProcessor?: Machine | undefined;
}
interface Machine {
  readonly States: Readonly<Record<string, State>>;
}

const errors = z.array(z.object({ ErrorEquals: z.array(z.string()) }));
const retriers = z.array(
  z.object({
    ErrorEquals: z.array(z.string()),
    IntervalSeconds: z.number(),
    MaxAttempts: z.number(),
    BackoffRate: z.number(),
    MaxDelaySeconds: z.optional(z.number()),
    JitterStrategy: z.optional(z.string()),
  }),
);
const machine: z.ZodMiniType<Machine> = z.object({
  States: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Resource: z.optional(z.string()),
      TimeoutSeconds: z.optional(z.number()),
      Retry: z.optional(retriers),
      Catch: z.optional(errors),
      Branches: z.optional(z.array(z.lazy(() => machine))),
      ItemProcessor: z.optional(z.lazy(() => machine)),
    }),
  ),
});

/** Every state of a definition with its name, including those inside branches and maps. */
export const statesOf = (definition: unknown): readonly (readonly [name: string, state: State])[] =>
  Object.entries(z.parse(machine, definition).States).flatMap(([name, state]) => [
    [name, state] as const,
    ...[...(state.Branches ?? []), state.ItemProcessor ?? []].flat().flatMap(statesOf),
  ]);

/**
 * Every task has to retry these. Lambda's: https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception.
 * With `AWSLambdaException` or `Permissions` Step Functions says that the machine's role, which may be seconds old, may
 * not call the function: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
const passing = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'States.Permissions',
];

/** Every failure leads to Report: if Report itself fails, the execution must fail. */
const failsAlone = 'Report';

const ruleFindings = ([name, state]: readonly [string, State]): readonly string[] => {
  if (state.Type !== 'Task') return [];
  const caught = state.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL')) ?? false;
  const retried = state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals) ?? [];
  const together = (state.Retry ?? []).filter(({ JitterStrategy }) => JitterStrategy !== 'FULL');
  const final = passing.filter(error => !retried.includes(error));
  return [
    ...(state.TimeoutSeconds === undefined ? [`${name} has no TimeoutSeconds: it could wait for ever`] : []),
    ...(final.length === 0
      ? []
      : [`${name} has no Retry of ${final.join(', ')}: an error that passes by itself would end it`]),
    ...together.map(
      ({ ErrorEquals }) =>
        `${name} retries ${ErrorEquals.join(', ')} without full jitter: runs that collided would collide again`,
    ),
    ...(caught || name === failsAlone
      ? []
      : [`${name} has no Catch of States.ALL: its failure would not be reported`]),
    ...(!caught || name !== failsAlone ? [] : [`${name} has a Catch: the execution would not fail with it`]),
  ];
};

/** Stands for the functions' ARNs, which the template fills in; any ARN will do. */
const anyFunction = 'arn:aws:lambda:us-east-1:123456789012:function:any';

const fill = (text: string): string =>
  steps.reduce((filled, step) => filled.replaceAll(`\${${functionPlaceholder(step)}}`, anyFunction), text);

/** What is wrong with a definition of the rebuild, in sentences; empty if nothing is. */
export const findingsIn = (text: string): readonly string[] => {
  const filled = fill(text);
  const left = [...new Set(filled.match(/\$\{\w+\}/g))].map(
    placeholder => `${placeholder} is not the placeholder of a step: the template would not fill it in`,
  );
  const unused = steps
    .filter(step => !text.includes(`\${${functionPlaceholder(step)}}`))
    .map(step => `no state uses the function of ${step}`);
  const { isValid, errorsText } = validate(JSON.parse(filled));
  const invalid = isValid ? [] : errorsText('\n').split('\n');
  return [...invalid, ...left, ...unused, ...statesOf(JSON.parse(filled)).flatMap(ruleFindings)];
};

if (import.meta.main) {
  const findings = findingsIn(rebuildDefinition());
  if (findings.length === 0)
    console.log(`rebuild.asl.json: ${statesOf(JSON.parse(rebuildDefinition())).length} states, no problems`);
  else console.error(findings.map(finding => `rebuild.asl.json: ${finding}`).join('\n'));
  process.exitCode = findings.length === 0 ? 0 : 1;
}
