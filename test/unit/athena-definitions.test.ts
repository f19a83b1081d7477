import fc from 'fast-check';
import { unescapedValue } from '../../lab/partition.ts';
import { kindOf, wordsOf } from '../../local-aws/athena/statements/kinds.ts';
import { partitionName } from '../../local-aws/athena/statements/partitions.ts';
import { hiveTokens, quoted, unescaped } from '../../local-aws/athena/statements/tokens.ts';
import { isType } from '../../local-aws/athena/statements/types.ts';

const substatement = (sql: string) => kindOf(wordsOf(hiveTokens(sql)))?.substatement;

test.each([
  ['create /* x */ external -- y\n table t (n int)', 'CREATE_TABLE'],
  ["ALTER TABLE `a b`.t PARTITION (d = ')') ADD COLUMNS (n int)", 'ALTER_TABLE_ADD_COLUMN'],
  ["ALTER TABLE a.b.t PARTITION (d='1') RENAME TO PARTITION (d='2')", 'ALTER_TABLE_RENAME_PARTITION'],
  ["ALTER TABLE t ADD IF NOT EXISTS PARTITION (d='1')", 'ALTER_TABLE_ADD_PARTITION'],
  ["ALTER TABLE t SET TBLPROPERTIES ('a'='ADD COLUMNS')", 'ALTER_TABLE_PROPERTIES'],
  ['msck repair table t', 'MSCK_REPAIR'],
  ['DESC t', 'DESCRIBE_TABLE'],
  ['DESCRIBE input', 'DESCRIBE_TABLE'],
  ['DESCRIBE INPUT p', undefined],
  ['SHOW CREATE VIEW v', 'SHOW_CREATE_VIEW'],
  ['SHOW FUNCTIONS', undefined],
  ["SELECT '-- CREATE DATABASE x'", undefined],
])('%s is %s', (sql, kind) => {
  expect(substatement(sql)).toBe(kind);
});

const unit = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 1 }),
  fc.constantFrom('\\', "'", '"', '`', '\n', '0', 'u0041'),
);
const text = fc.array(unit, { maxLength: 12 }).map(parts => parts.join(''));

test('a text between quotes is read as it was written', () => {
  fc.assert(fc.property(text, each => unescaped(quoted(each)) === each));
});

test('tokens are the text without blanks and comments, whatever it is', () => {
  fc.assert(
    fc.property(text, sql => {
      for (const { text: token, at } of hiveTokens(sql)) expect(sql.startsWith(token, at)).toBe(true);
    }),
  );
});

test("a partition's folder has its values", () => {
  const ascii = fc.string({ unit: 'binary-ascii', minLength: 1 }).filter(each => !each.includes('\0'));
  fc.assert(
    fc.property(ascii, value => {
      const name = partitionName(['key'], [value]);
      expect(name).toMatch(/^key=[^/=:]+$/);
      expect(unescapedValue(name.slice('key='.length))).toBe(value);
    }),
  );
});

test.each([
  'int',
  'decimal(38,10)',
  'varchar(10)',
  'map<string,array<struct<a:int,b:map<string,decimal(5)>>>>',
  'struct<a:struct<b:date>>',
])('%s is a type', type => {
  expect(isType(type)).toBe(true);
});

test.each(['integer', 'varchar', 'array<real>', 'struct<a:json>', 'map<string,text>', 'uniontype<int>', ''])(
  '"%s" is not a type',
  type => {
    expect(isType(type)).toBe(false);
  },
);
