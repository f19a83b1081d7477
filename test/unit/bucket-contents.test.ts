import {
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { clearBucket, oneByOne } from '../../reconcile/bucket-contents.ts';

const lab = { name: 'daybreak', account: '123456789012', region: 'us-east-1', partition: 'aws' };

interface Listed {
  readonly key: string;
  readonly version: string;
  /** Undefined: a delete marker. */
  readonly bytes?: number;
}

/** A bucket whose listing has these pages. */
const bucketOf = (...pages: readonly (readonly Listed[])[]) => {
  const deleted: string[] = [];
  const answer = async (command: unknown) => {
    if (command instanceof ListMultipartUploadsCommand) return {};
    if (command instanceof DeleteObjectsCommand) {
      for (const { Key, VersionId } of command.input.Delete?.Objects ?? [])
        deleted.push(`${Key} ${VersionId}`);
      return {};
    }
    if (!(command instanceof ListObjectVersionsCommand)) throw new Error('an unknown call');
    const page = Number(command.input.KeyMarker ?? 0);
    const entries = pages[page] ?? [];
    const named = ({ key: Key, version: VersionId }: Listed) => ({ Key, VersionId });
    return {
      IsTruncated: page + 1 < pages.length,
      NextKeyMarker: String(page + 1),
      Versions: entries.flatMap(each =>
        each.bytes === undefined
          ? []
          : [{ ...named(each), Size: each.bytes, IsLatest: each.version === 'new' }],
      ),
      DeleteMarkers: entries.flatMap(each => (each.bytes === undefined ? [named(each)] : [])),
    };
  };
  return { s3: Object.assign(new S3Client({ region: 'us-east-1' }), { send: answer }), deleted };
};

const asked: string[] = [];
const ownership = {
  objects: oneByOne(async ({ key, version }) => {
    asked.push(`${key} ${version}`);
    return key.startsWith('lab');
  }),
  upload: () => false,
};

const pages = [
  [
    { key: 'lab-a', version: 'new', bytes: 1 },
    { key: 'lab-b', version: 'gone' },
  ],
  [
    { key: 'lab-b', version: 'old', bytes: 2 },
    { key: 'mine', version: 'gone' },
  ],
  [
    { key: 'mine', version: 'older', bytes: 4 },
    { key: 'mine', version: 'oldest', bytes: 8 },
    { key: 'only-markers', version: 'gone' },
  ],
  [{ key: 'z-only-markers', version: 'gone' }],
] as const;

const contents = { objects: 2, bytes: 3, otherObjects: 1, otherBytes: 12, otherUploads: 0 };
const how = { looking: false, everything: false };

beforeEach(() => {
  asked.length = 0;
});

test("an object's newest content decides about all its versions, also across pages of a listing", async () => {
  const { s3, deleted } = bucketOf(...pages);
  expect(await clearBucket(s3, lab, 'x', ownership, how)).toEqual({
    contents,
    objects: ['mine'],
    uploads: [],
  });
  expect(asked).toEqual(['lab-a undefined', 'lab-b old', 'mine older']);
  const labs = ['lab-a new', 'lab-b gone', 'lab-b old', 'only-markers gone', 'z-only-markers gone'];
  expect(deleted.toSorted()).toEqual(labs);
});

test('a look counts the same and deletes nothing; everything leaves nothing', async () => {
  const looked = bucketOf(...pages);
  expect(await clearBucket(looked.s3, lab, 'x', ownership, { ...how, looking: true })).toMatchObject({
    contents,
  });
  expect(looked.deleted).toEqual([]);
  const emptied = bucketOf(...pages);
  await clearBucket(emptied.s3, lab, 'x', ownership, { ...how, everything: true });
  expect(emptied.deleted).toHaveLength(pages.flat().length);
});
