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
    const { before, ...input }: { before: object } = JSON.parse(JSON.stringify(event));
    given.push(before);
    const done = await copyData({ ...input, before: { outcomes: [] } });
    // As if time had been up twice.
    const turn = Reflect.get(before, 'turn') ?? 0;
    return { ...Object(done), isDone: turn === 2, turn: turn + 1 };
  };
  const { outcomes } = await small.rebuilt();
  const datasets = outcomes.filter(({ kind }) => kind === 'dataset');
  expect(datasets).toHaveLength(smallDefinition.datasets.length);
  expect(given).toHaveLength(3 * datasets.length);
  expect(given.filter(before => !Object.hasOwn(Object(before), 'turn'))).toHaveLength(datasets.length);
});

test('what a batch has done before it fails is in the report', async () => {
  await small.reset();
  const copyData = small.handlers['copy-data'];
  small.handlers['copy-data'] = async event => {
    const { before }: { before: { outcomes: readonly object[] } } = JSON.parse(JSON.stringify(event));
    if (before.outcomes.length > 0)
      throw Object.assign(new Error('the rest is not'), { name: 'FileMismatch' });
    return { ...Object(await copyData(event)), isDone: false };
  };
  expect(await small.rebuild()).toMatchObject({ status: 'failed' });
  const { failures, outcomes } = await small.report();
  expect(failures[0]).toMatchObject({ step: 'CopyData', error: 'FileMismatch' });
  expect(outcomes.filter(({ kind }) => kind === 'dataset')).toHaveLength(smallDefinition.datasets.length);
});
