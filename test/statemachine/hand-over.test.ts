import { smallDefinition } from './small-definition.ts';
import { SmallLab } from './small-lab.ts';

let small: SmallLab;

beforeAll(async () => {
  small = await SmallLab.start();
  small.skipProofs();
});

afterAll(async () => {
  await small?.stop();
});

test('a batch that is not done is handed over, with what was done of it, until it is', async () => {
  await small.reset();
  const copyData = small.handlers['copy-data'];
  const given: unknown[] = [];
  small.handlers['copy-data'] = async event => {
    const { before, ...input }: { before: object | null } = JSON.parse(JSON.stringify(event));
    given.push(before);
    const done = await copyData({ ...input, before: null });
    // As if time had been up twice.
    const turn = before === null ? 0 : Reflect.get(before, 'turn');
    return { ...Object(done), isDone: turn === 2, turn: turn + 1 };
  };
  const { outcomes } = await small.rebuilt();
  const datasets = outcomes.filter(({ kind }) => kind === 'dataset');
  expect(datasets).toHaveLength(smallDefinition.datasets.length);
  expect(given).toHaveLength(3 * datasets.length);
  expect(given.filter(before => before === null)).toHaveLength(datasets.length);
});
