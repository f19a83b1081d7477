import fc from 'fast-check';
import { formatSeedUri, parseSeedUri } from '../../lab/seed-uri.ts';

const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,40}[a-z0-9]$/);
const prefix = fc.array(fc.stringMatching(/^[A-Za-z0-9_=][A-Za-z0-9._ =-]{0,10}$/), { maxLength: 4 });

describe('the address of a seed', () => {
  test('means the same with and without its last slash', () => {
    expect(parseSeedUri('s3://lake/labs/olist')).toEqual(parseSeedUri('s3://lake/labs/olist/'));
    expect(parseSeedUri('s3://lake')).toEqual({ bucket: 'lake', prefix: '' });
    expect(parseSeedUri('s3://lake/')).toEqual({ bucket: 'lake', prefix: '' });
  });

  test('is the same after being written and read back', () => {
    fc.assert(
      fc.property(bucket, prefix, (name, parts) => {
        fc.pre(parts.at(-1) !== 'lab.json');
        const uri = { bucket: name, prefix: parts.map(part => `${part}/`).join('') };
        expect(parseSeedUri(formatSeedUri(uri))).toEqual(uri);
      }),
    );
  });

  test.each([
    ['https://lake.s3.amazonaws.com/x', 'does not begin with s3://'],
    ['lake/x', 'does not begin with s3://'],
    ['', 'does not begin with s3://'],
    ['s3:///x', 'names no bucket'],
    ['s3://', 'names no bucket'],
    ['s3://My_Bucket/x', "names the bucket 'My_Bucket', which can't exist"],
    ['s3://ab/x', "names the bucket 'ab'"],
    ['s3://lake..x/', "names the bucket 'lake..x'"],
    ['s3://lake//x/', 'has two slashes in a row'],
    ['s3://lake/x//', 'has two slashes in a row'],
    ['s3://lake//', 'has two slashes in a row'],
    ['s3://lake/../x/', "has '.' or '..'"],
    ['s3://lake/x/lab.json', 'names lab.json itself'],
    ['s3://lake/x\ny/', 'unprintable'],
    ['s3://lake/x\n', 'unprintable'],
  ])('%j is refused, and the message says why', (text, why) => {
    expect(() => parseSeedUri(text)).toThrow(expect.objectContaining({ name: 'InvalidInput' }));
    expect(() => parseSeedUri(text)).toThrow(why);
  });
});
