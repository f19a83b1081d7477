import { DeletePartitionCommand } from '@aws-sdk/client-glue';
import type { KindFixture } from '../kind-fixture.ts';

export const partitionsFixture: KindFixture = {
  drift: 'none: a partition is never changed, and a missing one is a removal',
  strangers: 'none: partitions of others are counted in a note and left as they are',
  removals: {
    partition: ({ glue }) =>
      glue.send(
        new DeletePartitionCommand({
          DatabaseName: 'daybreak_sot',
          TableName: 'tbl_visits',
          PartitionValues: ['2026'],
        }),
      ),
  },
};
