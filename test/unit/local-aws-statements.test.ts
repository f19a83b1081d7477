import {
  CreateTableCommand,
  GetDatabaseCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GlueClient,
  type Table,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { AthenaRefusal } from '../../local-aws/athena/refusal.ts';
import {
  findMissingTables,
  type PreparedStatement,
  prepareStatement,
  type ResultColumn,
  runStatement,
  type StatementContext,
  type StatementResult,
} from '../../local-aws/athena/statements/index.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { storageOf } from '../../reconcile/serde.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';

/* Athena's definitions against the local AWS's catalog. */

const Bucket = 'lake';

let local: TestAws;
let context: StatementContext;

beforeAll(async () => {
  local = await startTestAws();
  const config = clientConfig(local.aws);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  context = {
    glue: new GlueClient(config),
    s3,
    database: 'shop',
    account: '000000000000',
    region: 'us-east-1',
  };
});

beforeEach(async () => {
  await local.reset();
  await context.s3.send(new CreateBucketCommand({ Bucket }));
  await run('CREATE DATABASE shop');
});

afterAll(async () => {
  context.glue.destroy();
  context.s3.destroy();
  await local.stop();
});

const run = async (sql: string): Promise<StatementResult> => {
  const result = await runStatement(sql, context);
  if (result === undefined) throw new Error(`not a definition: ${sql}`);
  return result;
};

/** What a statement prints, a line a row. */
const print = async (sql: string): Promise<string[]> => (await run(sql)).rows.map(([text]) => text ?? '');

const refusal = async (sql: string): Promise<AthenaRefusal> => {
  try {
    await runStatement(sql, context);
  } catch (error) {
    if (error instanceof AthenaRefusal) return error;
    throw error;
  }
  throw new Error(`not refused: ${sql}`);
};

const tableOf = async (Name: string, DatabaseName = 'shop'): Promise<Table> => {
  const { Table } = await context.glue.send(new GetTableCommand({ DatabaseName, Name }));
  if (!Table) throw new Error(`no ${Name}`);
  return Table;
};

const partitionsOf = async (TableName: string) => {
  const { Partitions = [] } = await context.glue.send(
    new GetPartitionsCommand({ DatabaseName: 'shop', TableName }),
  );
  return Partitions.map(({ Values = [], StorageDescriptor }) => [...Values, StorageDescriptor?.Location]);
};

const put = async (...keys: readonly string[]) => {
  for (const Key of keys) await context.s3.send(new PutObjectCommand({ Bucket, Key, Body: '1\n' }));
};

describe('databases', () => {
  test('are created with comment, place and properties', async () => {
    const made = await run(
      `CREATE DATABASE IF NOT EXISTS Clicks COMMENT 'Jane''s' LOCATION 's3://lake/clicks/'
         WITH DBPROPERTIES ('creator'='Jane D.', 'Dept.'='Marketing')`,
    );
    expect(made).toEqual({ type: 'DDL', substatement: 'CREATE_DATABASE', columns: [], rows: [] });
    await run("ALTER DATABASE clicks SET DBPROPERTIES ('creator'='John')");
    const { Database } = await context.glue.send(new GetDatabaseCommand({ Name: 'clicks' }));
    expect(Database).toMatchObject({
      Name: 'clicks',
      Description: 'Janes',
      LocationUri: 's3://lake/clicks/',
      Parameters: { creator: 'John', 'Dept.': 'Marketing' },
    });
  });

  test('are not created twice', async () => {
    await run('CREATE SCHEMA IF NOT EXISTS shop');
    expect(await refusal('CREATE DATABASE shop')).toMatchObject({
      when: 'run',
      message:
        'FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Database shop already exists',
    });
  });

  test('are dropped when empty, or with all they have', async () => {
    await orders();
    expect((await refusal('DROP DATABASE shop')).message).toMatch(/Database shop is not empty/);
    await run('DROP DATABASE shop CASCADE;');
    await run('DROP DATABASE IF EXISTS shop');
    expect(await refusal('DROP SCHEMA shop')).toMatchObject({
      message: 'FAILED: SemanticException [Error 10072]: Database does not exist: shop',
      hint: 'there is no database shop; there are none',
    });
  });

  test('are listed in order; a pattern is a regular expression', async () => {
    await run('CREATE DATABASE sales_eu');
    await run('CREATE DATABASE `my-lab`');
    expect(await run('SHOW DATABASES')).toEqual({
      type: 'UTILITY',
      substatement: 'SHOW_DATABASES',
      columns: [{ name: 'database_name', type: 'string' }],
      rows: [['my-lab'], ['sales_eu'], ['shop']],
    });
    expect(await print("SHOW SCHEMAS LIKE 's.*'")).toEqual(['sales_eu', 'shop']);
    expect(await print("SHOW DATABASES LIKE 'sales*'")).toEqual([]);
    expect((await refusal("SHOW DATABASES LIKE '*'")).message).toMatch(/Invalid pattern: \*/);
  });
});

const orders = () =>
  run(`CREATE EXTERNAL TABLE orders (id int, note string) PARTITIONED BY (dt string, hour string)
    ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/orders/'`);

describe('a new table', () => {
  test("is in the catalog as Athena's is", async () => {
    const made = await run(`
      -- the first lesson
      CREATE EXTERNAL TABLE IF NOT EXISTS Shop.\`Orders\` (
        Id INT COMMENT 'its "number"', \`date\` date, price decimal(10, 2),
        lines array<struct<Sku: string, qty: int>>, tags map<string, string>)
      COMMENT 'all of them'
      PARTITIONED BY (dt string COMMENT 'the day', Country string)
      ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' COLLECTION ITEMS TERMINATED BY '|'
        MAP KEYS TERMINATED BY ':' LINES TERMINATED BY '\\n' NULL DEFINED AS ''
      STORED AS TEXTFILE
      LOCATION 's3://lake/orders/'
      TBLPROPERTIES ('skip.header.line.count'='1', 'projection.enabled'='true', "EXTERNAL"="FALSE");`);
    expect(made).toEqual({ type: 'DDL', substatement: 'CREATE_TABLE', columns: [], rows: [] });
    const now = Date.now() / 1000;
    const { Parameters, ...table } = await tableOf('orders');
    expect(Number(Parameters?.transient_lastDdlTime)).toBeGreaterThan(now - 60);
    expect(Parameters).toEqual({
      EXTERNAL: 'TRUE',
      transient_lastDdlTime: expect.stringMatching(/^\d{10}$/),
      comment: 'all of them',
      'skip.header.line.count': '1',
      'projection.enabled': 'true',
    });
    expect(table).toMatchObject({
      Owner: 'hadoop',
      TableType: 'EXTERNAL_TABLE',
      PartitionKeys: [
        { Name: 'dt', Type: 'string', Comment: 'the day' },
        { Name: 'country', Type: 'string' },
      ],
      StorageDescriptor: {
        Columns: [
          { Name: 'id', Type: 'int', Comment: 'its "number"' },
          { Name: 'date', Type: 'date' },
          { Name: 'price', Type: 'decimal(10,2)' },
          { Name: 'lines', Type: 'array<struct<sku:string,qty:int>>' },
          { Name: 'tags', Type: 'map<string,string>' },
        ],
        Location: 's3://lake/orders',
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        Compressed: false,
        NumberOfBuckets: -1,
        SerdeInfo: {
          SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
          Parameters: {
            'field.delim': '\t',
            'serialization.format': '\t',
            'escape.delim': '\\',
            'colelction.delim': '|',
            'mapkey.delim': ':',
            'line.delim': '\n',
            'serialization.null.format': '',
          },
        },
      },
    });
  });

  test('has the types of structs without comments and quotes', async () => {
    await run(`CREATE EXTERNAL TABLE t (s struct<A: int COMMENT 'it''s "a"', \`b c\`: map<string, decimal(5)>>, c char(3))
      LOCATION 's3://lake/t/'`);
    expect((await tableOf('t')).StorageDescriptor?.Columns?.map(({ Type }) => Type)).toEqual([
      'struct<a:int,b c:map<string,decimal(5)>>',
      'char(3)',
    ]);
  });

  test.each([
    ['PARQUET', 'parquet.MapredParquetInputFormat', 'ql.io.parquet.serde.ParquetHiveSerDe'],
    ['orc', 'orc.OrcInputFormat', 'ql.io.orc.OrcSerde'],
    ['Avro', 'avro.AvroContainerInputFormat', 'serde2.avro.AvroSerDe'],
  ])('STORED AS %s', async (format, input, serde) => {
    await run(`CREATE EXTERNAL TABLE t (n int) STORED AS ${format} LOCATION 's3://lake/t/'`);
    expect((await tableOf('t')).StorageDescriptor).toMatchObject({
      InputFormat: `org.apache.hadoop.hive.ql.io.${input}`,
      SerdeInfo: {
        SerializationLibrary: `org.apache.hadoop.hive.${serde}`,
        Parameters: { 'serialization.format': '1' },
      },
    });
  });

  test('has the SerDe and formats that it names', async () => {
    await run(`CREATE EXTERNAL TABLE t (n int) CLUSTERED BY (n) INTO 4 BUCKETS
      ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json'='true')
      STORED AS INPUTFORMAT 'in' OUTPUTFORMAT 'out' LOCATION 's3://lake/t/'`);
    expect((await tableOf('t')).StorageDescriptor).toMatchObject({
      InputFormat: 'in',
      OutputFormat: 'out',
      BucketColumns: ['n'],
      NumberOfBuckets: 4,
      SerdeInfo: {
        SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
        Parameters: { 'serialization.format': '1', 'ignore.malformed.json': 'true' },
      },
    });
  });

  const table = (columns: string, rest = "LOCATION 's3://lake/t/'") =>
    `CREATE EXTERNAL TABLE t (${columns}) ${rest}`;
  const task = 'FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. ';

  test.each([
    [
      'a place',
      table('n int', ''),
      'start',
      'No location was specified for table. An S3 location must be specified',
    ],
    [
      'EXTERNAL',
      "CREATE TABLE t (n int) LOCATION 's3://lake/t/'",
      'start',
      'External keyword required for table type HIVE',
    ],
    [
      'EXTERNAL, also before AS',
      "CREATE TABLE t (n int) ROW FORMAT DELIMITED NULL DEFINED AS '' STORED AS PARQUET LOCATION 's3://lake/t/'",
      'start',
      'External keyword required for table type HIVE',
    ],
    [
      'EXTERNAL and a place',
      'CREATE TABLE t (n int)',
      'start',
      'No location was specified for table. An S3 location must be specified',
    ],
    [
      'its own format',
      table('n int', "STORED AS JSON LOCATION 's3://lake/t/'"),
      'run',
      "FAILED: SemanticException Unrecognized file format in STORED AS clause: 'JSON'",
    ],
    [
      'a SerDe that Athena has',
      table('n int', "ROW FORMAT SERDE 'com.bizo.Csv' LOCATION 's3://lake/t/'"),
      'run',
      `${task}Cannot validate serde: com.bizo.Csv`,
    ],
    [
      'different columns',
      table('n int, N int'),
      'run',
      'FAILED: SemanticException [Error 10036]: Duplicate column name: n',
    ],
    [
      'different partition columns',
      table('n int', "PARTITIONED BY (n int) LOCATION 's3://lake/t/'"),
      'run',
      'FAILED: SemanticException [Error 10035]: Column repeated in partitioning columns',
    ],
    [
      "Athena's types",
      table('id integer, n int'),
      'run',
      "FAILED: ParseException line 1:28 cannot recognize input near 'integer' ',' 'n' in column type",
    ],
    [
      'types inside of types',
      table('tags array<text>'),
      'run',
      "FAILED: ParseException line 1:36 cannot recognize input near 'text' '>' ')' in column type",
    ],
    [
      'a length',
      table('name varchar, n int'),
      'run',
      "FAILED: ParseException line 1:37 mismatched input ',' expecting ( near 'varchar' in primitive type specification",
    ],
    [
      'Hive tables',
      table('n int', "LOCATION 's3://lake/t/' TBLPROPERTIES ('table_type'='ICEBERG')"),
      'run',
      `${task}Iceberg tables are not available on the local AWS`,
    ],
    [
      'a database',
      "CREATE EXTERNAL TABLE nope.t (n int) LOCATION 's3://lake/t/'",
      'run',
      'FAILED: SemanticException [Error 10072]: Database does not exist: nope',
    ],
    [
      'its own catalog',
      "CREATE EXTERNAL TABLE hive.shop.t (n int) LOCATION 's3://lake/t/'",
      'start',
      "Catalog 'hive' does not exist",
    ],
    [
      'S3',
      table('n int', "LOCATION '/data/t/'"),
      'run',
      `${task}MetaException(message:Got exception: java.io.IOException No FileSystem for scheme: /data/t/)`,
    ],
    [
      'a bucket',
      table('n int', "LOCATION 's3://nowhere/t/'"),
      'run',
      `${task}MetaException(message:Got exception: java.io.FileNotFoundException Bucket nowhere does not exist)`,
    ],
    [
      'comments of one line',
      table("n int COMMENT 'a\\nb'"),
      'run',
      expect.stringMatching(/failed to satisfy constraint: Member must satisfy regular expression/),
    ],
    [
      'one statement',
      `${table('n int')}; SELECT 1`,
      'start',
      `Only one sql statement is allowed. Got: ${table('n int')}; SELECT 1`,
    ],
  ])('needs %s', async (_, sql, when, message) => {
    expect(await refusal(sql)).toMatchObject({ when, message });
  });

  test('needs a folder, not a file', async () => {
    await put('files/orders.csv');
    expect(await refusal(table('n int', "LOCATION 's3://lake/files/orders.csv'"))).toMatchObject({
      message: `${task}MetaException(message:Got exception: java.io.IOException Can't make directory for path 's3://lake/files/orders.csv' since it is a file.)`,
      hint: "a table's location is a folder, not a file: write 's3://lake/files/'",
    });
    await run(table('n int', "LOCATION 's3://lake/files/'"));
  });

  test('needs a name that is free', async () => {
    await orders();
    expect(await refusal("CREATE EXTERNAL TABLE shop.orders (n int) LOCATION 's3://lake/t/'")).toMatchObject({
      message: `${task}AlreadyExistsException(message:Table orders already exist)`,
      errorMessage: 'Table orders already exists.',
      category: 2,
      type: 1006,
    });
    await run("CREATE EXTERNAL TABLE IF NOT EXISTS orders (n int) LOCATION 's3://lake/t/'");
    expect((await tableOf('orders')).StorageDescriptor?.Columns).toHaveLength(2);
  });

  test.each([
    [
      'a reserved word',
      table('date date'),
      "line 1:8: mismatched input 'EXTERNAL'. Expecting: 'MATERIALIZED', 'MULTI', 'OR', 'PROTECTED', 'ROLE', 'SCHEMA', 'TABLE', 'VIEW'",
      /line 1:26: .*'date'/,
    ],
    [
      'a hyphen',
      "CREATE\nEXTERNAL TABLE my-table (n int) LOCATION 's3://lake/t/'",
      expect.stringMatching(/^line 2:1: mismatched input 'EXTERNAL'/),
      /line 2:18: .*'-'/,
    ],
    [
      'clauses in another order',
      table('n int', "LOCATION 's3://lake/t/' PARTITIONED BY (d string)"),
      expect.stringMatching(/^line 1:8: mismatched input 'EXTERNAL'/),
      /line 1:57: .*'PARTITIONED'/,
    ],
    [
      'a name in double quotes',
      'CREATE EXTERNAL TABLE "t" (n int) LOCATION \'s3://lake/t/\'',
      expect.stringMatching(/^line 1:8: mismatched input 'EXTERNAL'/),
      /line 1:23: .*'"t"'/,
    ],
  ])(
    'with %s is refused as Athena refuses it, and the hint says where it stops',
    async (_, sql, message, hint) => {
      expect(await refusal(sql)).toMatchObject({
        when: 'start',
        code: 'MALFORMED_QUERY',
        message,
        hint: expect.stringMatching(hint),
      });
    },
  );
});

describe('SHOW CREATE TABLE', () => {
  test("prints what Athena prints, blanks at the lines' ends included", async () => {
    await run(`CREATE EXTERNAL TABLE t (id int COMMENT 'it''s', v string) COMMENT 'one; two' PARTITIONED BY (dt string)
      CLUSTERED BY (id) INTO 2 BUCKETS ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' LOCATION 's3://lake/t/'
      TBLPROPERTIES ('transient_lastDdlTime'='1557626200', 'has_encrypted_data'='false')`);
    expect(await run('SHOW CREATE TABLE shop.t')).toMatchObject({
      type: 'UTILITY',
      substatement: 'SHOW_CREATE_TABLE',
      columns: [{ name: 'createtab_stmt', type: 'string' }],
    });
    expect(await print('SHOW CREATE TABLE awsdatacatalog.shop.t')).toEqual([
      'CREATE EXTERNAL TABLE `shop.t`(',
      "  `id` int COMMENT 'its', ",
      '  `v` string)',
      "COMMENT 'one\\; two'",
      'PARTITIONED BY ( ',
      '  `dt` string)',
      'CLUSTERED BY ( ',
      '  `id`) ',
      'INTO 2 BUCKETS',
      'ROW FORMAT DELIMITED ',
      "  FIELDS TERMINATED BY '\\t' ",
      'STORED AS INPUTFORMAT ',
      "  'org.apache.hadoop.mapred.TextInputFormat' ",
      'OUTPUTFORMAT ',
      "  'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'",
      'LOCATION',
      "  's3://lake/t'",
      'TBLPROPERTIES (',
      "  'has_encrypted_data'='false', ",
      "  'transient_lastDdlTime'='1557626200')",
    ]);
  });

  test.each([
    "(n int) LOCATION 's3://lake/t/'",
    "(n int COMMENT 'a\\\\b \\'c\\' ; d', `äöü` string) COMMENT 'x\\ty' LOCATION 's3://lake/t/' TBLPROPERTIES ('k;'='v\\'\\n2')",
    "(n int) PARTITIONED BY (p string COMMENT 'pc', q int) STORED AS PARQUET LOCATION 's3://lake/t/'",
    "(n int, m int) CLUSTERED BY (n, m) SORTED BY (m DESC) INTO 8 BUCKETS STORED AS ORC LOCATION 's3://lake'",
    "(n int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' ESCAPED BY '\\\\' MAP KEYS TERMINATED BY '\\003' NULL DEFINED AS '\\\\N' LOCATION 's3://lake/t/'",
    "(a string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES ('input.regex'='^(?!#)([^\\\\s]+)\\\\d;$') LOCATION 's3://lake/t/'",
    "(a string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' WITH SERDEPROPERTIES ('field.delim'=',', 'timestamp.formats'='x') LOCATION 's3://lake/t/'",
    "(a string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' WITH SERDEPROPERTIES ('field.delim'=',', 'serialization.format'='1') LOCATION 's3://lake/t/'",
  ])('creates an equal table: %s', async definition => {
    await run(`CREATE EXTERNAL TABLE t ${definition}`);
    const before = await tableOf('t');
    const statement = (await print('SHOW CREATE TABLE t')).join('\n');
    await run('DROP TABLE t');
    await run(statement);
    const { CreateTime: _a, UpdateTime: _b, LastAccessTime: _c, ...after } = await tableOf('t');
    expect(before).toMatchObject(after);
    expect((await print('SHOW CREATE TABLE t')).join('\n')).toBe(statement);
  });

  test('creates an equal table, whatever its names and texts are', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter(each => !/[\p{Cc}]/u.test(each));
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .filter(each => /^[^\p{Cc}.]+$/u.test(each));
    const names = fc.uniqueArray(name, { minLength: 2, maxLength: 5, selector: each => each.toLowerCase() });
    const properties = fc.dictionary(
      text.filter(key => key !== '' && key !== 'comment'),
      text,
      { maxKeys: 3 },
    );
    const literal = (each: string) => `'${each.replace(/[\\']/g, '\\$&')}'`;
    const list = (each: Record<string, string>) =>
      Object.entries(each)
        .map(pair => pair.map(literal).join('='))
        .join(', ');
    const table = fc.record({ names, comment: text, serde: properties, table: properties });
    await fc.assert(
      fc.asyncProperty(table, async ({ names, comment, serde, table }) => {
        const [first, ...rest] = names.map(
          each => `\`${each.replaceAll('`', '``')}\` string COMMENT ${literal(comment)}`,
        );
        await run('DROP TABLE IF EXISTS t');
        await run(
          `CREATE EXTERNAL TABLE t (${rest.join(', ')}) COMMENT ${literal(comment)} PARTITIONED BY (${first})
            ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe'
            ${Object.keys(serde).length === 0 ? '' : `WITH SERDEPROPERTIES (${list(serde)})`}
            LOCATION 's3://lake/t/' ${Object.keys(table).length === 0 ? '' : `TBLPROPERTIES (${list(table)})`}`,
        );
        const before = await tableOf('t');
        const statement = (await print('SHOW CREATE TABLE t')).join('\n');
        await run('DROP TABLE t');
        await run(statement);
        const { CreateTime: _a, UpdateTime: _b, LastAccessTime: _c, ...after } = await tableOf('t');
        expect(before).toMatchObject(after);
        expect(before.StorageDescriptor?.Columns).toHaveLength(rest.length);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    { format: 'csv' },
    { format: 'csv', quoted: true },
    { format: 'tsv' },
    { format: 'jsonl' },
    { format: 'parquet' },
  ] as const)("creates an equal table to a lab's: %o", async format => {
    const { inputFormat, outputFormat, library, parameters, classification } = storageOf(format);
    const TableInput = {
      Name: 't',
      TableType: 'EXTERNAL_TABLE',
      Parameters: { EXTERNAL: 'TRUE', classification, 'skip.header.line.count': '1', 'daybreak:lab': 'x' },
      StorageDescriptor: {
        Columns: [{ Name: 'n', Type: 'string' }],
        Location: 's3://lake/t/',
        InputFormat: inputFormat,
        OutputFormat: outputFormat,
        SerdeInfo: { SerializationLibrary: library, Parameters: { ...parameters } },
      },
    };
    await context.glue.send(new CreateTableCommand({ DatabaseName: 'shop', TableInput }));
    const statement = (await print('SHOW CREATE TABLE t')).join('\n');
    await run('DROP TABLE t');
    await run(statement);
    const StorageDescriptor = { ...TableInput.StorageDescriptor, Location: 's3://lake/t' };
    expect(await tableOf('t')).toMatchObject({ ...TableInput, StorageDescriptor });
  });

  test('calls the columns of JSON and of quoted CSV those of the deserializer', async () => {
    await run(`CREATE EXTERNAL TABLE t (n int COMMENT 'lost') PARTITIONED BY (p string COMMENT 'kept')
      ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('paths'='n') LOCATION 's3://lake/t/'`);
    const printed = await print('SHOW CREATE TABLE t');
    expect(printed).toContain("  `n` int COMMENT 'from deserializer')");
    expect(printed).toContain("  `p` string COMMENT 'kept')");
    expect(printed).toContain("  'paths'='n') ");
  });
});

describe('DESCRIBE', () => {
  test('fills the names up, and lists the partition columns twice', async () => {
    await run(`CREATE EXTERNAL TABLE t (id int COMMENT 'a\tb', a_name_of_21_characters struct<aa:int,bb:int>)
      PARTITIONED BY (p string COMMENT 'pc') LOCATION 's3://lake/t/'`);
    const p = 'p                   \tstring              \tpc                  ';
    expect(await run('DESC t')).toEqual({
      type: 'UTILITY',
      substatement: 'DESCRIBE_TABLE',
      columns: ['col_name', 'data_type', 'comment'].map((name): ResultColumn => ({ name, type: 'string' })),
      rows: [
        'id                  \tint                 \ta',
        'a_name_of_21_characters\tstruct<aa:int,bb:int>\t                    ',
        p,
        '\t \t ',
        '# Partition Information\t \t ',
        '# col_name            \tdata_type           \tcomment             ',
        '\t \t ',
        p,
      ].map(line => [line]),
    });
    expect(await print('SHOW COLUMNS IN t FROM shop')).toEqual([
      'id                  ',
      'a_name_of_21_characters',
      'p                   ',
    ]);
  });

  test('tells more when asked to', async () => {
    await orders();
    const formatted = await print('DESCRIBE FORMATTED shop.orders');
    expect(formatted).toContain('Location:           \ts3://lake/orders    \t ');
    expect(formatted).toContain('\tEXTERNAL            \tTRUE                ');
    const extended = await print('DESCRIBE EXTENDED orders');
    expect(extended.at(-1)).toMatch(
      /^Detailed Table Information\tTable\(tableName:orders, dbName:shop, owner:hadoop,/,
    );
  });

  test('looks into one column', async () => {
    await run("CREATE EXTERNAL TABLE t (o struct<a:int,l:array<struct<b:string>>>) LOCATION 's3://lake/t/'");
    const from = (name: string, type: string) =>
      `${name.padEnd(20)}\t${type.padEnd(20)}\tfrom deserializer   `;
    expect(await print('DESCRIBE t o')).toEqual([from('o', 'struct<a:int,l:array<struct<b:string>>>')]);
    expect(await print("DESCRIBE shop.t o.l.'$elem$'")).toEqual([from('b', 'string')]);
    expect((await refusal('DESCRIBE t nope')).message).toMatch(/cannot find field nope from \[0:o\]/);
  });

  test.each(['DESCRIBE ordres', 'SHOW COLUMNS FROM ordres'])('%s: the catalog is asked first', async sql => {
    await orders();
    expect(await refusal(sql)).toMatchObject({
      when: 'start',
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^Entity Not Found \(Service: AmazonDataCatalog; Status Code: 400; /),
      hint: 'there is no table ordres in shop; it has orders',
    });
  });

  test('takes no double quotes', async () => {
    await orders();
    expect(await refusal('DESCRIBE "orders"')).toMatchObject({
      when: 'start',
      message: `line 1:10: no viable alternative at input 'DESCRIBE "orders"'`,
    });
  });
});

describe('the lists', () => {
  beforeEach(async () => {
    for (const name of ['flights_2016', 'flights_parquet', 'elb_logs'])
      await run(`CREATE EXTERNAL TABLE ${name} (n int) LOCATION 's3://lake/${name}/'`);
    await view('a_view');
  });

  test('of tables', async () => {
    expect(await run('SHOW TABLES')).toEqual({
      type: 'UTILITY',
      substatement: 'SHOW_TABLES',
      columns: [{ name: 'tab_name', type: 'string' }],
      rows: [['a_view'], ['elb_logs'], ['flights_2016'], ['flights_parquet']],
    });
    expect(await print("SHOW TABLES IN shop '*flights*'")).toEqual(['flights_2016', 'flights_parquet']);
    expect(await print("SHOW TABLES FROM awsdatacatalog.shop LIKE '*_logs|a.*'")).toEqual([
      'a_view',
      'elb_logs',
    ]);
    expect(await print("SHOW TABLES 'flights'")).toEqual([]);
    expect(await refusal('SHOW TABLES IN shopp')).toMatchObject({
      message: 'FAILED: SemanticException [Error 10072]: Database does not exist: shopp',
      category: 1,
      type: 1502,
      hint: 'there is no database shopp; there is shop',
    });
  });

  test('of views', async () => {
    expect(await run("SHOW VIEWS IN shop LIKE 'a*'")).toEqual({
      type: 'UTILITY',
      substatement: 'SHOW_VIEWS',
      columns: [{ name: 'views', type: 'varchar' }],
      rows: [['a_view']],
    });
  });

  test('of properties', async () => {
    await run("ALTER TABLE elb_logs SET TBLPROPERTIES ('note'='x\\ny', 'EXTERNAL'='FALSE')");
    expect(await print('SHOW TBLPROPERTIES elb_logs')).toEqual([
      'EXTERNAL\tTRUE',
      expect.stringMatching(/^transient_lastDdlTime\t\d{10}$/),
      'note\tx',
      'y',
    ]);
    expect(await print("SHOW TBLPROPERTIES elb_logs('EXTERNAL')")).toEqual(['TRUE']);
    expect(await refusal('SHOW TBLPROPERTIES elb_log')).toMatchObject({
      message: 'FAILED: SemanticException [Error 10001]: Table not found elb_log',
      category: 2,
      type: 1301,
      hint: 'there is no table elb_log in shop; it has elb_logs, a_view, flights_2016, flights_parquet',
    });
  });
});

const view = (Name: string) => {
  const definition = {
    originalSql: 'SELECT 1 n, 2 m',
    columns: [
      { name: 'n', type: 'integer' },
      { name: 'm', type: 'varchar(1)' },
    ],
  };
  const encoded = Buffer.from(JSON.stringify(definition)).toString('base64');
  return context.glue.send(
    new CreateTableCommand({
      DatabaseName: 'shop',
      TableInput: { Name, TableType: 'VIRTUAL_VIEW', ViewOriginalText: `/* Presto View: ${encoded} */` },
    }),
  );
};

describe('views', () => {
  beforeEach(() => view('daily'));

  test("are described with the engine's types, also by a name in double quotes", async () => {
    expect(await run('DESCRIBE "daily"')).toEqual({
      type: 'UTILITY',
      substatement: 'DESC_VIEW',
      columns: [
        { name: 'column', type: 'varchar' },
        { name: 'type', type: 'varchar' },
      ],
      rows: [['n\tinteger'], ['m\tvarchar(1)']],
    });
    expect(await run('SHOW COLUMNS FROM shop.daily')).toMatchObject({ substatement: 'DESC_VIEW' });
    expect(await print('SHOW CREATE VIEW "shop"."daily"')).toEqual([
      'CREATE VIEW shop.daily AS',
      'SELECT 1 n, 2 m',
    ]);
  });

  test('are dropped as views', async () => {
    expect((await refusal('DROP TABLE daily')).message).toMatch(/Cannot drop a view with DROP TABLE/);
    expect(await run('DROP VIEW "shop".daily')).toMatchObject({ type: 'DDL', substatement: 'DROP_VIEW' });
    await run('DROP VIEW IF EXISTS daily');
    expect((await refusal('DROP VIEW daily')).message).toBe(
      "TABLE_NOT_FOUND: line 1:1: View 'awsdatacatalog.shop.daily' does not exist",
    );
  });
});

test('a dropped table leaves its files', async () => {
  await orders();
  await put('orders/dt=1/hour=2/a.csv');
  expect(await run('DROP TABLE shop.orders')).toMatchObject({ type: 'DDL', substatement: 'DROP_TABLE' });
  await run('DROP TABLE IF EXISTS orders');
  expect((await refusal('DROP TABLE orders')).message).toBe(
    'FAILED: SemanticException [Error 10001]: Table not found orders',
  );
  await orders();
  await run('MSCK REPAIR TABLE orders');
  expect(await print('SHOW PARTITIONS orders')).toEqual(['dt=1/hour=2']);
});

describe('partitions', () => {
  beforeEach(orders);

  test('are added, moved, renamed and dropped', async () => {
    const added = await run(`ALTER TABLE orders ADD
      PARTITION (dt = '2016-05-14', hour = '13:00')
      PARTITION (hour = 14, dt = '2016-05-14') LOCATION 's3://lake/elsewhere/'
      PARTITION (dt = '2016-05-15', hour = '1')`);
    expect(added).toEqual({ type: 'DDL', substatement: 'ALTER_TABLE_ADD_PARTITION', columns: [], rows: [] });
    expect(await partitionsOf('orders')).toEqual([
      ['2016-05-14', '13:00', 's3://lake/orders/dt=2016-05-14/hour=13%3A00'],
      ['2016-05-14', '14', 's3://lake/elsewhere'],
      ['2016-05-15', '1', 's3://lake/orders/dt=2016-05-15/hour=1'],
    ]);
    expect(await print('SHOW PARTITIONS shop.orders')).toEqual([
      'dt=2016-05-14/hour=13%3A00',
      'dt=2016-05-14/hour=14',
      'dt=2016-05-15/hour=1',
    ]);
    await run("ALTER TABLE orders PARTITION (dt='2016-05-14', hour='14') SET LOCATION 's3://lake/third/'");
    await run(
      "ALTER TABLE orders PARTITION (dt='2016-05-14', hour='14') RENAME TO PARTITION (dt='2016-05-14', hour='15')",
    );
    await run(
      "ALTER TABLE orders DROP PARTITION (dt='2016-05-14', hour='13:00'), PARTITION (dt='2016-05-15', hour='1')",
    );
    expect(await partitionsOf('orders')).toEqual([['2016-05-14', '15', 's3://lake/third']]);
    await run("ALTER TABLE orders DROP PARTITION (dt='2016-05-14')");
    expect(await partitionsOf('orders')).toEqual([]);
  });

  test('are not added twice', async () => {
    await run("ALTER TABLE orders ADD PARTITION (dt='1', hour='2')");
    await run(
      "ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt='1', hour='2') PARTITION (dt='1', hour='3')",
    );
    expect(await partitionsOf('orders')).toHaveLength(2);
    expect(await refusal("ALTER TABLE orders ADD PARTITION (dt='1', hour='3')")).toMatchObject({
      message: expect.stringMatching(/AlreadyExistsException\(message:Partition already exists/),
      hint: 'orders has the partition {dt=1, hour=3}: write ADD IF NOT EXISTS PARTITION',
    });
  });

  test.each([
    [
      "ALTER TABLE orders ADD PARTITION (dt='1')",
      "FAILED: SemanticException partition spec {dt=1} doesn't contain all (2) partition columns",
    ],
    [
      "ALTER TABLE orders ADD PARTITION (day='1', hour='2')",
      'FAILED: SemanticException Partition spec {day=1, hour=2} contains non-partition columns',
    ],
    [
      "ALTER TABLE orders DROP PARTITION (dt='1', hour='2')",
      'FAILED: SemanticException [Error 10006]: Partition not found {dt=1, hour=2}',
    ],
    [
      "ALTER TABLE ordres ADD PARTITION (dt='1', hour='2')",
      'FAILED: SemanticException [Error 10001]: Table not found ordres',
    ],
    [
      "ALTER TABLE plain ADD PARTITION (dt='1')",
      'FAILED: SemanticException table is not partitioned but partition spec exists: {dt=1}',
    ],
    [
      'SHOW PARTITIONS plain',
      'FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table plain is not a partitioned table',
    ],
  ])('%s is refused', async (sql, message) => {
    await run("CREATE EXTERNAL TABLE plain (n int) LOCATION 's3://lake/plain/'");
    expect(await refusal(sql)).toMatchObject({ when: 'run', message });
  });
});

describe('MSCK REPAIR TABLE', () => {
  test('adds a partition for each folder that has the form of one', async () => {
    await orders();
    await run("ALTER TABLE orders ADD PARTITION (dt='1', hour='gone') PARTITION (dt='1', hour='known')");
    await put(
      'orders/dt=1/hour=known/a',
      'orders/dt=2026-06-07 13%3A00%3A00/hour=EUR=/deeper/a',
      'orders/dt=2026-06-07 13%3A00%3A00/hour=EUR=/b',
      'orders/dt=2/hour=12:00/a',
      'orders/dt=2/Hour=1/a',
      'orders/dt=2/loose.csv',
      'orders/_tmp/hour=1/a',
      'orders/dt=/hour=1/a',
      'orders_old/dt=3/hour=1/a',
    );
    const added = 'orders:dt=2026-06-07 13%3A00%3A00/hour=EUR%3D';
    expect(await run('MSCK REPAIR TABLE shop.orders')).toEqual({
      type: 'DDL',
      substatement: 'MSCK_REPAIR',
      columns: [],
      rows: [
        [`Partitions not in metastore:\t${['orders:dt=2/hour=12%3A00', added].join('\t')}`],
        ['Partitions missing from filesystem:\torders:dt=1/hour=gone'],
        [`Repair: Added partition to metastore ${added}`],
      ].map(([line]) => [line]),
    });
    expect(await partitionsOf('orders')).toContainEqual([
      '2026-06-07 13:00:00',
      'EUR=',
      's3://lake/orders/dt=2026-06-07 13%3A00%3A00/hour=EUR=',
    ]);
    expect(await partitionsOf('orders')).toHaveLength(3);
  });

  test('adds more partitions than Glue takes at once', async () => {
    await orders();
    await put(...Array.from({ length: 130 }, (_, at) => `orders/dt=${at}/hour=0/a`));
    const sizes: number[] = [];
    context.glue.middlewareStack.add(
      next => args => {
        if ('PartitionInputList' in args.input) sizes.push(args.input.PartitionInputList?.length ?? 0);
        return next(args);
      },
      { step: 'initialize', name: 'sizes' },
    );
    expect(await print('MSCK REPAIR TABLE orders')).toHaveLength(131);
    context.glue.middlewareStack.remove('sizes');
    expect(sizes).toEqual([100, 30]);
    expect(await partitionsOf('orders')).toHaveLength(130);
    expect(await print('MSCK REPAIR TABLE orders')).toEqual([]);
  });

  test('says what there is not, and does not fail', async () => {
    await orders();
    expect(await print('MSCK REPAIR TABLE orders')).toEqual(['Tables missing on filesystem:\torders']);
    expect(await print('MSCK REPAIR TABLE ordres')).toEqual(['Tables not in metastore:\tordres']);
    expect((await refusal('MSCK REPAIR TABEL orders')).message).toMatch(
      /^line 1:1: mismatched input 'MSCK'\. Expecting: 'ALTER', /,
    );
  });
});

describe("a table's columns", () => {
  const columns = async () =>
    (await tableOf('t')).StorageDescriptor?.Columns?.map(({ Name, Type, Comment }) => [Name, Type, Comment]);

  beforeEach(() =>
    run(
      "CREATE EXTERNAL TABLE t (a int, b string COMMENT 'bee') PARTITIONED BY (p string) LOCATION 's3://lake/t/'",
    ),
  );

  test('are added, replaced and changed', async () => {
    expect(await run("ALTER TABLE t ADD COLUMNS (c double COMMENT 'sea')")).toMatchObject({
      substatement: 'ALTER_TABLE_ADD_COLUMN',
    });
    await run('ALTER TABLE t CHANGE COLUMN b Bee varchar(10) FIRST');
    await run("ALTER TABLE shop.t CHANGE a a bigint COMMENT 'ay' AFTER c");
    expect(await columns()).toEqual([
      ['bee', 'varchar(10)', 'bee'],
      ['c', 'double', 'sea'],
      ['a', 'bigint', 'ay'],
    ]);
    await run('ALTER TABLE t REPLACE COLUMNS (x int, y string)');
    expect(await columns()).toEqual([
      ['x', 'int', undefined],
      ['y', 'string', undefined],
    ]);
    expect((await tableOf('t')).PartitionKeys).toHaveLength(1);
  });

  test('of a partition are its own', async () => {
    await run("ALTER TABLE t ADD PARTITION (p='1')");
    await run("ALTER TABLE t PARTITION (p='1') ADD COLUMNS (c int)");
    expect(await columns()).toHaveLength(2);
    const { Partitions } = await context.glue.send(
      new GetPartitionsCommand({ DatabaseName: 'shop', TableName: 't' }),
    );
    expect(Partitions?.[0]?.StorageDescriptor?.Columns).toHaveLength(3);
  });

  test.each([
    [
      'ALTER TABLE t ADD COLUMNS (a int)',
      'run',
      'FAILED: SemanticException [Error 10036]: Duplicate column name: a',
    ],
    [
      'ALTER TABLE t ADD COLUMNS (p int)',
      'run',
      'FAILED: SemanticException [Error 10035]: Column repeated in partitioning columns',
    ],
    [
      'ALTER TABLE t ADD COLUMNS (d date)',
      'run',
      expect.stringMatching(
        /Error: type expected at the position 11 of 'int:string:date' but 'date' is found\.$/,
      ),
    ],
    [
      'ALTER TABLE t ADD COLUMNS (d text)',
      'run',
      "FAILED: ParseException line 1:29 cannot recognize input near 'text' ')' in column type",
    ],
    [
      'ALTER TABLE t CHANGE COLUMN a a integer',
      'run',
      "FAILED: ParseException line 1:32 cannot recognize input near 'integer' in column type",
    ],
    [
      'ALTER TABLE t REPLACE COLUMNS (m map<string, real>)',
      'run',
      "FAILED: ParseException line 1:33 cannot recognize input near 'map' in column type",
    ],
    ['ALTER TABLE t CHANGE COLUMN z y int', 'run', expect.stringMatching(/Invalid column reference z$/)],
    [
      'ALTER TABLE t DROP COLUMN a',
      'run',
      "FAILED: ParseException line 1:19 mismatched input 'COLUMN' expecting PARTITION near 'DROP' in drop partition statement",
    ],
    [
      'ALTER TABLE t ADD COLUMN c int',
      'start',
      "line 1:19: no viable alternative at input 'ALTER TABLE t ADD COLUMN'",
    ],
    ['ALTER TABLE t RENAME TO u', 'run', expect.stringMatching(/Table cannot be renamed$/)],
    [
      "ALTER TABLE nope SET LOCATION 's3://lake/u/'",
      'run',
      'FAILED: SemanticException [Error 10001]: Table not found nope',
    ],
  ])('%s is refused', async (sql, when, message) => {
    expect(await refusal(sql)).toMatchObject({ when, message });
  });

  test('the table moves, within S3', async () => {
    expect((await refusal("ALTER TABLE t SET LOCATION '/data'")).message).toMatch(/\/data is not absolute\./);
    await run("ALTER TABLE t SET LOCATION 's3://lake/u/'");
    expect((await tableOf('t')).StorageDescriptor?.Location).toBe('s3://lake/u');
  });
});

describe('comments', () => {
  beforeEach(() => run("CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (p string) LOCATION 's3://lake/t/'"));

  test.each([
    '-- of a line\nSHOW CREATE TABLE t',
    'SHOW -- c\nCREATE TABLE t',
    '/* c */ SHOW TABLES',
    'SHOW PARTITIONS /* c */ t',
    'SHOW COLUMNS FROM /* c */ t',
    "CREATE EXTERNAL /* c */ TABLE u (n int) LOCATION 's3://lake/u/'",
    "ALTER /* c */ TABLE t ADD PARTITION (p = '1')",
    "SHOW TBLPROPERTIES t('/* c */')",
  ])('%s is read', async sql => {
    await run(sql);
  });

  test.each([
    ['/* c */ SHOW CREATE TABLE t', "1:0 cannot recognize input near '/' '*' 'c'"],
    ['SHOW  /**/ CREATE TABLE t', "1:5 cannot recognize input near 'SHOW' '/' '*' in ddl statement"],
    [
      'SHOW CREATE /* c */ TABLE t',
      "1:12 mismatched input '/' expecting TABLE near 'CREATE' in show statement",
    ],
    ['SHOW CREATE TABLE /* 1 */ t', "1:18 cannot recognize input near '/' '*' '1' in table name"],
    ['describe /* c */ t', "1:0 cannot recognize input near 'describe' '/' '*' in describe statement"],
    ['MSCK REPAIR /* c */ TABLE t', "1:12 missing EOF at '/' near 'REPAIR'"],
    [
      'ALTER /* c */ TABLE t ADD COLUMNS (m int)',
      "1:0 cannot recognize input near 'ALTER' '/' '*' in alter statement",
    ],
    [
      'ALTER TABLE t /* c */ ADD COLUMNS (m int)',
      "1:14 cannot recognize input near '/' '*' 'c' in alter table statement",
    ],
  ])("%s fails in Hive's parser", async (sql, reason) => {
    expect(await refusal(sql)).toMatchObject({
      when: 'run',
      message: `FAILED: ParseException line ${reason}`,
      category: 1,
      type: 1003,
    });
  });

  test("of a view's statement are read", async () => {
    await view('v');
    expect(await run('DESCRIBE /* c */ v')).toMatchObject({ substatement: 'DESC_VIEW' });
  });
});

test("numbers are properties' values, too", async () => {
  await run("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://lake/t/' TBLPROPERTIES ('a' = 1)");
  await run(
    "ALTER TABLE t SET TBLPROPERTIES ('parquet.compression' = 'ZSTD', 'compression_level' = 4, 'x'=5)",
  );
  expect((await tableOf('t')).Parameters).toMatchObject({ a: '1', compression_level: '4', x: '5' });
});

test.each([
  ['DESCRIBE TABLE orders', 'run', 'FAILED: SemanticException [Error 10001]: Table not found table'],
  ['SHOW CREATE TABLE "orders"', 'start', expect.stringMatching(/^line 1:19: mismatched input '"orders"'/)],
  ['SHOW LOCKS orders', 'start', 'Queries of this type are not supported: SHOW LOCKS'],
  [
    'ALTER TABLE orders TOUCH',
    'start',
    expect.stringMatching(/^Queries of this type are not supported: ALTER TABLE/),
  ],
  [
    "ALTER TABLE orders SET SERDEPROPERTIES ('a'='b')",
    'start',
    expect.stringMatching(/^Queries of this type are not supported/),
  ],
  ['CREATE TABLE t LIKE orders', 'start', 'Queries of this type are not supported: CREATE TABLE … LIKE'],
  ['GRANT ROLE a TO USER b', 'start', 'Queries of this type are not supported: GRANT'],
])('%s is refused, whatever Hive says', async (sql, when, message) => {
  await orders();
  expect(await refusal(sql)).toMatchObject({ when, message });
});

test.each([
  'SELECT 1',
  'CREATE TABLE t AS SELECT 1 AS n',
  "CREATE TABLE t WITH (format = 'ORC') AS (SELECT 1 n)",
  'CREATE OR REPLACE VIEW v AS SELECT 1 n',
  'INSERT INTO orders VALUES (1)',
  "UNLOAD (SELECT 1) TO 's3://lake/x/' WITH (format = 'JSON')",
  'PREPARE p FROM SELECT ?',
  'EXECUTE p USING 1',
  'DEALLOCATE PREPARE p',
  'EXPLAIN SELECT 1',
  'SHOW FUNCTIONS',
  'DESCRIBE INPUT p',
  'DESCRIBE OUTPUT p',
  "-- CREATE DATABASE x\nSELECT '; DROP TABLE y'",
  'VALUES 1',
  '',
])("%s is the engine's", async sql => {
  expect(await runStatement(sql, context)).toBeUndefined();
});

test('a statement that fails has its kind all the same', async () => {
  const prepared: PreparedStatement | undefined = await prepareStatement(
    "CREATE EXTERNAL TABLE t (n integer) LOCATION 's3://lake/t/'",
    context,
  );
  expect(prepared).toMatchObject({ type: 'DDL', substatement: 'CREATE_TABLE' });
  await expect(prepared?.run()).rejects.toThrow('in column type');
});

describe("a query's tables", () => {
  beforeEach(orders);

  test.each([
    'SELECT 1',
    'SELECT * FROM orders o JOIN shop."orders" p ON o.id = p.id',
    'SELECT * FROM "awsdatacatalog"."shop"."orders", AwsDataCatalog.shop.ORDERS',
    'WITH recent AS (SELECT * FROM orders), r2 (a) AS (SELECT id FROM recent) SELECT * FROM r2 WHERE a IN (SELECT id FROM recent)',
    'SELECT x FROM (SELECT id x FROM orders) t CROSS JOIN UNNEST(ARRAY[1, 2]) AS u (y), LATERAL (SELECT 1) l',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM "orders$partitions"',
    'SELECT * FROM (VALUES 1) AS v (n)',
    'SELECT "no.such.table" FROM orders -- FROM nope',
    'SELECT * FROM other_catalog.a.b',
    'SELECT FROM nope',
  ])('%s: nothing is missing', async sql => {
    expect(await findMissingTables(sql, context)).toBeUndefined();
  });

  test('one that is not there is named, with those that are', async () => {
    for (const name of ['customers', 'ordered', 'items'])
      await run(`CREATE EXTERNAL TABLE ${name} (n int) LOCATION 's3://lake/${name}/'`);
    expect(await findMissingTables('SELECT * FROM customers JOIN Ordes USING (id)', context)).toBe(
      'there is no table ordes in shop; it has orders, ordered, items, customers',
    );
    expect(await findMissingTables('SELECT (SELECT max(id) FROM shpo.orders)', context)).toBe(
      'there is no database shpo; there is shop',
    );
    expect(await findMissingTables('INSERT INTO nope SELECT 1', context)).toMatch(
      /^there is no table nope in shop;/,
    );
  });

  test('a long list is cut', async () => {
    for (const at of Array.from({ length: 11 }).keys())
      await run(`CREATE EXTERNAL TABLE t${at} (n int) LOCATION 's3://lake/t${at}/'`);
    expect(await findMissingTables('SELECT * FROM t', context)).toMatch(
      /^there is no table t in shop; it has t0, .* and 4 more$/,
    );
  });
});
