import fc from 'fast-check';
import { canonical, type Value } from '../../lab/marks.ts';
import { changeLines, keptLines } from '../../lab/words/difference.ts';

/** As the engine words values: text as it is, anything else as JSON. */
const change = (property: string, from: Value, to: Value) => ({
  property,
  from: typeof from === 'string' ? from : canonical(from),
  to: typeof to === 'string' ? to : canonical(to),
});
const lines = (from: Value, to: Value) => changeLines('table', change('p', from, to));

const column = (name: string, type: string, comment = '') => ({ name, type, comment });
const [id, city, state] = [
  column('id', 'string'),
  column('customer_city', 'string', 'City'),
  column('state', 'string'),
];

/** What somebody made of the columns, and a rebuild leaves. */
const kept = (theirs: Value, ours: Value) => keptLines('table', change('columns', theirs, ours));

describe('what somebody did to the columns of a table is said in words', () => {
  test.each<[string, Value, Value, readonly string[]]>([
    [
      'renamed',
      [id, column('city', 'string', 'City'), state],
      [id, city, state],
      ['Column customer_city was renamed to city; kept'],
    ],
    [
      'renamed, after another was added',
      [column('new', 'int'), id, column('city', 'string', 'City'), state],
      [id, city, state],
      ['Column customer_city was renamed to city; kept', 'Column new (int) was added; kept'],
    ],
    [
      'another type in the same place is another column',
      [id, column('city', 'int'), state],
      [id, city, state],
      ['Column customer_city (string) was removed; kept', 'Column city (int) was added; kept'],
    ],
    ['removed', [id, state], [id, city, state], ['Column customer_city (string) was removed; kept']],
    ['added', [id, city, state], [id, state], ['Column customer_city (string) was added; kept']],
    [
      'another type',
      [column('id', 'bigint'), city],
      [id, city],
      ['Type of column id: string → bigint; kept'],
    ],
    [
      'another comment',
      [id, column('customer_city', 'string', 'My city')],
      [id, city],
      ['Comment on column customer_city: City → "My city"; kept'],
    ],
    ['moved', [state, id, city], [id, city, state], ['Column state was moved from place 3 to place 1; kept']],
    [
      'several moved',
      [state, city, id],
      [id, city, state],
      ['Columns customer_city and state were moved to other places; kept'],
    ],
  ])('%s', (_what, theirs, ours, expected) => expect(kept(theirs, ours)).toEqual(expected));

  test('and a repair says how it puts them right', () => {
    const theirs = [id, column('city', 'string', 'City'), column('extra', 'int')];
    expect(changeLines('table', change('columns', theirs, [id, city]))).toEqual([
      'Column city renamed to customer_city',
      'Column extra (int) removed',
    ]);
  });

  test('partition keys are called that', () => {
    expect(
      keptLines('table', change('partitionKeys', [column('day', 'string')], [column('day', 'date')])),
    ).toEqual(['Type of partition key day: date → string; kept']);
  });
});

