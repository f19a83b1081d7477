import { execFileSync } from 'node:child_process';
import { parseHive } from '../../sql/hive.ts';
import { problemText } from '../../sql/parse.ts';
import { statementsIn } from '../../sql/statements.ts';
import { parseTrino } from '../../sql/trino.ts';

const trinoErrors = async (sql: string) => (await parseTrino(sql)).errors.map(problemText);
const hiveErrors = async (sql: string) => (await parseHive(sql)).errors.map(problemText);

describe("Trino's grammar", () => {
  test.each([
    'SELECT count(*) AS orders FROM daybreak_sor.orders;',
    'select * from a where x >= ALL (select y from b) and x <> any (values 1, 2) union all (select 3)',
    "WITH a(b) AS (VALUES ROW(1)) SELECT try_cast(b AS varchar), if(b > 1, 'x'), date_trunc('day', now()) FROM a",
    'SELECT "$path", transform(xs, x -> x + 1)[1] FROM t CROSS JOIN UNNEST(xs) WITH ORDINALITY AS u(x, n)',
    "SELECT * FROM t FOR TIMESTAMP AS OF TIMESTAMP '2026-01-01 00:00:00 UTC' OFFSET 2 LIMIT 3",
    "CREATE TABLE a WITH (format = 'PARQUET', partitioned_by = ARRAY['d']) AS SELECT 1 x, 2 d",
    'INSERT INTO a SELECT 1; -- and another\nEXECUTE p USING 1',
  ])('accepts %s', async sql => {
    expect(await trinoErrors(sql)).toEqual([]);
  });

  /* The errors of Trino 476 itself, but for the place, which was that of `PREPARE x FROM …`. */
  test.each([
    [
      'SELECT `a` FROM b',
      'line 1:8: backquoted identifiers are not supported; use double quotes to quote identifiers',
    ],
    [
      'SELECT 1a',
      'line 1:8: identifiers must not start with a digit; surround the identifier with double quotes',
    ],
    ['SELECT 1 AS ""', 'line 1:13: Zero-length delimited identifier not allowed'],
    [
      'SELECT a FROM b c d',
      "line 1:19: mismatched input 'd'. Expecting: '(', ',', 'CROSS', 'EXCEPT', 'FETCH', 'FULL', 'GROUP', 'HAVING', " +
        "'INNER', 'INTERSECT', 'JOIN', 'LEFT', 'LIMIT', 'MATCH_RECOGNIZE', 'NATURAL', 'OFFSET', 'ORDER', 'RIGHT', " +
        "'TABLESAMPLE', 'UNION', 'WHERE', 'WINDOW', <EOF>",
    ],
    [
      'SELECT list[1:2]',
      "line 1:14: mismatched input ':'. Expecting: '%', '*', '+', '-', '.', '/', 'AT', '[', ']', '||'",
    ],
  ])("refuses %s in Trino's words", async (sql, message) => {
    expect((await trinoErrors(sql))[0]).toBe(message);
  });

  test.each([
    ['a query cut off', 'SELECT 1\nFROM'],
    ['two statements without a semicolon', 'SELECT 1 FROM a SELECT 2'],
    ["DuckDB's cast", 'SELECT a::int FROM b'],
    ["DuckDB's FROM first", 'FROM b'],
    ["DuckDB's star", 'SELECT * EXCLUDE (a) FROM b'],
    ["DuckDB's QUALIFY", 'SELECT a FROM b QUALIFY row_number() OVER () = 1'],
    ["DuckDB's ILIKE", "SELECT a FROM b WHERE a ILIKE 'x'"],
    ['LIMIT before OFFSET', 'SELECT a FROM b LIMIT 1 OFFSET 2'],
    ['a backslash before a quote', "SELECT 'it\\'s'"],
  ])('refuses %s', async (_, sql) => {
    expect((await trinoErrors(sql))[0]).toMatch(/^line \d+:\d+: mismatched input /);
  });

  test('columns are counted in characters, lines by line breaks', async () => {
    expect((await trinoErrors("SELECT 'ã😀',\r\n  'ã😀' !! 1"))[0]).toMatch(
      /^line 2:8: mismatched input '!'/,
    );
  });

  test('nesting without end is a mistake, not a crash', async () => {
    const deep = `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`;
    expect(await trinoErrors(deep)).toEqual([
      'line 1:1: statement is too large (stack overflow while parsing)',
    ]);
  });
});

test("a definition is parsed by Hive's grammar", async () => {
  const ddl = `CREATE EXTERNAL TABLE IF NOT EXISTS sor.orders (id string, lines array<struct<sku:string>>)
    PARTITIONED BY (day string) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
    LOCATION 's3://bucket/orders/' TBLPROPERTIES ('classification' = 'json')`;
  const { tree, errors } = await parseHive(ddl);
  expect(errors).toEqual([]);
  expect(tree.statement()[0]?.execStatement()?.ddlStatement()?.createTableStatement()).toBeTruthy();
  const [first] = await hiveErrors('MSCK REPAIR TABEL orders');
  expect(first).toMatch(/^line 1:13: .*'TABEL'/);
});

test('a text is split at semicolons outside of quotes and comments, and every statement stays in its place', async () => {
  const statements = await statementsIn("select ';' -- a; b\n;\n ;/* ; */ show tables; ");
  expect(statements.map(({ text }) => text)).toEqual([
    "select ';'",
    `${' '.repeat(18)}\n \n${' '.repeat(10)}show tables`,
  ]);
  expect(statements.map(({ words }) => words[0])).toEqual(['SELECT', 'SHOW']);
});

test('a process of plain Node loads the grammars, too', () => {
  const script = `
    const { parseTrino } = await import('./sql/trino.ts');
    const { parseHive } = await import('./sql/hive.ts');
    console.log((await parseTrino('SELECT 1')).errors.length, (await parseHive('SHOW TABLES')).errors.length);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    cwd: `${import.meta.dirname}/../..`,
  });
  expect(printed.trim()).toBe('0 0');
});
