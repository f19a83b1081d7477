import { statesOf } from '../../statemachine/check.ts';
import { rebuildDefinition } from '../../statemachine/read.ts';

interface State {
  readonly Type: string;
  readonly MaxConcurrency?: number;
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
}
interface Machine {
  readonly States: Readonly<Record<string, State>>;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html: without a limit, an inline Map runs 40 at once. */
const unlimited = 40;

const mostOfState = ({ Type, Branches = [], ItemProcessor, MaxConcurrency }: State): number => {
  if (Type === 'Task') return 1;
  if (Type === 'Parallel') return Branches.reduce((sum, branch) => sum + mostAtOnce(branch), 0);
  if (Type === 'Map' && ItemProcessor !== undefined)
    return (MaxConcurrency || unlimited) * mostAtOnce(ItemProcessor);
  return 0;
};

/** The most functions that a machine runs at once: its states come one after the other. */
const mostAtOnce = ({ States }: Machine): number => Math.max(...Object.values(States).map(mostOfState));

const machine: Machine = JSON.parse(rebuildDefinition());

test('a rebuild never runs more than ten functions at once, with one left for each door', () => {
  expect(mostAtOnce(machine)).toBe(7);
});

test('every function that Lambda throttles is called again', () => {
  const tasks = statesOf(machine).filter(([, { Type }]) => Type === 'Task');
  expect(tasks.length).toBeGreaterThan(8);
  for (const [name, { Retry = [] }] of tasks)
    expect([name, Retry.flatMap(({ ErrorEquals }) => ErrorEquals)]).toEqual([
      name,
      expect.arrayContaining(['Lambda.TooManyRequestsException']),
    ]);
});

test('a Map without a limit counts as forty', () => {
  const inner = { States: { Copy: { Type: 'Task' } } };
  expect(mostAtOnce({ States: { All: { Type: 'Map', ItemProcessor: inner } } })).toBe(40);
});
