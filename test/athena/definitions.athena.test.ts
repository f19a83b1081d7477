import { AthenaLab, bucket, database } from './athena-lab.ts';

/* What definitions put into the catalog, as the engine reads it. */

let lab: AthenaLab;

beforeAll(async () => {
  lab = await AthenaLab.open();
});

afterAll(() => lab?.close());

test('the first lesson: a database, a table over files, its partitions, a query', async () => {
  await lab.put('flights/year=2015/month=1/a.csv', 'origin,delay\nLIS,7\nOPO,\n');
  await lab.put('flights/year=2015/month=2/a.csv', 'origin,delay\nLIS,1\n');
  await lab.rows("CREATE DATABASE IF NOT EXISTS lesson COMMENT 'one'");
  const context = { QueryExecutionContext: { Database: 'lesson' } };
  const made = await lab.ask(
    `CREATE EXTERNAL TABLE IF NOT EXISTS Flights (Origin string COMMENT 'where from', delay int)
     PARTITIONED BY (year int, month string)
     ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' NULL DEFINED AS ''
     LOCATION 's3://${bucket}/flights/' TBLPROPERTIES ('skip.header.line.count'='1');`,
    context,
  );
  expect(made.query).toMatchObject({
    Status: { State: 'SUCCEEDED' },
    StatementType: 'DDL',
    SubstatementType: 'CREATE_TABLE',
  });
  expect(await lab.rows('SELECT * FROM flights', context)).toEqual([]);
  expect(await lab.rows('MSCK REPAIR TABLE flights', context)).toEqual([
    ['Partitions not in metastore:\tflights:year=2015/month=1\tflights:year=2015/month=2'],
    ['Repair: Added partition to metastore flights:year=2015/month=1'],
    ['Repair: Added partition to metastore flights:year=2015/month=2'],
  ]);
  expect(await lab.rows('SELECT * FROM flights ORDER BY month, origin', context)).toEqual([
    ['LIS', '7', '2015', '1'],
    ['OPO', null, '2015', '1'],
    ['LIS', '1', '2015', '2'],
  ]);
  await lab.rows("ALTER TABLE flights DROP PARTITION (year = 2015, month = '1')", context);
  await lab.rows(
    `ALTER TABLE flights ADD PARTITION (year = 2016, month = '7') LOCATION 's3://${bucket}/flights/year=2015/month=1/'`,
    context,
  );
  expect(
    await lab.rows('SELECT year, month, sum(delay) FROM flights GROUP BY 1, 2 ORDER BY 1', context),
  ).toEqual([
    ['2015', '2', '1'],
    ['2016', '7', '7'],
  ]);
  expect(await lab.rows('SHOW PARTITIONS flights', context)).toEqual([
    ['year=2015/month=2'],
    ['year=2016/month=7'],
  ]);
  await lab.rows('ALTER TABLE flights ADD COLUMNS (note string)', context);
  expect(await lab.rows("SELECT note FROM lesson.flights WHERE month = '2'", context)).toEqual([[null]]);
  await lab.rows('DROP TABLE flights', context);
  await lab.rows('DROP DATABASE lesson');
  expect(await lab.reason('SELECT 1 FROM lesson.flights')).toMatch(/^SCHEMA_NOT_FOUND: /);
});

