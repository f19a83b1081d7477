import fc from 'fast-check';
import { valueHint, valueTest } from '../../cli/seed/column-values.ts';

describe('a value that fits its column', () => {
  test.each([
    ['tinyint', ['-128', '127', '+1', '007'], ['128', '-129', '1.0', ' 1', '1e3', '0x1', 'a']],
    ['smallint', ['-32768', '32767'], ['32768']],
    ['int', ['-2147483648', '2147483647'], ['2147483648', '1.5', '1,000', '-', '+', '12 ']],
    ['bigint', ['-9223372036854775808', '9223372036854775807'], ['9223372036854775808', '1e18']],
    [
      'double',
      ['1', '-1.5', '.5', '1.', '1e-3', 'NaN', '-Infinity'],
      ['1,5', '1e', 'inf', ' 1', '.', '1.2.3'],
    ],
    ['float', ['1.5'], ['x']],
    [
      'decimal(5,2)',
      ['123.45', '-0.1', '000123.4', '.5', '5.', '0'],
      ['1234', '1.234', '1e2', '.', '-', '1,5'],
    ],
    ['decimal(2,2)', ['0.12', '.99'], ['1.00']],
    [
      'date',
      ['2026-01-31', '2024-02-29', '0001-01-01'],
      ['2025-02-29', '2026-04-31', '8/6/2013', '2026-1-1', '2026-01-31 '],
    ],
    [
      'timestamp',
      ['2026-01-31 23:59:59', '2026-01-31 00:00:00.123456789'],
      [
        '2026-01-31',
        '2026-01-31T23:59:59',
        '2026-01-31 24:00:00',
        '2026-02-30 00:00:00',
        '2026-01-31 23:59:59Z',
      ],
    ],
    ['boolean', ['true', 'FALSE'], ['1', 'yes', 't']],
  ])('%s accepts %j and refuses %j', (type, good, bad) => {
    const fits = valueTest(type);
    expect(good.filter(value => !fits?.(value))).toEqual([]);
    expect(bad.filter(value => fits?.(value))).toEqual([]);
    expect(fits?.('')).toBe(true);
    expect(valueHint(type)).not.toBe('');
  });

  test('is any text in a text column', () => {
    expect(valueTest('string')).toBeUndefined();
    expect(valueTest('binary')).toBeUndefined();
  });

  test('is any date and any whole number of its type', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        date => {
          const [day = '', time = ''] = date.toISOString().slice(0, -1).split('T');
          return valueTest('date')?.(day) === true && valueTest('timestamp')?.(`${day} ${time}`) === true;
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.bigInt(),
        number => valueTest('bigint')?.(String(number)) === (BigInt.asIntN(64, number) === number),
      ),
    );
    fc.assert(fc.property(fc.double(), number => valueTest('double')?.(String(number)) === true));
  });
});
