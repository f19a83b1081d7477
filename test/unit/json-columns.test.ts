import fc from 'fast-check';
import { JsonColumns } from '../../cli/seed/json-columns.ts';
import { jsonValues } from '../json-values.ts';

type Columns = Readonly<Record<string, string>>;

const columnsOf = (columns: Columns): JsonColumns =>
  new JsonColumns({
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    partitionKeys: [{ name: 'day', type: 'date' }],
  });

const problemOf = (columns: Columns, line: string): string | undefined => {
  let found: string | undefined;
  const stop = new Error();
  try {
    columnsOf(columns).check(line, (_, message) => {
      found = message();
      throw stop;
    });
  } catch (error) {
    if (error !== stop) throw error;
  }
  return found;
};

describe('a JSON value', () => {
  test.each(jsonValues)('of $type', ({ type, good, bad }) => {
    const passes = ([json]: readonly [string, unknown]) =>
      problemOf({ c: type }, `{"c": ${json}}`) === undefined;
    expect(good.filter(value => !passes(value))).toEqual([]);
    expect(bad.filter(passes)).toEqual([]);
  });

  const typeArbitrary = fc.constantFrom(...jsonValues);
  interface Placed {
    readonly type: string;
    readonly path: string;
    readonly inside: (value: string) => string;
  }
  /** A type at the end of any path, and how to write a value there. */
  const placed = (type: string): fc.Arbitrary<Placed> =>
    fc.array(fc.constantFrom('array', 'map', 'struct'), { maxLength: 5 }).map(wraps =>
      wraps.reduce<Placed>(
        ({ type: inner, path, inside }, wrap) => {
          if (wrap === 'array')
            return { type: `array<${inner}>`, path: `[1]${path}`, inside: v => `[null, ${inside(v)}]` };
          if (wrap === 'map')
            return {
              type: `map<string,${inner}>`,
              path: `['k']${path}`,
              inside: v => `{"k" : ${inside(v)}}`,
            };
          return {
            type: `struct<f:int,g:${inner}>`,
            path: `.g${path}`,
            inside: v => `{"G":${inside(v)},"other":[{"x":1}],"f":0}`,
          };
        },
        { type, path: '', inside: v => v },
      ),
    );

  test('that fits passes at any depth, and one that does not is refused at its path', () => {
    fc.assert(
      fc.property(
        typeArbitrary.chain(({ type, good, bad }) =>
          fc.record({
            place: placed(type),
            value: fc.constantFrom(
              ...good.map(([text]) => [text, true] as const),
              ...bad.map(([text]) => [text, false] as const),
            ),
          }),
        ),
        ({ place, value: [text, fits] }) => {
          const problem = problemOf({ id: 'int', c: place.type }, `{"id":1,"c":${place.inside(text)}}`);
          if (fits) expect(problem).toBeUndefined();
          else expect(problem).toContain(` c${place.path}`);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each([
    [{ tags: 'array<struct<n:int>>' }, '{"tags":[{},{"n":1},{"n":"x"}]}', 'tags[2].n is int'],
    [{ m: 'map<string,array<int>>' }, '{"m":{"a b":[1.5]}}', "m['a b'][0] is int"],
    [
      { place: 'struct<lat:double>' },
      '{"place":"unknown"}',
      "place is struct<lat:double>, but has 'unknown'",
    ],
    [{ m: 'map<int,int>' }, '{"m":{"x":1}}', "a key of m is 'x', but they are int"],
  ])('of %j in %s is refused with its path', (columns, line, words) => {
    expect(problemOf(columns, line)).toContain(words);
    expect(problemOf(columns, line)).toMatch(/\. Use .* or .* string/);
  });
});

describe('a line', () => {
  test.each([
    ['{"id":1,"os":"a","os":"b"}', "the key 'os' appears twice;"],
    ['{"id":1,"Id":2}', "the key 'Id' appears twice;"],
    ['{"device":{"osv":"1","osv":"1"}}', "the key 'osv' appears twice in device;"],
    ['{"unknown":[{"a":1,"A":2}]}', "the key 'A' appears twice in unknown[0];"],
    ['{"text":{"a":{"b":1,"b":1}}}', "the key 'b' appears twice in text.a;"],
    ['{"i\\u0064":1,"id":1}', "the key 'id' appears twice;"],
  ])('with a key twice is refused: %s', (line, words) => {
    expect(problemOf({ id: 'int', device: 'struct<osv:string>', text: 'string' }, line)).toContain(words);
  });

  test('may have one key at several places', () => {
    expect(
      problemOf({ id: 'int' }, '{"id":1,"a":{"id":1},"b":[{"id":1},{"id":1}],"":{"":1}}'),
    ).toBeUndefined();
  });

  test.each(['NaN', '-Infinity', 'Infinity'])('with %s is told that others refuse it', number => {
    expect(problemOf({ loss: 'double' }, `{"step":"a: 1", "loss": ${number}}`)).toMatch(
      new RegExp(`^${number} is not JSON: Trino, Athena's engine, reads it`),
    );
    expect(problemOf({ loss: 'double' }, `{"loss": "${number}"}`)).toBeUndefined();
  });

  test('is JSON just where JSON.parse says so', () => {
    const line = fc.oneof(
      fc.json(),
      fc.json().map(text => `{"a":${text}}`),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            ',',
            ':',
            '"a"',
            '"b"',
            '1',
            '-0.5e+1',
            '01',
            '-',
            'null',
            'nul',
            ' ',
            '\t',
            '"\\x"',
            '"\\u00e9"',
            '"',
            '//',
            '/**/',
            '\f',
            '\u00a0',
            "'a'",
          ),
          { maxLength: 8 },
        )
        .map(parts => `{"x":${parts.join('')}}`),
    );
    fc.assert(
      fc.property(line, text => {
        const problem = problemOf({ other: 'int' }, text);
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {}
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        // fast-check's keys may differ in case only.
        if (problem?.includes('appears twice')) return;
        expect(problem === undefined).toBe(isObject);
      }),
      { numRuns: 2000 },
    );
  });

  test('is judged the same by JSON.parse and by the parser that sees how it is written', () => {
    const integer = fc.oneof(fc.bigInt(), fc.integer({ min: -200, max: 200 })).map(String);
    const number = fc.oneof(
      integer,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => JSON.stringify(value)),
      fc
        .tuple(integer, fc.stringMatching(/^\.\d{1,20}$/), fc.stringMatching(/^([eE][+-]?\d{1,3})?$/))
        .map(parts => parts.join('')),
      fc.tuple(integer, fc.stringMatching(/^[eE][+-]?\d{1,3}$/)).map(parts => parts.join('')),
    );
    const value = fc.oneof(
      number,
      number.map(text => `"${text}"`),
      fc.json({ maxDepth: 2 }),
    );
    const type = fc.constantFrom(...jsonValues.map(each => each.type));
    fc.assert(
      fc.property(type, fc.array(value, { minLength: 1, maxLength: 3 }), (inner, list) => {
        const columns = { c: `array<${inner}>` };
        const members = `"c": [${list.join(', ')}]`;
        // The text looks as if it had a key, so that JSON.parse is not believed.
        expect(problemOf(columns, `{${members}}`)).toBe(problemOf(columns, `{${members},"z":"\\":"}`));
      }),
      { numRuns: 5000 },
    );
  });

  test('that is nested too deep is refused, not followed', () => {
    expect(problemOf({ a: 'string' }, `{"a":${'['.repeat(400)}${']'.repeat(400)}}`)).toBeUndefined();
    expect(problemOf({ a: 'string' }, `{"a":${'['.repeat(1e5)}`)).toContain('nested more than 500 levels');
  });
});

describe('what no line fills', () => {
  const warningsOf = (columns: Columns, ...lines: readonly string[]): readonly string[] => {
    const table = columnsOf(columns);
    for (const line of lines)
      table.check(line, problem => {
        throw new Error(problem);
      });
    return table.warnings();
  };

  test('is told, with the keys that have no column', () => {
    expect(
      warningsOf(
        { id: 'string', detail_type: 'string', oid: 'string' },
        '{"id":"a","detail-type":"x","_id":"1","day":"2026-01-01"}',
        '{"ID":"b","oid":null}',
      ),
    ).toEqual([
      "no line fills detail_type, oid, which will be NULL. Keys without a column are 'detail-type', '_id': give both the same name, or leave it out of lab.json",
    ]);
  });

  test('is told at every depth, but not of what is inside something missing', () => {
    expect(
      warningsOf(
        {
          items: 'array<struct<sku:string,price:double>>',
          who: 'struct<a:int,b:struct<c:int>>',
          none: 'array<struct<x:int>>',
        },
        '{"items":[{"sku":"a","Price ":1}],"who":{"a":1},"none":[]}',
      ).map(text => text.slice(0, text.indexOf(','))),
    ).toEqual(['no line fills items[].price', 'no line fills who.b']);
  });

  test('is nothing where all is filled, or where there are no lines', () => {
    expect(warningsOf({ id: 'int' }, '{"id":null}', '{"id":1}')).toEqual([]);
    expect(warningsOf({ id: 'int' })).toEqual([]);
  });
});
