import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetPreparedStatementCommand,
  BatchGetQueryExecutionCommand,
  CreateWorkGroupCommand,
  GetQueryResultsCommand,
  GetQueryRuntimeStatisticsCommand,
  InvalidRequestException,
  ListQueryExecutionsCommand,
  StopQueryExecutionCommand,
  UpdatePreparedStatementCommand,
} from '@aws-sdk/client-athena';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { runningProcesses } from '../../local-aws/processes.ts';
import { AthenaLab, bucket, csvTable, database, workgroup } from './athena-lab.ts';

/* Athena's API on the local AWS, with the engine that Athena is made of. What is expected here is what Athena answers. */

let lab: AthenaLab;

beforeAll(async () => {
  lab = await AthenaLab.open();
  await lab.put('cities/a.csv', 'name,people\nLisboa,545796\n"Porto",231800\nÉvora,\n');
  await lab.put('cities/b.csv', 'name,people\nBraga,193324\n');
  await lab.createTable(csvTable('cities', { name: 'string', people: 'int' }));
});

afterAll(() => lab?.close());

const engines = async () => {
  const { token } = lab.testAws.aws;
  return (await runningProcesses()).filter(({ command }) => command.includes(`-Ddaybreak.token=${token}`));
};

describe('answers', () => {
  test('have every type in the form in which Athena writes it', async () => {
    const values: readonly (readonly [sql: string, type: string, text: string | null])[] = [
      ['cast(null as varchar)', 'varchar', null],
      ["''", 'varchar', ''],
      ['\'a "b", ç\'', 'varchar', 'a "b", ç'],
      ['9007199254740993', 'bigint', '9007199254740993'],
      ['cast(1 as tinyint)', 'tinyint', '1'],
      ['7', 'integer', '7'],
      ['7/2', 'integer', '3'],
      ['1e10', 'double', '1.0E10'],
      ['1e0/3', 'double', '0.3333333333333333'],
      ['nan()', 'double', 'NaN'],
      ["real '0.1'", 'float', '0.1'],
      ["decimal '1.50'", 'decimal', '1.50'],
      ['true', 'boolean', 'true'],
      ["date '2026-03-02'", 'date', '2026-03-02'],
      ["timestamp '2026-03-02 11:00:00'", 'timestamp', '2026-03-02 11:00:00.000'],
      ["timestamp '2026-03-02 11:00:00 UTC'", 'timestamp with time zone', '2026-03-02 11:00:00.000 UTC'],
      ["x'6162ff'", 'varbinary', '61 62 ff'],
      ["array['a', null]", 'array', '[a, null]'],
      ["map(array['k'], array[array[1, 2]])", 'map', '{k=[1, 2]}'],
      ["cast(row(1, 'x') as row(a integer, b varchar))", 'row', '{a=1, b=x}'],
      [`json '{"a": [1]}'`, 'json', '{"a":[1]}'],
    ];
    const { rows, columns } = await lab.ask(`select ${values.map(([sql]) => sql).join(', ')}`);
    expect(columns).toEqual(values.map(([, type]) => type));
    expect(rows[1]).toEqual(values.map(([, , text]) => text));
  });

  test('are in the file of the result, quoted as Athena quotes them', async () => {
    const { query } = await lab.ask('select name, people from cities order by name', {
      ResultConfiguration: { OutputLocation: 's3://elsewhere/' },
    });
    const { OutputLocation = '' } = query.ResultConfiguration ?? {};
    expect(OutputLocation).toBe(`s3://${bucket}/results/${query.QueryExecutionId}.csv`);
    expect(await lab.read(OutputLocation)).toBe(
      '"name","people"\n"""Porto""","231800"\n"Braga","193324"\n"Lisboa","545796"\n"Évora",\n',
    );
    expect(query.Statistics?.DataScannedInBytes).toBe(
      Buffer.byteLength('name,people\nLisboa,545796\n"Porto",231800\nÉvora,\nname,people\nBraga,193324\n'),
    );
  });

  test('come in pages, to the last row', async () => {
    const { rows, query } = await lab.ask('select n from unnest(sequence(1, 2500)) t(n) order by n');
    expect(rows).toHaveLength(2501);
    expect(rows.at(-1)).toEqual(['2500']);
    const { NextToken, ResultSet } = await lab.athena.send(
      new GetQueryResultsCommand({
        QueryExecutionId: query.QueryExecutionId,
        MaxResults: 7,
        NextToken: '2495',
      }),
    );
    expect(ResultSet?.Rows?.map(({ Data }) => Data?.[0]?.VarCharValue)).toEqual([
      '2495',
      '2496',
      '2497',
      '2498',
      '2499',
      '2500',
    ]);
    expect(NextToken).toBeUndefined();
  });

  test('stand beside what they cost', async () => {
    const { query } = await lab.ask('select count(*) from cities');
    const { QueryRuntimeStatistics } = await lab.athena.send(
      new GetQueryRuntimeStatisticsCommand({ QueryExecutionId: query.QueryExecutionId }),
    );
    expect(QueryRuntimeStatistics?.Rows).toMatchObject({ InputRows: 4, OutputRows: 1 });
    expect(query).toMatchObject({
      StatementType: 'DML',
      SubstatementType: 'SELECT',
      WorkGroup: workgroup,
      EngineVersion: { EffectiveEngineVersion: 'Athena engine version 3' },
    });
  });
});

