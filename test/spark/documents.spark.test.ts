import { follow, followed } from '../documents/follow.ts';

const all = await followed('spark');

test.each(all)(
  'the commands of $document for Spark do what it says',
  async document => {
    expect(await follow(document, 'spark')).toBeUndefined();
  },
  1_200_000,
);