describe('other settings', () => {
  const block = (is: boolean) => ({ BlockPublicAcls: is, BlockPublicPolicy: is, IgnorePublicAcls: is });

  test.each<[string, string, Value, Value, readonly string[]]>([
    [
      'switches that were all turned are one thing',
      'publicAccess',
      block(false),
      block(true),
      ['Block on public access: off → on'],
    ],
    [
      'one switch of several has its name',
      'publicAccess',
      { ...block(true), BlockPublicAcls: false },
      block(true),
      ['Block on public access BlockPublicAcls: off → on'],
    ],
    [
      'a part of a policy',
      'tlsOnly',
      [{ Sid: 'tls', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      [{ Sid: 'tls', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      ['Rule that only TLS may be used tls, Condition, Bool, aws:SecureTransport: on → off'],
    ],
    [
      'a rule that is missing',
      'lifecycle',
      {},
      { results: { expireDays: 7, prefix: 'results/', status: 'Enabled', abortDays: null } },
      ['Lifecycle rule results added: days until deletion 7, prefix results/, status Enabled'],
    ],
    ['a job argument', 'arguments', { '--a': '1' }, { '--a': '2' }, ['Job argument --a: 1 → 2']],
    [
      'bytes',
      'scanCutoff',
      '1000000000',
      '10000000',
      ['Most bytes that a query may scan: "1.0 GB" → "10 MB"'],
    ],
  ])('%s', (_what, property, from, to, expected) =>
    expect(changeLines('bucket', change(property, from, to))).toEqual(expected),
  );
});

describe('the difference of any two values', () => {
  test.each<[string, Value, Value, string]>([
    ['a short text', '2', '3', 'p: 2 → 3'],
    ['what was not there', null, 'x', 'p added: x'],
    ['an empty text', '', 'x', 'p: empty → x'],
    ['a list of texts', ['a', 'b'], ['a', 'c'], 'p 2: b → c'],
    [
      'members that share a name',
      [column('a', 'int'), column('a', 'int')],
      [column('a', 'int')],
      'p 2 removed (name a, type int)',
    ],
    ['a list where a text was', 'x', ['x'], 'p: x → x'],
    [
      'members in another order',
      [{ Sid: 'a' }, { Sid: 'b' }],
      [{ Sid: 'b' }, { Sid: 'a' }],
      'p put in another order',
    ],
  ])('%s', (_what, from, to, expected) => expect(lines(from, to)).toContain(expected));

  test('a long text is cut to where it differs', () => {
    const sql = (city: string) =>
      `SELECT ${'column, '.repeat(40)} FROM t WHERE city = '${city}' ${'-- '.repeat(60)}`;
    const [line = ''] = lines(sql('porto'), sql('lisboa'));
    expect(line.length).toBeLessThan(180);
    expect(line).toMatch(/^p: ….*'porto'.*… → ….*'lisboa'.*…$/);
  });

  test('a list that had to be cut for the report is not shown as half of one', () => {
    const cut = '[{"name":"a","ty… (5000 characters)';
    expect(keptLines('table', change('columns', cut, [id]))).toEqual([
      'What is in Columns was changed, by more than fits here; kept',
    ]);
  });

  test.each([
    ['dataset', 'a.csv', 'File a.csv was changed (7 bytes → 864 kB); kept'],
    ['script', 'content', 'Script was changed (7 bytes → 864 kB); kept'],
    ['job-file', 'content', 'File was changed (7 bytes → 864 kB); kept'],
  ] as const)('of a %s it says the sizes, and not the checksums', (kind, property, expected) => {
    const content = change(property, '864012 bytes, CRC32 AAAAAA==', '7 bytes, CRC32 BBBBBB==');
    expect(keptLines(kind, content)).toEqual([expected]);
  });

  test('files of the same size were changed, too, and those that are repaired are put back', () => {
    const content = change('a.csv', '7 bytes, CRC32 AAAAAA==', '7 bytes, CRC32 BBBBBB==');
    expect(keptLines('dataset', content)).toEqual(['File a.csv was changed; kept']);
    expect(changeLines('dataset', { ...content, repaired: true })).toEqual(['File a.csv put back']);
  });

  test('a file that is set aside', () => {
    const moved = change('t/mine.csv', '12345 bytes of an earlier definition', 'set aside');
    expect(changeLines('dataset', moved)).toEqual([
      'File t/mine.csv set aside (12 kB of an earlier definition)',
    ]);
  });

  test('nobody has to read JSON', () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/);
    const value = fc.object({ key: word, values: [word, fc.nat(), fc.boolean(), fc.constant(null)] });
    fc.assert(
      fc.property(value, value, (from, to) => {
        const change = { property: 'p', from: JSON.stringify(from), to: JSON.stringify(to) };
        for (const line of [...changeLines('table', change), ...keptLines('table', change)])
          expect(line).not.toMatch(/[{}[\]"]/);
      }),
    );
  });

  test('whatever differs, something is said, on lines that do not steer the terminal', () => {
    fc.assert(
      fc.property(fc.constantFrom('p', 'columns'), fc.jsonValue(), fc.jsonValue(), (property, from, to) => {
        const [a, b] = [JSON.stringify(from), JSON.stringify(to)];
        for (const words of [changeLines, keptLines]) {
          const found = words('table', { property, from: a, to: b });
          if (a !== b) expect(found.length).toBeGreaterThan(0);
          for (const line of found) expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});
