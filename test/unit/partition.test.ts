import fc from 'fast-check';
import { partitionOf, unescapedValue } from '../../lab/partition.ts';
import { partitionName } from '../../local-aws/athena/statements/partitions.ts';

const keys = [{ name: 'year' }, { name: 'at' }];

test.each([
  ['year=2026/at=1/a.csv', ['2026', '1'], 'year=2026/at=1/'],
  [
    'year=2026/at=2026-06-07 13%3A00%3a00/a.csv',
    ['2026', '2026-06-07 13:00:00'],
    'year=2026/at=2026-06-07 13%3A00%3a00/',
  ],
  ['Year=2026/AT=x/deeper/year=1/a.csv', ['2026', 'x'], 'Year=2026/AT=x/'],
  ['at=1/year=2026/a.csv', ['2026', '1'], 'at=1/year=2026/'],
  ['country=br/year=2026/day 7/at=1/run=5/a.csv', ['2026', '1'], 'country=br/year=2026/day 7/at=1/'],
  ['year=EUR=/at==/a.csv', ['EUR=', '='], 'year=EUR=/at==/'],
  [
    'year=__HIVE_DEFAULT_PARTITION__/at=a+b/a.csv',
    ['__HIVE_DEFAULT_PARTITION__', 'a+b'],
    'year=__HIVE_DEFAULT_PARTITION__/at=a+b/',
  ],
])('%s is in a partition', (key, values, folder) => {
  expect(partitionOf(keys, key)).toEqual({ values, folder });
});

test.each(['year=2026/a.csv', 'at=1/a.csv', 'year=/at=1/a.csv', 'year=2026/at=1', 'years=2026/at=1/a.csv'])(
  '%s is in none',
  key => {
    expect(partitionOf(keys, key)).toBeUndefined();
  },
);

test('without keys, a file is in the only partition there is', () => {
  expect(partitionOf([], 'deep/a.csv')).toEqual({ values: [], folder: '' });
});

test.each([
  ['10%', '10%'],
  ['%', '%'],
  ['%4', '%4'],
  ['%4g%41', '%4gA'],
  ['%2541', '%41'],
  ['%C3%A9', '\u00c3\u00a9'],
  ['é', 'é'],
])('%s means %s', (folder, value) => {
  expect(unescapedValue(folder)).toBe(value);
});

test('values are read back from the folders that Hive calls after them', () => {
  const value = fc.string({ unit: 'binary', minLength: 1 }).filter(text => !text.includes('\0'));
  fc.assert(
    fc.property(value, value, (year, at) => {
      const folder = `${partitionName(['year', 'at'], [year, at])}/`;
      expect(partitionOf(keys, `${folder}a.csv`)).toEqual({ values: [year, at], folder });
    }),
  );
});
