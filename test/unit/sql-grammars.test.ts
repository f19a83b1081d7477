import { execFileSync } from 'node:child_process';
import { parseHive } from '../../sql/hive.ts';
import { problemText } from '../../sql/parse.ts';
import { parseTrino } from '../../sql/trino.ts';

const trinoErrors = async (sql: string) => (await parseTrino(sql)).errors.map(problemText);
const hiveErrors = async (sql: string) => (await parseHive(sql)).errors.map(problemText);

test("a query is parsed by Trino's grammar", async () => {
  const { tree, errors } = await parseTrino('SELECT count(*) AS orders FROM daybreak_sor.orders;');
  expect(errors).toEqual([]);
  expect(tree.statements()).toHaveLength(1);
});

test("a definition is parsed by Hive's grammar", async () => {
  const ddl = `CREATE EXTERNAL TABLE IF NOT EXISTS sor.orders (id string, lines array<struct<sku:string>>)
    PARTITIONED BY (day string) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
    LOCATION 's3://bucket/orders/' TBLPROPERTIES ('classification' = 'json')`;
  const { tree, errors } = await parseHive(ddl);
  expect(errors).toEqual([]);
  expect(tree.statement()[0]?.execStatement()?.ddlStatement()?.createTableStatement()).toBeTruthy();
});

test("a mistake is named with its place, in Athena's form", async () => {
  expect(await trinoErrors('SELECT 1\nFORM orders o p')).toEqual([
    expect.stringMatching(/^line 2:6: .*'orders'. Expecting: /),
  ]);
  const [first] = await hiveErrors('MSCK REPAIR TABEL orders');
  expect(first).toMatch(/^line 1:13: .*'TABEL'/);
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
