import { findingsIn } from '../../statemachine/check.ts';
import { rebuildDefinition } from '../../statemachine/read.ts';

/** The definition with one top-level state changed. */
const withState = (
  name: string,
  change: (state: Record<string, unknown>) => Record<string, unknown>,
): string => {
  const definition = JSON.parse(rebuildDefinition());
  definition.States[name] = change(definition.States[name]);
  return JSON.stringify(definition);
};

const without =
  (field: string) =>
  ({ [field]: _left, ...rest }: Record<string, unknown>) =>
    rest;

test('the state machine is valid and keeps our rules', () => {
  expect(findingsIn(rebuildDefinition())).toEqual([]);
});

test('a transition to a missing state is found', () => {
  const broken = withState('SmokeTest', state => ({ ...state, Next: 'Nowhere' }));
  expect(findingsIn(broken).join()).toMatch(/Nowhere/);
});

test.each([
  ['TimeoutSeconds', /EnsureStorage has no TimeoutSeconds/],
  ['Retry', /EnsureStorage has no Retry/],
  ['Catch', /EnsureStorage has no Catch of States.ALL/],
])('a task without %s is found', (field, finding) => {
  expect(findingsIn(withState('EnsureStorage', without(field)))).toContainEqual(
    expect.stringMatching(finding),
  );
});

test('a task that a role of a few seconds would end is found', () => {
  const broken = rebuildDefinition().replace('"States.Permissions"', '"States.Timeout"');
  expect(findingsIn(broken)).toEqual([expect.stringMatching(/^Plan has no Retry of States\.Permissions/)]);
});

test('a retry without jitter is found', () => {
  const broken = rebuildDefinition().replace('"JitterStrategy": "FULL"', '"JitterStrategy": "NONE"');
  expect(findingsIn(broken)).toEqual([expect.stringMatching(/^Plan retries .* without full jitter/)]);
});

test('a task inside a branch is checked, too', () => {
  const broken = rebuildDefinition().replaceAll('"TimeoutSeconds": 910', '"HeartbeatSeconds": 910');
  expect(findingsIn(broken)).toEqual([
    expect.stringMatching(/CopyBatch has no TimeoutSeconds/),
    expect.stringMatching(/RunJob has no TimeoutSeconds/),
    expect.stringMatching(/Destroy has no TimeoutSeconds/),
  ]);
});

test('a placeholder that no step fills is found, and a step that no state uses', () => {
  const broken = rebuildDefinition().replaceAll('${ReportFunction}', '${ReprotFunction}');
  expect(findingsIn(broken).join()).toMatch(/ReprotFunction.*no state uses the function of report/s);
});

test('a Report that catches its own failure is found: the execution would succeed', () => {
  const catching = { ErrorEquals: ['States.ALL'], Next: 'LabFailed' };
  const broken = withState('Report', state => ({ ...state, Catch: [catching] }));
  expect(findingsIn(broken)).toEqual([expect.stringMatching(/Report has a Catch/)]);
});
