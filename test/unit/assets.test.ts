import { bucketName, type Lab } from '../../lab/names.ts';
import { readAsset, writeAsset } from '../../reconcile/assets.ts';
import { memoryS3 } from './memory-s3.ts';

const lab: Lab = { name: 'my-lab', account: '123456789012', region: 'eu-west-1', partition: 'aws' };
const key = 'runs/last-result.json';

test('a document is replaced by the one that is made of it', async () => {
  const { client, objects } = memoryS3();
  await writeAsset(client, lab, key, { result: 'failed' });
  const seen = await readAsset(client, lab, key);
  expect(seen).toMatchObject({ isOurs: true });
  await writeAsset(client, lab, key, { result: 'succeeded' }, seen);
  expect(objects.get(`${bucketName(lab, 'assets')}/${key}`)?.content).toContain('succeeded');
});

test.each([
  ['somebody put there', {}],
  ['somebody changed with its metadata', undefined],
])('a document that %s stays, also if it was read before', async (_, metadata) => {
  const { client, objects } = memoryS3();
  const place = `${bucketName(lab, 'assets')}/${key}`;
  await writeAsset(client, lab, key, { result: 'failed' });
  objects.set(place, { content: '{"mine":1}', metadata: metadata ?? objects.get(place)?.metadata ?? {} });
  const seen = await readAsset(client, lab, key);
  expect(seen).toMatchObject({ text: '{"mine":1}', isOurs: false });
  await expect(writeAsset(client, lab, key, { result: 'succeeded' }, seen)).rejects.toThrow(
    "is not the lab's: left as it is",
  );
  expect(objects.get(place)?.content).toBe('{"mine":1}');
});
