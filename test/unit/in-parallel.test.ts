import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allOf, inParallel } from '../../lab/in-parallel.ts';

/** Work that fails at one item while the others take their time. */
const workOn = (failing: number) => {
  const seen = { begun: 0, underWay: 0 };
  const work = async (item: number): Promise<number> => {
    seen.begun += 1;
    seen.underWay += 1;
    await sleep(item === failing ? 1 : 20);
    seen.underWay -= 1;
    if (item === failing) throw new Error(`item ${item} failed`);
    return item;
  };
  return { seen, work };
};

test('after a failure nothing keeps running, and nothing new starts', async () => {
  const { seen, work } = workOn(2);
  await expect(inParallel(3, [1, 2, 3, 4, 5, 6, 7], work)).rejects.toThrow('item 2 failed');
  expect(seen).toEqual({ begun: 3, underWay: 0 });
});

test('if the list of items fails, work that has started is awaited', async () => {
  const { seen, work } = workOn(0);
  const items = async function* () {
    yield 1;
    yield 2;
    throw new Error('the manifest broke off');
  };
  await expect(inParallel(3, items(), work)).rejects.toThrow('the manifest broke off');
  expect(seen).toEqual({ begun: 2, underWay: 0 });
});

test('different tasks at once: a failure is reported once all of them have ended', async () => {
  const { seen, work } = workOn(1);
  await expect(allOf([work(1), work(2), work(3)])).rejects.toThrow('item 1 failed');
  expect(seen).toEqual({ begun: 3, underWay: 0 });
  expect(await allOf([Promise.resolve(1), Promise.resolve('a')])).toEqual([1, 'a']);
});

test('no product code leaves work running, as Promise.all does if one of its promises fails', () => {
  const root = join(import.meta.dirname, '../..');
  const sources = globSync('{lab,reconcile,functions,cli/commands}/**/*.ts', { cwd: root });
  expect(sources.length).toBeGreaterThan(100);
  const users = sources.filter(file => readFileSync(join(root, file), 'utf8').includes('Promise.all('));
  expect(users).toEqual(['lab/in-parallel.ts']);
});
