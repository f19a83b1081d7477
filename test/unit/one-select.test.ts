import fc from 'fast-check';
import { selectProblem } from '../../lab/one-select.ts';

describe('one query is accepted', () => {
  test.each([
    'select 1',
    'SELECT a, b FROM ${sor}.t WHERE a = 1 ORDER BY b LIMIT 3;',
    'select 1 ; -- the end; drop table t',
    '-- drop table t;\r\nselect 1 /* ; */\r\n;\r\n',
    '/**/select/***/1',
    "select ';', '--', '/*', '''; drop table t', '\\'",
    'select "drop", "a;b", "a""b" from "insert"',
    "select * from t where path = 's3://${sor.bucket}/x'",
    'select count(*) from "${sor}".t',
    "select U&'\\0041;', X'0a', date '2026-01-01', 1.5e3, .5, 1_000, 0x1F",
    'select a[1], f(x -> x + 1), cast(a as row(b int)), c::int from t where d <> 1 and e != ?',
    "select e 'x' from t",
    "select u&'\\''; drop table t --', 1",
    'select update, call, copy from t',
    'select 1 union all select 2 intersect (select 3) except distinct values 4',
    '(select 1) union all (select 2) order by 1',
    '((select 1));',
    'select (((select 1) + 1) * 2)',
    'select * from (values (1, 2)) v (a, b) cross join unnest(array[1]) with ordinality u (a, b)',
    'with a as (select 1) select * from a',
    'with recursive a (x) as (select 1 union all (select x + 1 from a)), "b" as (values 1) (select * from a)',
    'with a as (with b as (table c) select * from b) select * from a where x in (with d as (select 1) select * from d)',
    'with function as (select 1) select * from function',
    'select max(a) over (w) from t window w as (partition by b)',
  ])('%s', sql => {
    expect(selectProblem(sql)).toBeUndefined();
  });
});

describe('anything else is refused, with what it is and where', () => {
  const advice = ': write one SELECT, or WITH … SELECT';
  test.each([
    ['', `ends at line 1, column 1${advice}`],
    [' -- only this\n', `ends at line 2, column 1${advice}`],
    ['/* only this */', `ends at line 1, column 16${advice}`],
    [';', `begins with ';' at line 1, column 1${advice}`],
    ...[
      ...[
        "COPY t TO 'x'",
        'DROP TABLE t',
        'INSERT INTO t VALUES (1)',
        'CREATE TABLE t AS SELECT 1',
        'CALL f()',
      ],
      ...[
        'EXPLAIN ANALYZE SELECT 1',
        'PREPARE p FROM SELECT 1',
        'EXECUTE p',
        'DELETE FROM t',
        'TRUNCATE TABLE t',
      ],
      ...[
        'UPDATE t SET a = 1',
        'MERGE INTO t',
        'ALTER TABLE t',
        'SHOW TABLES',
        'DESCRIBE t',
        'USE x',
        'SET a = 1',
      ],
      ...[
        "ATTACH 'x'",
        'INSTALL x',
        'PRAGMA x',
        "EXPORT DATABASE 'x'",
        'VALUES 1',
        'TABLE t',
        'FROM t SELECT 1',
      ],
    ].map(sql => [sql, `begins with '${sql.split(' ')[0]}' at line 1, column 1${advice}`]),
    ['/* a\r\nb */ -- c\r\n\tdrop table t', `begins with 'drop' at line 3, column 2${advice}`],
    ['(drop table t)', `has 'drop' at line 1, column 2 where a query has to begin${advice}`],
    ['((values 1))', `has 'values' at line 1, column 3 where a query has to begin${advice}`],
    ['select 1;\nselect 2', `goes on after its semicolon with 'select' at line 2, column 1${advice}`],
    ['select 1; -- \rdrop table t', `goes on after its semicolon with 'drop' at line 2, column 1${advice}`],
    [
      "select 'é😀', ';' ; drop table t",
      `goes on after its semicolon with 'drop' at line 1, column 20${advice}`,
    ],
    ['select 1;;', `goes on after its semicolon with ';' at line 1, column 10${advice}`],
    ["with a as (copy t to 'x') select 1", "has 'copy' at line 1, column 12 where a query has to begin"],
    ['with a as (with b as (update t set a = 1) select 1) select 1', "has 'update' at line 1, column 23"],
    ['select * from (with a as (truncate t) select 1)', "has 'truncate' at line 1, column 27"],
    ['select 1 union all (with a as ((call f())) select 1)', "has 'call' at line 1, column 33"],
    ['with a as (select 1), b as (insert into t select 1) select 1', "has 'insert' at line 1, column 29"],
    ['with a as (select 1) delete from t', "has 'delete' at line 1, column 22 where a query has to begin"],
    ['with a as (select 1)', 'ends at line 1, column 21 where a query has to begin'],
    ['with a as (select 1) with b as (select 2) select 1', "has 'with' at line 1, column 22"],
    [
      'with a as materialized (select 1) select 1',
      "has 'materialized' at line 1, column 11 where '(' and a query",
    ],
    ['with a select 1', "has 'select' at line 1, column 8 where AS belongs"],
    ['with a (select 1) select 1', "has 'select' at line 1, column 9, where a query can't begin"],
    ["with 'a' as (select 1) select 1", "has ''a'' at line 1, column 6 where the name of a query belongs"],
    ['with function f() returns int return 1 select f()', 'defines a FUNCTION at line 1, column 6'],
    ['select 1 union drop table t', "has 'drop' at line 1, column 16 where a query has to begin"],
    ['select 1 select 2', "has 'select' at line 1, column 10, where a query can't begin"],
    [
      '(select 1) drop table t',
      "has 'drop' at line 1, column 12, which does not go on with the query before it",
    ],
    ['(select 1) (select 2)', "has '(' at line 1, column 12, which does not go on"],
    ['select 1 into t', "has 'into' at line 1, column 10, which a query can't have"],
    [
      'select * from (insert into t values (1))',
      "has 'insert' at line 1, column 16, which a query can't have",
    ],
    ['select * from (pivot t on a)', "has 'pivot' at line 1, column 16, which a query can't have"],
    ['select (1', "opens '(' at line 1, column 8 and does not close it"],
    ['select (1; drop table t)', "opens '(' at line 1, column 8 and does not close it"],
    ['select [1)', "opens '[' at line 1, column 8 and does not close it"],
    ['select 1)', "has ')' at line 1, column 9, but no bracket is open"],
    ["select 'a''", 'opens a text at line 1, column 8 and does not close it'],
    ['select "a', 'opens a quoted name at line 1, column 8 and does not close it'],
    ['select 1 /*/', 'opens a comment at line 1, column 10 and does not close it'],
    ['select /* /* */ 1', 'has a comment inside the comment at line 1, column 8'],
    ['select /* a /*/ 1; drop table t', 'has a comment inside the comment at line 1, column 8'],
    ["select E'\\'; drop table t --'", "has E'…' at line 1, column 8"],
    ["select 1e'\\'; drop table t --'", "has 1e'…' at line 1, column 8"],
    ["select ${sor.bucket}e'\\'; drop table t --'", "has e'…' at line 1, column 21"],
    ["select $$ ' $$; drop table t --'", "has '$' at line 1, column 8, which Athena does not allow there"],
    ["select $a$ ' $a$; drop table t --'", "has '$' at line 1, column 8"],
    ['select `a;b`', "has '`' at line 1, column 8"],
    ['select \\; drop table t', "has '\\' at line 1, column 8"],
    ['select 😀', "has '😀' at line 1, column 8"],
    ['select\u00a01', "has '\u00a0' at line 1, column 7"],
    [`select ${'('.repeat(100_000)}`, "has '(' at line 1, column 108, which is more than 100 brackets deep"],
    [`drop${'x'.repeat(100)}`, `begins with 'drop${'x'.repeat(36)}…' at line 1`],
  ])('%s', (sql, message) => {
    expect(selectProblem(sql)).toContain(message);
  });
});