describe('mistakes', () => {
  test.each([
    ['select nope from cities', "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved"],
    [
      'select 1 from nope',
      `TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.${database}.nope' does not exist`,
    ],
    [
      "select 1 from cities where people = '1'",
      'TYPE_MISMATCH: line 1:35: Cannot apply operator: integer = varchar(1)',
    ],
    [
      "select date '2026-01-01' >= '2026-01-01'",
      'TYPE_MISMATCH: line 1:26: Cannot apply operator: date <= varchar(10)',
    ],
    ['select 1/0', 'DIVISION_BY_ZERO: Division by zero'],
    ['select name n from cities group by n', "COLUMN_NOT_FOUND: line 1:36: Column 'n' cannot be resolved"],
  ])('%s fails with Athena’s reason', async (sql, reason) => {
    const { query } = await lab.ask(sql);
    expect(query.Status).toMatchObject({ State: 'FAILED', StateChangeReason: reason });
    expect(query.Status?.AthenaError).toMatchObject({ ErrorCategory: 2 });
  });

  test.each([
    ['select from cities', /^line 1:8: mismatched input 'from'/],
    ['select 1; drop table cities', /^Only one sql statement is allowed/],
    ['grant select on cities to learner', /^Queries of this type are not supported/],
    ['select `name` from cities', /backquoted identifiers are not supported/],
  ])('%s is not even started', async (sql, message) => {
    const refused = await lab.start(sql).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequestException);
    expect(refused).toMatchObject({
      AthenaErrorCode: 'MALFORMED_QUERY',
      message: expect.stringMatching(message),
    });
  });

  test('an unknown workgroup, and one without a place for results, are refused', async () => {
    await expect(lab.start('select 1', { WorkGroup: 'nobodys' })).rejects.toThrow(
      'WorkGroup nobodys is not found.',
    );
    await expect(lab.start('select 1', { WorkGroup: 'primary' })).rejects.toThrow(
      'No output location provided.',
    );
  });

  test('a request that is repeated starts nothing new', async () => {
    const ClientRequestToken = 'a-token-that-is-long-enough-for-athena';
    const first = await lab.start('select 1', { ClientRequestToken });
    expect(await lab.start('select 1', { ClientRequestToken })).toBe(first);
    await expect(lab.start('select 2', { ClientRequestToken })).rejects.toThrow(
      'Idempotent parameters do not match',
    );
  });
});

