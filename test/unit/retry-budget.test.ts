import * as z from 'zod/mini';
import { functionName, labFunctions } from '../../lab/names.ts';
import { deploy } from '../deployed-template.ts';
import { labTemplate } from '../lab-template.ts';
import { clientsOf } from './function-clients.ts';
import { type Budget, type DeployedFunction, findingsIn, longestCall } from './retry-budget.ts';

const functionSchema = z.object({
  FunctionName: z.string(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.object({ AWS_MAX_ATTEMPTS: z.string() }) }),
});
const machineSchema = z.object({
  DefinitionString: z.string(),
  DefinitionSubstitutions: z.record(z.string(), z.string()),
});

/** What the template deploys, and the clients that its functions make. */
const deployedBudget = async (): Promise<Budget> => {
  const { resources } = deploy(await labTemplate());
  const ofType = (type: string) => resources.filter(resource => resource.type === type);
  const [machine] = ofType('AWS::StepFunctions::StateMachine');
  const { DefinitionString, DefinitionSubstitutions } = z.parse(machineSchema, machine?.properties);
  const functions = await Promise.all(
    labFunctions.map(async (name): Promise<DeployedFunction> => {
      const found = ofType('AWS::Lambda::Function').find(
        ({ properties }) => properties.FunctionName === functionName({ name: 'daybreak' }, name),
      );
      const { Timeout, Environment } = z.parse(functionSchema, found?.properties);
      const placeholder = Object.entries(DefinitionSubstitutions).find(
        ([, arn]) => arn === `<${found?.id}.Arn>`,
      )?.[0];
      const clients = (await clientsOf(name)).map(({ name: service, config }) => ({
        name: service,
        seconds: config.requestHandler.requestTimeout / 1000,
        ...(config.maxAttempts === undefined ? {} : { attempts: config.maxAttempts }),
      }));
      return {
        name,
        placeholder: placeholder && `\${${placeholder}}`,
        seconds: Timeout,
        attempts: Number(Environment.Variables.AWS_MAX_ATTEMPTS),
        clients,
      };
    }),
  );
  return { functions, definition: JSON.parse(DefinitionString) };
};

const budget = await deployedBudget();

test('a call ends within its function, a function within its state, and a state with its retries within the execution', () => {
  expect(budget.functions.map(({ name }) => name)).toEqual(labFunctions);
  expect(findingsIn(budget)).toEqual([]);
});

test('the longest call is one that is silent eight times, or one that is throttled eight times', () => {
  expect(longestCall({ seconds: 10, attempts: 8 })).toBeCloseTo(80 + 12.7);
  expect(longestCall({ seconds: 1, attempts: 8 })).toBeCloseTo(8 + 71);
});

/** The budget with one function changed. */
const withFunction = (name: string, change: (of: DeployedFunction) => Partial<DeployedFunction>): Budget => ({
  ...budget,
  functions: budget.functions.map(each => (each.name === name ? { ...each, ...change(each) } : each)),
});

/** The budget with the definition's text changed. */
const withText = (from: string | RegExp, to: string): Budget => {
  const text = JSON.stringify(budget.definition);
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return { ...budget, definition: JSON.parse(changed) };
};

const slower = ({ clients }: DeployedFunction) => ({
  clients: clients.map(client => ({ ...client, seconds: client.seconds * 2 })),
});

test.each<[string, () => Budget, RegExp]>([
  ['longer time-outs', () => withFunction('ensure-job', slower), /a call of ensure-job with GlueClient/],
  ['more attempts', () => withFunction('plan', () => ({ attempts: 12 })), /a call of plan with/],
  ['more attempts at the endpoint', () => withFunction('api', slower), /a call of api with/],
  ['slower copies', () => withFunction('copy-data', slower), /copy-data hands over too late/],
  ['a shorter function', () => withFunction('report', () => ({ seconds: 60 })), /a call of report with/],
  [
    'a longer function',
    () => withFunction('ensure-catalog', () => ({ seconds: 400 })),
    /its state EnsureCatalog has 310 s/,
  ],
  ['a shorter state', () => withText('"TimeoutSeconds":310', '"TimeoutSeconds":300'), /has 300 s/],
  [
    'a shorter execution',
    () => withText('43200', '7200'),
    /CopyBatch may take \d+ s; the execution has 7200/,
  ],
  [
    'more patience for a bucket',
    () => withText('"MaxAttempts":8', '"MaxAttempts":20'),
    /EnsureStorage.* may take/,
  ],
])('%s: found', (_what, changed, finding) => {
  expect(findingsIn(changed()).join('\n')).toMatch(finding);
});
