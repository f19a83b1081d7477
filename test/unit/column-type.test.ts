import fc from 'fast-check';
import { isColumnType, isNested } from '../../lab/column-type.ts';

const plain = [
  'string',
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'date',
  'timestamp',
  'binary',
  'decimal(10,2)',
  'decimal(38,38)',
  'decimal(1,0)',
];

const { type } = fc.letrec<{ type: string; nested: string }>(tie => ({
  type: fc.oneof({ depthSize: 'small' }, fc.constantFrom(...plain), tie('nested')),
  nested: fc.oneof(
    tie('type').map(inner => `array<${inner}>`),
    fc.tuple(tie('type'), tie('type')).map(([from, to]) => `map<${from},${to}>`),
    fc
      .array(fc.tuple(fc.stringMatching(/^[a-z0-9_]{1,8}$/), tie('type')), { minLength: 1, maxLength: 3 })
      .map(fields => `struct<${fields.map(([name, inner]) => `${name}:${inner}`).join(',')}>`),
  ),
}));

describe('the type of a column', () => {
  test('may be any type of Athena, nested to any depth', () => {
    fc.assert(fc.property(type, text => isColumnType(text)));
  });

  test('is refused if a bracket is missing', () => {
    fc.assert(
      fc.property(type.filter(isNested), fc.nat(), (text, pick) => {
        const brackets = [...text.matchAll(/[<>]/g)].map(({ index }) => index);
        const lost = brackets[pick % brackets.length] ?? 0;
        expect(isColumnType(text.slice(0, lost) + text.slice(lost + 1))).toBe(false);
      }),
    );
  });

  test('never hangs or throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), text => typeof isColumnType(text) === 'boolean'));
  });

  test.each([
    'integer',
    'text',
    'varchar(10)',
    'INT',
    ' int',
    'decimal',
    'decimal(39,2)',
    'decimal(2,3)',
    'decimal(0,0)',
    'decimal(10, 2)',
    'array',
    'array<>',
    'array<int,int>',
    'array<int>>',
    'map<int>',
    'map<int,int,int>',
    'struct<>',
    'struct<int>',
    'struct<a:>',
    'struct<a:int,>',
    'struct<A:int>',
    'constructor',
    '',
  ])('%j is refused', text => {
    expect(isColumnType(text)).toBe(false);
  });
});
