import { follow, followed } from '../documents/follow.ts';

const all = await followed('athena');

test.each(all)(
  "the commands of $document for Athena's engine do what it says",
  async document => {
    expect(await follow(document, 'athena')).toBeUndefined();
  },
  1_200_000,
);
