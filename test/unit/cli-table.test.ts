import fc from 'fast-check';
import { table, width } from '../../cli/render/table.ts';

const columns = [
  { name: 'city', type: 'varchar' },
  { name: 'n', type: 'bigint' },
];

describe("a query's answer as a table", () => {
  test('numbers are aligned to the right, text to the left', () => {
    expect(
      table(columns, [
        ['rio', '7'],
        ['são paulo', '1849'],
      ]),
    ).toBe(['city          n', '─────────  ────', 'rio           7', 'são paulo  1849'].join('\n'));
  });

  test('a combining accent, an emoji and a Chinese character keep columns aligned', () => {
    expect(width('sa\u0303o')).toBe(3);
    expect(width('東京')).toBe(4);
    expect(width('👩‍👩‍👧')).toBe(2);
    const [, , first, second] = table(columns, [
      ['sa\u0303o', '1'],
      ['東京', '2'],
    ]).split('\n');
    expect(width(first ?? '')).toBe(width(second ?? ''));
  });

  test('NULL looks different from an empty text', () => {
    expect(
      table(columns, [
        [null, null],
        ['', '0'],
      ])
        .split('\n')
        .slice(2),
    ).toEqual(['NULL  NULL', '         0']);
  });

  test('control characters are shown escaped', () => {
    const text = table(columns, [
      ['two\nlines', '1'],
      ['\u001b[31mred\u009b', '2'],
      ['right\u202eleft', '3'],
    ]);
    expect(text.split('\n')).toHaveLength(5);
    for (const shown of ['two\\nlines', '\\x1b[31mred\\x9b', 'right\\u202eleft'])
      expect(text).toContain(shown);
    for (const steering of ['\u001b', '\u009b', '\u202e']) expect(text).not.toContain(steering);
  });

  test('escaped characters count towards the width, so that columns stay aligned', () => {
    const [, , first, second] = table(columns, [
      ['\u001b[31mred', '1'],
      ['rio', '2'],
    ]).split('\n');
    expect(first).toBe('\\x1b[31mred  1');
    expect(second).toHaveLength(first?.length ?? 0);
    expect(width('\u001b')).toBe(4);
  });

  test('whatever is in a table, each row is one line', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string())), rows => {
        expect(table(columns, rows).split('\n')).toHaveLength(rows.length + 2);
      }),
    );
  });
});