test.each([
  [
    'delimited text with lists and maps',
    'a array<string>, m map<string,int>, s string',
    "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' ESCAPED BY '\\\\' COLLECTION ITEMS TERMINATED BY ',' MAP KEYS TERMINATED BY ':'",
    'x,y|k:1,l:2|p\\|q\n',
    ['[x, y]', '{k=1, l=2}', 'p|q'],
  ],
  [
    'JSON',
    'n int, o struct<k: array<double>>',
    "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'",
    '{"n": 1, "o": {"k": [1.5]}}\n',
    ['1', '{k=[1.5]}'],
  ],
  ["Hive's JSON", 'n int', "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'", '{"n": 2}\n', ['2']],
  [
    'quoted CSV',
    'a string, b string',
    "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' WITH SERDEPROPERTIES ('separatorChar' = ';')",
    '"x;y";z\n',
    ['x;y', 'z'],
  ],
  [
    'what a regular expression finds',
    'day string, n int',
    "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES ('input.regex' = '^(\\\\S+) (\\\\d+)$')",
    'monday 7\n',
    ['monday', '7'],
  ],
] as const)('%s', async (what, columns, format, content, row) => {
  const name = what.toLowerCase().replace(/\W/g, '_');
  await lab.put(`${name}/a`, content);
  await lab.rows(`CREATE EXTERNAL TABLE ${name} (${columns}) ${format} LOCATION 's3://${bucket}/${name}'`);
  expect(await lab.rows(`SELECT * FROM ${name}`)).toEqual([row]);
  const statement = (await lab.rows(`SHOW CREATE TABLE ${name}`)).map(([line]) => line).join('\n');
  await lab.rows(`DROP TABLE ${name}`);
  await lab.rows(statement);
  expect(await lab.rows(`SELECT * FROM ${name}`)).toEqual([row]);
});

test.each(['PARQUET', 'ORC', 'AVRO'])(
  '%s that the engine has written is read by a definition of ours',
  async format => {
    const location = `s3://${bucket}/written/${format}/`;
    await lab.rows(
      `UNLOAD (SELECT 1 AS n, 'x' AS s, DATE '2026-03-02' AS d) TO '${location}' WITH (format = '${format}')`,
    );
    await lab.rows(
      `CREATE EXTERNAL TABLE read_${format} (n int, s string, d date) STORED AS ${format} LOCATION '${location}'`,
    );
    expect(await lab.rows(`SELECT * FROM read_${format}`)).toEqual([['1', 'x', '2026-03-02']]);
  },
);

test('partition values are those of the folders, whatever their letters are', async () => {
  const folders = ['ric=EUR=', 'ric=2026-06-07 13%3A00%3A00', 'ric=é#1'];
  for (const folder of folders) await lab.put(`prices/${folder}/a`, '1\n');
  await lab.rows(
    `CREATE EXTERNAL TABLE prices (n int) PARTITIONED BY (ric string) LOCATION 's3://${bucket}/prices/'`,
  );
  expect(await lab.rows('MSCK REPAIR TABLE prices')).toHaveLength(4);
  expect(await lab.rows('SELECT ric, n FROM prices ORDER BY 1')).toEqual([
    ['2026-06-07 13:00:00', '1'],
    ['EUR=', '1'],
    ['é#1', '1'],
  ]);
});

test("a view of the engine's is described and dropped in the catalog", async () => {
  await lab.rows("CREATE VIEW daily AS SELECT 1 AS n, 'a' AS s, ARRAY[DATE '2026-03-02'] AS l");
  const { query, rows } = await lab.ask('DESCRIBE daily');
  expect(query).toMatchObject({ StatementType: 'UTILITY', SubstatementType: 'DESC_VIEW' });
  expect(rows).toEqual([['n\tinteger'], ['s\tvarchar(1)'], ['l\tarray(date)']]);
  expect(await lab.rows('SHOW VIEWS')).toEqual([['daily']]);
  expect((await lab.rows('SHOW CREATE VIEW daily'))[0]).toEqual([`CREATE VIEW ${database}.daily AS`]);
  await lab.rows('DROP VIEW daily');
  expect(await lab.reason('SELECT * FROM daily')).toMatch(/^TABLE_NOT_FOUND: /);
});

test('a refusal comes where Athena has it: at the start, or as the reason of a failed query', async () => {
  await expect(lab.start("CREATE EXTERNAL TABLE my-table (n int) LOCATION 's3://x/'")).rejects.toMatchObject({
    name: 'InvalidRequestException',
    AthenaErrorCode: 'MALFORMED_QUERY',
  });
  const { query } = await lab.ask(`CREATE EXTERNAL TABLE t (n integer) LOCATION 's3://${bucket}/t/'`);
  expect(query).toMatchObject({
    StatementType: 'DDL',
    SubstatementType: 'CREATE_TABLE',
    Status: {
      State: 'FAILED',
      StateChangeReason: expect.stringMatching(/^FAILED: ParseException line 1:27 /),
    },
  });
});
