import { atMost } from '../../lab/money.ts';
import { bytes, counted, dollars, duration } from '../../lab/words/units.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [864_012, '864 kB'],
  [1.5e9, '1.5 GB'],
])('%d bytes', (value, words) => expect(bytes(value)).toBe(words));

test.each([
  [0.42, '0.4 s'],
  [59.4, '59 s'],
  [125, '2 min 5 s'],
  [11_100, '3 h 5 min'],
])('%d seconds', (value, words) => expect(duration(value)).toBe(words));

test('one file, several files', () => {
  expect([counted(1, 'file'), counted(0, 'file'), counted(32_951, 'file')]).toEqual([
    '1 file',
    '0 files',
    '32,951 files',
  ]);
  expect(counted(2, 'batch', 'batches')).toBe('2 batches');
});

test('money', () => {
  expect([dollars(1234.5), atMost(0.4812), atMost(1234), atMost(0.07)]).toEqual([
    '$1,234.50',
    '$0.49',
    '$1,234.00',
    '$0.07',
  ]);
});
