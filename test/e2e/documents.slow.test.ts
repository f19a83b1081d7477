import { arrangements } from '../documents/arrangements.ts';
import { follow, followed, missing } from '../documents/follow.ts';

/* Runs the commands of all documents, but for those that need an account, or an engine that has its own suite. */

const all = await followed();

test('an answer that lacks a line is found', () => {
  expect(missing(['…', 'a  b', 'c …'], 'x\na b\ny\nc 12\n')).toBeUndefined();
  expect(missing(['c …', 'a b'], 'a b\nc 12\n')).toBe('a b');
  expect(missing(['a'], 'ab')).toBe('a');
});

test('what is arranged for a command is for one that a document has', async () => {
  const known = [...all, ...(await followed('spark')), ...(await followed('athena'))].flatMap(
    ({ document, steps }) => steps.map(({ command }) => `${document}: ${command}`),
  );
  const arranged = Object.entries(arrangements).flatMap(([document, of]) =>
    Object.keys(of).map(command => `${document}: ${command}`),
  );
  expect(arranged.filter(each => !known.includes(each))).toEqual([]);
});

test.each(all)(
  'the commands of $document do what it says',
  async document => {
    expect(await follow(document)).toBeUndefined();
  },
  1_200_000,
);
