import fc from 'fast-check';
import { chartOf } from '../../cli/page/chart.ts';
import type { Answer } from '../../page/model.ts';
import { elementsOf } from '../html-elements.ts';

const answer = (types: readonly string[], rows: readonly (readonly (string | null)[])[]): Answer => ({
  columns: types.map((type, index) => ({ name: `c${index}`, type })),
  rows,
  total: rows.length,
});

/** What a chart is made of, and its texts. */
const drawn = (of: Answer) => {
  const elements = elementsOf(`${chartOf(of) ?? ''}`);
  const count = (shape: string) => elements.filter(({ attributes }) => attributes.class === shape).length;
  return {
    bars: count('mark'),
    lines: count('line'),
    texts: elements.filter(({ tag }) => tag === 'text').map(({ text }) => text),
  };
};

test('numbers by month are a line', () => {
  const months = Array.from({ length: 12 }, (_, month) => [
    `2018-${String(month + 1).padStart(2, '0')}-01 00:00:00.000`,
    `${month * 100}`,
  ]);
  const { bars, lines, texts } = drawn(answer(['timestamp', 'bigint'], months));
  expect([bars, lines]).toEqual([0, 1]);
  expect(texts).toContain('c1');
  expect(texts).toContain('2018');
  expect(texts).toContain('1K');
});

test('numbers by growing numbers are a line', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => [`${hour}`, `${hour % 7}`]);
  expect(drawn(answer(['integer', 'double'], hours))).toMatchObject({ bars: 0, lines: 1 });
});

test('numbers by name are bars, each with its name and number', () => {
  const { bars, lines, texts } = drawn(
    answer(
      ['varchar', 'varchar', 'decimal(10,2)'],
      [
        ['<b>', 'x', '10.5'],
        ['שלום', 'y', '-3'],
        [null, 'z', '1'],
      ],
    ),
  );
  expect([bars, lines]).toEqual([2, 0]);
  expect(texts).toEqual(['c2', '<b>', '10.5', 'שלום', '-3']);
});

test.each([
  ['of names alone', answer(['varchar'], [['a'], ['b']])],
  ['of one row', answer(['varchar', 'bigint'], [['a', '1']])],
  ['without rows', answer(['varchar', 'bigint'], [])],
  ['of a statement', answer([], [])],
  [
    'of more names than a screen has room for',
    answer(
      ['varchar', 'bigint'],
      Array.from({ length: 41 }, (_, i) => [`${i}`, '1']),
    ),
  ],
])('an answer %s has no chart', (_, of) => {
  expect(chartOf(of)).toBeUndefined();
});

const placed = ['x', 'y', 'width', 'height', 'd'] as const;

/** What stands where a number belongs, and is none. */
const unplaced = (of: Answer): readonly string[] =>
  elementsOf(`${chartOf(of) ?? ''}`).flatMap(({ attributes }) =>
    placed.map(name => attributes[name] ?? '').filter(value => /NaN|Infinity|undefined/.test(value)),
  );

test.each([
  ['a range that no double holds', '-1.7976931348623157e308', '1.7976931348623157e308'],
  ['a range that is none after rounding', '1.7e308', '0'],
  ['the smallest numbers there are', '5e-324', '1e-320'],
  ['neighbours', '1e300', '1.0000000000000002e300'],
  ['the same number', '7', '7'],
])('%s has a picture or none, without a hole', (_, one, other) => {
  for (const first of ['varchar', 'double'])
    expect(
      unplaced(
        answer(
          [first, 'double'],
          [
            ['0', one],
            ['1', other],
          ],
        ),
      ),
    ).toEqual([]);
  expect(
    unplaced(
      answer(
        ['double', 'double'],
        [
          [one, '0'],
          [other, '1'],
        ].sort(([a], [b]) => Number(a) - Number(b)),
      ),
    ),
  ).toEqual([]);
});

test('whatever the answer, a chart has numbers where numbers belong', () => {
  const cell = fc.option(
    fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('2018-01-01', 'Infinity', '')),
  );
  const types = fc.constantFrom('varchar', 'date', 'timestamp with time zone', 'double', 'bigint');
  fc.assert(
    fc.property(types, types, fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (a, b, rows) => {
      expect(unplaced(answer([a, b], rows))).toEqual([]);
    }),
  );
});