describe('limits', () => {
  test('a query ends when it is stopped', async () => {
    const id = await lab.start(
      'select count(*) from unnest(sequence(1, 10000)) a(n) cross join unnest(sequence(1, 10000)) b(n) cross join unnest(sequence(1, 10000)) c(n)',
    );
    await sleep(300);
    await lab.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    expect((await lab.ended(id)).Status).toMatchObject({
      State: 'CANCELLED',
      StateChangeReason: 'Query was cancelled by user',
    });
  });

  test('a query ends where its workgroup says that it has scanned enough', async () => {
    await lab.put('large/a.csv', `text\n${'x'.repeat(99)}\n`.repeat(150_000));
    await lab.createTable(csvTable('large', { text: 'string' }));
    expect((await lab.ask('select max(text) from large')).query.Status).toMatchObject({
      State: 'CANCELLED',
      StateChangeReason: 'Bytes scanned limit was exceeded',
    });
  });

  test('a query that needs too much memory says so, and the next one runs', async () => {
    const reason = await lab.reason(
      "select count(*) from (select distinct a.n, b.n, cast(a.n as varchar) || '-' || cast(b.n as varchar) || rpad('', 200, 'x') from unnest(sequence(1, 10000)) a(n) cross join unnest(sequence(1, 1000)) b(n))",
    );
    expect(reason).toMatch(/^EXCEEDED_(?:LOCAL_MEMORY_LIMIT|GLOBAL_MEMORY_LIMIT)/);
    expect(await lab.rows('select 1')).toEqual([['1']]);
  });

  test('an engine that is killed fails its query by name, and the next query starts it again', async () => {
    const id = await lab.start(
      'select count(*) from unnest(sequence(1, 10000)) a(n) cross join unnest(sequence(1, 10000)) b(n) cross join unnest(sequence(1, 10000)) c(n)',
    );
    const [engine, ...others] = await engines();
    expect(others).toEqual([]);
    process.kill(engine?.pid ?? 0, 'SIGKILL');
    const { Status } = await lab.ended(id);
    expect(Status?.StateChangeReason).toMatch(
      /^INTERNAL_ERROR_QUERY_ENGINE: the engine of the local AWS ended/,
    );
    expect(await lab.rows('select count(*) from cities')).toEqual([['4']]);
  });

  test('nobody else gets an answer from the engine, whatever they send', async () => {
    await lab.rows('select 1');
    const [engine] = await engines();
    const [, folder = ''] = /-Dconfig=(\S+)\/etc\//.exec(engine?.command ?? '') ?? [];
    expect(folder).not.toBe('');
    const [, port] =
      /http-server.http.port=(\d+)/.exec(await readFile(`${folder}/etc/config.properties`, 'utf8')) ?? [];
    const statuses = await Promise.all(
      [{ 'x-trino-user': 'me' }, { 'x-trino-user': 'me', 'x-forwarded-proto': 'https' }].map(
        async headers => {
          const answer = await fetch(`http://127.0.0.1:${port}/v1/statement`, {
            method: 'POST',
            headers,
            body: 'select 1',
          });
          return answer.status;
        },
      ),
    );
    expect(statuses).toEqual([403, 401]);
  });
});

describe('what queries write', () => {
  const filesIn = async (Prefix: string) => {
    const { Contents = [] } = await lab.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
    return Contents.map(({ Key }) => `s3://${bucket}/${Key}`);
  };

  test('CREATE TABLE AS puts its files with the results, and lists them', async () => {
    const { query } = await lab.ask(
      "create table copied with (format = 'ORC', write_compression = 'SNAPPY') as select * from cities",
    );
    expect(query).toMatchObject({
      Status: { State: 'SUCCEEDED' },
      SubstatementType: 'CREATE_TABLE_AS_SELECT',
    });
    const id = query.QueryExecutionId ?? '';
    const { DataManifestLocation = '' } = query.Statistics ?? {};
    expect(DataManifestLocation).toBe(`s3://${bucket}/results/tables/${id}-manifest.csv`);
    const listed = (await lab.read(DataManifestLocation)).trim().split('\n');
    expect(listed).toEqual(await filesIn(`results/tables/${id}/`));
    expect(await lab.rows('select count(*), sum(people) from copied')).toEqual([['4', '970920']]);
  });

  test('an enforced workgroup allows no other place, and another one no place that is taken', async () => {
    const sql = `create table placed with (external_location = 's3://${bucket}/cities/') as select 1 a`;
    await expect(lab.start(sql)).rejects.toThrow('enforces a centralized output location');
    await lab.athena.send(
      new CreateWorkGroupCommand({
        Name: 'free',
        Configuration: {
          ResultConfiguration: { OutputLocation: `s3://${bucket}/free/` },
          EnforceWorkGroupConfiguration: false,
        },
      }),
    );
    const { query } = await lab.ask(sql, { WorkGroup: 'free' });
    expect(query.Status?.StateChangeReason).toMatch(/^HIVE_PATH_ALREADY_EXISTS/);
    await lab.ask(sql.replace('cities/', 'placed'), { WorkGroup: 'free' });
    expect(await lab.rows('select a from placed')).toEqual([['1']]);
  });

  test('INSERT adds rows, and says how many', async () => {
    await lab.ask(
      "create table grown with (partitioned_by = array['region']) as select name, 'north' region from cities",
    );
    const { query } = await lab.ask(
      "insert into grown select name, 'south' from cities where people is not null",
    );
    const { UpdateCount } = await lab.athena.send(
      new GetQueryResultsCommand({ QueryExecutionId: query.QueryExecutionId }),
    );
    expect(UpdateCount).toBe(3);
    expect(await lab.rows('select region, count(*) from grown group by 1 order by 1')).toEqual([
      ['north', '4'],
      ['south', '3'],
    ]);
    expect(await lab.rows('select region from "grown$partitions" order by 1')).toEqual([
      ['north'],
      ['south'],
    ]);
  });

  test('UNLOAD writes files and no table', async () => {
    const { query } = await lab.ask(
      `unload (select name from cities where people is null) to 's3://${bucket}/unloaded/' with (format = 'JSON', compression = 'NONE')`,
    );
    expect(query.Status?.State).toBe('SUCCEEDED');
    const [file = '', ...others] = (await lab.read(query.Statistics?.DataManifestLocation ?? ''))
      .trim()
      .split('\n');
    expect(others).toEqual([]);
    expect(await lab.read(file)).toBe('{"name":"Évora"}\n');
    const again = await lab.reason(
      `unload (select 1 a) to 's3://${bucket}/unloaded/' with (format = 'JSON')`,
    );
    expect(again).toMatch(/^HIVE_PATH_ALREADY_EXISTS/);
  });

  test('a view is kept in the catalog', async () => {
    await lab.ask('create or replace view large_cities as select name from cities where people > 200000');
    await lab.ask('create or replace view large_cities as select name from cities where people > 300000');
    expect(await lab.rows('select * from large_cities')).toEqual([['Lisboa']]);
  });
});