const options = { numRuns: 500 };
const blank = fc.constantFrom(' ', '\n', '\r\n', '\t', '-- ; drop table t\n', '/* ; \' " */', '/**/');
const blanks = fc.array(blank, { minLength: 1, maxLength: 4 }).map(all => all.join(''));
const token = fc.oneof(
  fc.constantFrom(
    'select',
    'with',
    'as',
    'union',
    'from',
    'drop',
    'x',
    '1',
    ',',
    '(',
    ')',
    '[',
    ']',
    '+',
    '${sor}',
  ),
  fc.string().map(inside => `'${inside.replaceAll("'", "''")}'`),
  fc.string().map(inside => `"${inside.replaceAll('"', '""')}"`),
);
const tokens = fc.array(token, { minLength: 1, maxLength: 12 });
const statement = fc.oneof(
  tokens,
  tokens.map(all => ['select', ...all]),
  fc.constantFrom(
    ['select', '1'],
    ['with', 'x', 'as', '(', 'select', '1', ')', 'select', '*', 'from', 'x'],
    ['(', 'select', '1', ')', 'union', 'all', '(', 'select', '2', ')'],
  ),
);

test('whatever the tokens, anything after a semicolon is refused', () => {
  fc.assert(
    fc.property(statement, tokens, blanks, (before, after, between) => {
      expect(selectProblem([...before, ';', ...after].join(between))).toBeDefined();
    }),
    options,
  );
});

test('white space and comments around and between tokens change nothing', () => {
  const taken = (sql: string) => selectProblem(sql) === undefined;
  fc.assert(
    fc.property(statement, blanks, (all, between) => {
      expect(taken(`${between}${all.join(between)}${between}`)).toBe(taken(all.join(' ')));
    }),
    options,
  );
});

test('text inside quotes or comments changes nothing', () => {
  const inside = fc.oneof(
    fc.string(),
    fc.constantFrom('; drop table t', '--', '\\', 'select', '$$', ')', '${sor}'),
  );
  fc.assert(
    fc.property(
      inside,
      inside,
      inside,
      fc.constantFrom('select', 'drop', 'select 1;'),
      (text, name, comment, start) => {
        const around = (a: string, b: string, c: string) =>
          `${start} '${a.replaceAll("'", "''")}' "${b.replaceAll('"', '""')}" /* ${c.replaceAll(/[*/]/g, '')} */ -- ${c.replaceAll(/[\r\n]/g, '')}`;
        expect(selectProblem(around(text, name, comment)) === undefined).toBe(start === 'select');
      },
    ),
    options,
  );
});

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(token, blanks, fc.string(), fc.constantFrom("'", '"', '/*', '$', ';'))),
      parts => {
        expect(['string', 'undefined']).toContain(typeof selectProblem(parts.join('')));
      },
    ),
    options,
  );
});
