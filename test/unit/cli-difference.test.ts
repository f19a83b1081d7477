import fc from 'fast-check';
import { changeLines, keptLines } from '../../cli/render/difference.ts';
import { canonical, type Value } from '../../lab/marks.ts';

/** As the engine words values: text as it is, anything else as JSON. */
const change = (property: string, from: Value, to: Value) => ({
  property,
  from: typeof from === 'string' ? from : canonical(from),
  to: typeof to === 'string' ? to : canonical(to),
});
const lines = (from: Value, to: Value) => changeLines(change('p', from, to));

const column = (name: string, type: string, comment = '') => ({ name, type, comment });

describe('the difference of two values', () => {
  test('of a list of columns only the columns that differ, by their names', () => {
    const before = [column('id', 'string'), column('n', 'int'), column('old', 'date')];
    const after = [column('new', 'date'), column('id', 'string'), column('n', 'bigint')];
    expect(lines(before, after)).toEqual([
      'p.n.type: int → bigint',
      'p.old: {"name":"old","type":"date"} → none',
      'p.new: none → {"name":"new","type":"date"}',
    ]);
  });

  test('columns that have changed places', () => {
    expect(lines([column('a', 'int'), column('b', 'int')], [column('b', 'int'), column('a', 'int')])).toEqual(
      ['p (order): a, b → b, a'],
    );
  });

  test('of a policy the statement and the part of it', () => {
    const statement = (secure: string) => ({
      Sid: 'tls',
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': secure } },
    });
    expect(lines([statement('true')], [statement('false')])).toEqual([
      'p.tls.Condition.Bool.aws:SecureTransport: true → false',
    ]);
  });

  test.each<[string, Value, Value, string]>([
    ['a short text', '2', '3', 'p: 2 → 3'],
    ['what was not there', null, 'x', 'p: none → x'],
    ['an empty text', '', 'x', 'p: empty → x'],
    ['a list of texts', ['a', 'b'], ['a', 'c'], 'p.1: b → c'],
    [
      'members that share a name',
      [column('a', 'int'), column('a', 'int')],
      [column('a', 'int')],
      'p.1: {"name":"a","type":"int"} → none',
    ],
    ['a list where a text was', 'x', ['x'], 'p: x → ["x"]'],
  ])('%s', (_what, from, to, expected) => expect(lines(from, to)).toContain(expected));

  test('a long text is cut to where it differs', () => {
    const sql = (city: string) =>
      `SELECT ${'column, '.repeat(40)} FROM t WHERE city = '${city}' ${'-- '.repeat(60)}`;
    const [line = ''] = lines(sql('porto'), sql('lisboa'));
    expect(line.length).toBeLessThan(180);
    expect(line).toMatch(/^p: ….*'porto'.*… → ….*'lisboa'.*…$/);
  });

  test('what is kept names the definition’s value, too', () => {
    expect(keptLines('table', change('columns', [column('n', 'int')], [column('n', 'bigint')]))).toEqual([
      'columns.n.type: kept int, the definition says bigint',
    ]);
  });

  test.each([
    ['dataset', 'a.csv'],
    ['script', 'content'],
    ['job-file', 'content'],
  ] as const)('of a %s it says whose content is kept', (kind, property) => {
    const content = change(property, '6 bytes, CRC32 AAAAAA==', '7 bytes, CRC32 BBBBBB==');
    expect(keptLines(kind, content)).toEqual([
      `${property}: kept somebody else's content instead of the definition's file`,
    ]);
  });

  test('whatever differs, something is said, on lines that do not steer the terminal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (from, to) => {
        const [a, b] = [JSON.stringify(from), JSON.stringify(to)];
        const found = changeLines({ property: 'p', from: a, to: b });
        if (a !== b) expect(found.length).toBeGreaterThan(0);
        for (const line of found) expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