describe('statements with parameters', () => {
  test('are prepared in the workgroup, and executed', async () => {
    await lab.rows('prepare above from select name from cities where people > ? order by name');
    expect(await lab.rows('execute above using 200000')).toEqual([['"Porto"'], ['Lisboa']]);
    expect(await lab.rows('execute above', { ExecutionParameters: ['300000'] })).toEqual([['Lisboa']]);
    await lab.athena.send(
      new UpdatePreparedStatementCommand({
        WorkGroup: workgroup,
        StatementName: 'above',
        QueryStatement: 'select ?',
      }),
    );
    expect(await lab.rows("execute above using 'x'")).toEqual([['x']]);
    const { PreparedStatements, UnprocessedPreparedStatementNames } = await lab.athena.send(
      new BatchGetPreparedStatementCommand({
        WorkGroup: workgroup,
        PreparedStatementNames: ['above', 'below'],
      }),
    );
    expect(PreparedStatements).toMatchObject([{ StatementName: 'above', QueryStatement: 'select ?' }]);
    expect(UnprocessedPreparedStatementNames).toMatchObject([{ StatementName: 'below' }]);
    await lab.rows('deallocate prepare above');
    await expect(lab.start('execute above')).rejects.toThrow(
      'PreparedStatement above was not found in workGroup school',
    );
  });

  test('take their parameters from the request', async () => {
    const ExecutionParameters = ["'Braga'", '1'];
    expect(
      await lab.rows('select people from cities where name = ? and people > ?', { ExecutionParameters }),
    ).toEqual([['193324']]);
  });
});

describe('the history', () => {
  test('lists the queries of a workgroup, and describes several at once', async () => {
    const first = await lab.start('select 1');
    const second = await lab.start('select 2');
    await Promise.all([lab.ended(first), lab.ended(second)]);
    const { QueryExecutionIds = [], NextToken } = await lab.athena.send(
      new ListQueryExecutionsCommand({ WorkGroup: workgroup, MaxResults: 2 }),
    );
    expect(QueryExecutionIds).toEqual([second, first]);
    expect(NextToken).toBeDefined();
    const { QueryExecutions = [], UnprocessedQueryExecutionIds = [] } = await lab.athena.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: [first, 'nobodys'] }),
    );
    expect(QueryExecutions).toMatchObject([{ Query: 'select 1' }]);
    expect(UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: 'nobodys' }]);
  });

  test('a table whose files are gone has no rows', async () => {
    await lab.createTable(csvTable('gone', { name: 'string' }));
    expect(await lab.rows('select count(*) from gone')).toEqual([['0']]);
  });

  test('ten queries at once all end', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => lab.rows(`select ${index}, count(*) from cities`)),
    );
    expect(answers).toEqual(Array.from({ length: 10 }, (_, index) => [[`${index}`, '4']]));
  });
});
