import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';
import { parseLabDefinition } from '../../lab/definition.ts';

type Contents = Readonly<Record<string, string | Buffer>>;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'daybreak-seed-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (contents: Contents): void => {
  for (const [key, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, key)), { recursive: true });
    writeFileSync(join(root, key), content);
  }
};

const columns = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
];
const lab = { title: 'A lab', version: '1.0.0', licence: 'CC0-1.0', source: 'made up' };
const csv = { table: 't', zone: 'sor', format: 'csv', header: true, columns };
const jsonl = { table: 't', zone: 'sor', format: 'jsonl', columns };
const parquet = { table: 't', zone: 'sor', format: 'parquet', columns };
const quoted = { ...csv, quoted: true };

/** Reads a folder of one dataset. */
const read = (dataset: object, contents: Contents, more: object = {}) => {
  put({ 'lab.json': JSON.stringify({ ...lab, datasets: [dataset], ...more }), ...contents });
  return readSeedFolder(root);
};
const rowsOf = async (dataset: object, content: string | Buffer) =>
  (await read(dataset, { 't/a': content })).definition.datasets[0]?.rows;

describe('rows are counted as Athena counts them', () => {
  test.each([
    ['a header is not a row', csv, 'id,name\n1,a\n2,b\n', 2],
    ['neither is a header alone', csv, 'id,name\n', 0],
    ['a missing last line break does not lose a row', csv, 'id,name\n1,a\n2,b', 2],
    ['without a header every line is one', { ...csv, header: false }, '1,a\n2,b\n', 2],
    ['an empty file without a header has none', { ...csv, header: false }, '', 0],
    ['lines from Windows count once', csv, 'id,name\r\n1,a\r\n2,b\r\n', 2],
    ['a byte order mark is not part of a value', { ...csv, header: false }, '\uFEFF1,a\n', 1],
    ['empty fields are fine', csv, 'id,name\n,\n2,\n', 2],
    ['a quote inside a plain field stays there', csv, 'id,name\n1,5" pipe\n', 1],
    ['a quoted header does no harm', csv, '"id","name"\n1,a\n', 1],
    ['a comma in quotes is not a separator', quoted, 'id,name\n"1","a, b"\n2,b\n', 2],
    ['doubled quotes are one', quoted, '"id","name"\n1,"a ""b"""\n"","""a"\n', 2],
    ['a line break in quotes is not a row', quoted, 'id,name\n1,a\n2,"b\nc"\n', 2],
    ['a backslash is accepted', quoted, 'id,name\n1,rio \\rio\n', 1],
    ['empty lines are none', csv, 'id,name\n1,a\n\n2,b\n\n', 2],
    ['empty lines from Windows are none', quoted, 'id,name\r\n1,a\r\n\r\n', 1],
    ['tabs separate a tsv, commas do not', { ...csv, format: 'tsv' }, 'id\tname\n1\ta,b\n', 1],
    ['quotes keep tabs together', { ...quoted, format: 'tsv' }, 'id\tname\n1\t"a\tb"\n', 1],
    ['one JSON object a line', jsonl, '{"id":1}\n{"ID":2,"other":[{}]}', 2],
  ])('%s', async (_, dataset, content, rows) => {
    expect(await rowsOf(dataset, content)).toBe(rows);
  });

  test('over all files of a dataset', async () => {
    const folder = await read(csv, { 't/a.csv': 'id,name\n1,a\n', 't/deep/b.csv': 'id,name\n2,b\n3,c' });
    expect(folder.definition.datasets[0]?.rows).toBe(3);
  });
});

describe('what Athena can read, but may not be meant, is told', () => {
  test('a column that no line of any file fills', async () => {
    const { warnings } = await read(jsonl, { 't/a': '{"id":1,"Name ":"x"}', 't/b': '{"id":2}' });
    expect(warnings).toEqual([
      "Table t: no line fills name, which will be NULL. Keys without a column are 'Name ': give both the same name, or leave it out of lab.json.",
    ]);
  });

  test('one that a line of another file fills is not', async () => {
    const { warnings } = await read(jsonl, { 't/a': '{"id":1}', 't/b': '{"name":"x"}' });
    expect(warnings).toEqual([]);
  });
});

describe('what Athena could not read is refused with its file and line', () => {
  test.each([
    [
      'a quote that never closes',
      quoted,
      'id,name\n1,"a\n2,b\n',
      /^t\/a, line 2: field 2 \(name\) opens a quote/,
    ],
    [
      'a quote that closes only at the end',
      quoted,
      'id,name\n1,"a""\n',
      /^t\/a, line 2: field 2 \(name\) opens a quote/,
    ],
    [
      'a quote in the middle',
      quoted,
      'id,name\n1,a"b"\n',
      /^t\/a, line 2: field 2 \(name\) has a quote in the middle/,
    ],
    [
      'text after a closing quote',
      quoted,
      'id,name\n1,"a" \n',
      /^t\/a, line 2: field 2 \(name\) has a quote in the middle/,
    ],
    [
      'a backslash before a quote',
      quoted,
      'id,name\n1,"a\\"b"\n',
      /^t\/a, line 2: field 2 \(name\) has a quote in the middle/,
    ],
    [
      'quotes that lab.json does not announce',
      csv,
      'id,name\n1,a\n2,"b"\n',
      /^t\/a, line 3: field 2 \(name\) begins with a quote.*"quoted": true/,
    ],
    [
      'a field too many',
      csv,
      'id,name\n1,a\n2,b,c\n',
      /^t\/a, line 3: 3 fields, but lab.json names 2 columns/,
    ],
    [
      'a field too few, in quotes',
      quoted,
      'id,name\n1,a\n"2"\n',
      /^t\/a, line 3: 1 field, but lab.json names 2 columns/,
    ],
    ['a header too short', csv, 'id\n1,a\n', /^t\/a, line 1: 1 field, /],
    [
      'a header in another order',
      csv,
      'Name,ID\na,1\n',
      /^t\/a, line 1: the header's order is Name, ID, but lab.json's is id, name,/,
    ],
    [
      'an empty file with a header',
      csv,
      '',
      /^t\/a: the file is empty, but lab.json says that it has a header/,
    ],
    [
      'text in a number column',
      csv,
      'id,name\n1,a\nx,b\n',
      /^t\/a, line 3: column id is int, but has 'x', which Athena would read as NULL/,
    ],
    [
      'an empty line of one column',
      { ...csv, columns: columns.slice(1) },
      'name\na\n\nb\n',
      /^t\/a, line 3: this line is empty/,
    ],
    [
      'an old Mac line ending',
      csv,
      'id,name\n1,a\r2,b\n',
      /^t\/a, line 2: there is a carriage return in the middle/,
    ],
    ['Latin-1', csv, Buffer.from('id,name\n1,a\n2,são\n', 'latin1'), /^t\/a, line 3: this is not UTF-8/],
    [
      'pretty-printed JSON',
      jsonl,
      '{\n  "id": 1\n}\n',
      /^t\/a, line 1: this JSON spans several lines.*"format": "json"/,
    ],
    [
      'JSON that begins on the first line',
      jsonl,
      '{"id": 1,\n "name": "a"}\n',
      /^t\/a, line 1: this JSON spans several lines/,
    ],
    ['a JSON array', jsonl, '[{"id":1},{"id":2}]\n', /^t\/a, line 1: this is a JSON array/],
    ['a line that is not JSON', jsonl, '{"id":1}\nid=2\n', /^t\/a, line 2: this is not a JSON object/],
    ['a JSON number', jsonl, '1\n', /^t\/a, line 1: this is not a JSON object/],
    [
      'text where a number belongs',
      jsonl,
      '{"id":1}\n{"id":"x"}\n',
      /^t\/a, line 2: column id is int, but has 'x'/,
    ],
    ['two keys that differ in case', jsonl, '{"id":1,"Id":2}\n', /^t\/a, line 1: the key 'Id' appears twice/],
    ['an empty line of JSON lines', jsonl, '{"id":1}\n\n', /^t\/a, line 2: this line is empty/],
    ['a csv that is called parquet', parquet, 'id,name\n1,a\n', /^t\/a: this is not a Parquet file/],
  ])('%s', async (_, dataset, content, message) => {
    const problem = expect.objectContaining({
      name: 'UnreadableFile',
      message: expect.stringMatching(message),
    });
    await expect(rowsOf(dataset, content)).rejects.toEqual(problem);
  });

  test.each([
    ['a.csv.bz2', 't/a.csv.bz2: csv files can only be compressed with gzip (.gz). Unpack it: bunzip2'],
    ['a.tar.gz', 't/a.tar.gz: csv files can only be compressed with gzip (.gz). Unpack it: tar -xzf'],
    ['a.csv.gz', 't/a.csv.gz: this is not a whole gzip file'],
  ])('a compressed file %s', async (name, message) => {
    await expect(read(csv, { [`t/${name}`]: 'id,name\n1,a\n' })).rejects.toThrow(message);
  });
});

describe('files that are compressed with gzip', () => {
  const text = `id,name\n${'1,a\n'.repeat(100_000)}`;

  test('are inspected as what is in them, and measured as they are', async () => {
    const file = gzipSync(text);
    const { definition } = await read(csv, { 't/a.csv.gz': file, 't/b.csv': 'id,name\n2,b\n' });
    expect(definition.datasets[0]).toMatchObject({ rows: 100_001 });
    expect(definition.datasets[0]?.files?.[0]).toMatchObject({ key: 't/a.csv.gz', bytes: file.length });
    const lines = await read(
      { ...jsonl, prefix: 'u/' },
      { 'u/a.json.gz': Buffer.concat([gzipSync('{"id":1}\n'), gzipSync('{"id":2}\n')]) },
    );
    expect(lines.definition.datasets[0]?.rows).toBe(2);
  });

  test.each([
    ['with a wrong value', gzipSync(`${text}x,b\n`), /^t\/a.csv.gz, line 100002: column id is int/],
    ['in UTF-16', gzipSync(Buffer.from(`\uFEFF${text}`, 'utf16le')), /^t\/a.csv.gz: this is UTF-16/],
    ['cut off', gzipSync(text).subarray(0, 200), /^t\/a.csv.gz: this is not a whole gzip file/],
    ['of nothing', gzipSync(''), /^t\/a.csv.gz: the file is empty/],
  ])('and refused %s', async (_, content, message) => {
    const problem = expect.objectContaining({
      name: 'UnreadableFile',
      message: expect.stringMatching(message),
    });
    await expect(read(csv, { 't/a.csv.gz': content })).rejects.toEqual(problem);
  });
});

describe('the files of a dataset', () => {
  const row = 'id,name\n1,a\n';

  test('are all files under its prefix that Athena would read, with size and checksum', async () => {
    const folder = await read(
      { ...csv, prefix: 'data/t/' },
      {
        'data/t/b.csv': row,
        'data/t/sub/a b.csv': row,
        'data/t/.DS_Store': 'x',
        'data/t/_tmp/a.csv': 'x',
        'data/u': 'x',
      },
    );
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(row));
    const stored = { bytes: row.length, crc32: checksum.toString('base64') };
    expect(folder.definition.datasets[0]?.files).toEqual([
      { key: 'data/t/b.csv', ...stored },
      { key: 'data/t/sub/a b.csv', ...stored },
    ]);
    const published = { ...stored, etag: expect.any(String) };
    expect(folder.files).toEqual([
      { key: 'data/t/b.csv', ...published, path: expect.stringContaining('b.csv') },
      { key: 'data/t/sub/a b.csv', ...published, path: expect.stringContaining('a b.csv') },
    ]);
  });

  test('are only those listed, when there is a list', async () => {
    const folder = await read(
      { ...csv, files: ['t/a.csv'] },
      { 't/a.csv': row, 't/notes.txt': 'not a table' },
    );
    expect(folder.files.map(({ key }) => key)).toEqual(['t/a.csv']);
  });

  test('go into a manifest when there are too many for lab.json', async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`t/${i}.csv`, row]));
    const { definition, files } = await read(csv, many);
    const dataset = definition.datasets[0];
    expect(dataset).toMatchObject({ manifest: 'manifests/sor.t.jsonl', bytes: 101 * row.length, rows: 101 });
    expect(dataset?.files).toBeUndefined();
    const manifest = files.find(({ key }) => key === 'manifests/sor.t.jsonl');
    const lines = manifest !== undefined && 'body' in manifest ? manifest.body.trimEnd().split('\n') : [];
    const etag = `"${createHash('md5').update(row).digest('hex')}"`;
    expect(lines.map(line => JSON.parse(line))).toEqual(
      files.flatMap(file =>
        'path' in file ? [{ key: file.key, bytes: file.bytes, crc32: file.crc32, etag }] : [],
      ),
    );
    expect(files).toHaveLength(102);

    const again = await read(
      { ...csv, manifest: 'm.jsonl' },
      { 'm.jsonl': `${lines.slice(0, 2).join('\n')}\n` },
    );
    expect(again.definition.datasets[0]).toMatchObject({ manifest: 'm.jsonl', rows: 2 });
  });

  test('may come with sizes, checksums and counts, which are compared', async () => {
    const given = { key: 't/a.csv', bytes: 12, crc32: '3icHtQ==' };
    await expect(read({ ...csv, files: [{ ...given, bytes: 13 }] }, { 't/a.csv': row })).rejects.toThrow(
      't/a.csv: lab.json gives bytes 13, the file has 12',
    );
    await expect(read({ ...csv, files: [given] }, {})).rejects.toThrow(
      /t\/a.csv: lab.json gives crc32 3icHtQ==, the file has [A-Za-z0-9+/]{6}==/,
    );
    await expect(read({ ...csv, rows: 2 }, {})).rejects.toThrow(
      'lab.json, at datasets[0].rows: table t has "rows": 2, but its files have 1',
    );
  });

  test('and SQL that Athena would refuse is named with its place, saved queries too', async () => {
    const contents = { 't/a.csv': row };
    const smokeTests = [{ name: 'ids', sql: 'select id,\n from ${sor}.t', expect: [] }];
    await expect(read(csv, contents, { smokeTests })).rejects.toThrow(
      "lab.json, at smokeTests[0].sql: Athena would refuse 'ids' at line 2, column 2: mismatched input 'from'. Expecting: '*'",
    );
    const queries = [{ name: 'names', sql: 'select upper(name) as n from ${sor}.t group by n' }];
    await expect(read(csv, contents, { queries })).rejects.toThrow(
      "lab.json, at queries[0].sql: Athena would refuse 'names' at line 1, column 48: Column 'n' cannot be resolved",
    );
  });

  test("and a type of another system is named with the catalog's", async () => {
    const dataset = { ...csv, columns: [{ name: 'id', type: 'integer' }] };
    await expect(read(dataset, { 't/a.csv': row })).rejects.toThrow(
      "lab.json, at datasets[0].columns[0].type: 'integer' is not a column type: use int",
    );
  });

  test('are in the folders of their partitions', async () => {
    const dataset = { ...csv, partitionKeys: [{ name: 'year', type: 'int' }] };
    expect((await read(dataset, { 't/year=2026/a.csv': row })).definition.datasets[0]?.rows).toBe(1);
    put({ 't/year=new/a.csv': row });
    await expect(readSeedFolder(root)).rejects.toThrow(
      "the folder year=new of 't/year=new/a.csv' is not of type int",
    );
    put({ 't/a.csv': row });
    await expect(readSeedFolder(root)).rejects.toThrow(
      "'t/a.csv' lacks the folders of its partition keys: year=…/",
    );
  });

  const month = [{ name: 'month', type: 'int' }];
  test.each([
    [
      'an escaped time and NULL are values',
      [{ name: 'at', type: 'timestamp' }],
      ['at=2026-06-07 13%3A00%3A00', 'at=__HIVE_DEFAULT_PARTITION__', 'AT=2026-06-07 14%3A00%3A00'],
    ],
    ['numbers may begin with zeros', month, ['month=01', 'month=2', 'month=10']],
    ['other folders may lie between', month, ['country=br/month=1/x', 'country=pt/month=2', 'month=3']],
    [
      'and in another order',
      [...month, { name: 'year', type: 'int' }],
      ['year=2026/month=1', 'month=2/year=1'],
    ],
    [
      'equals signs are part of a value',
      [{ name: 'ric', type: 'string' }],
      ['ric=EUR=', 'ric=A+B C', 'ric=='],
    ],
  ])('partitions are what their folders mean: %s', async (_, partitionKeys, folders) => {
    const contents = Object.fromEntries(folders.map(folder => [`t/${folder}/a.csv`, row]));
    const { definition } = await read({ ...csv, partitionKeys }, contents);
    expect(definition.datasets[0]?.rows).toBe(folders.length);
  });

  const text = [{ name: 'k', type: 'string' }];
  test.each([
    [
      'an escaped time that is none',
      [{ name: 'at', type: 'timestamp' }],
      ['at=13%3A00'],
      "the folder at=13%3A00 of 't/at=13%3A00/a.csv' is not of type timestamp. Use times such as",
    ],
    [
      'two folders that mean the same',
      text,
      ['k=a b', 'k=a%20b'],
      't/k=a b/ and t/k=a%20b/ are the same partition, k=a b, which can have one folder only: move the files of one',
    ],
    [
      'two folders in upper and lower case',
      text,
      ['K=a', 'k=a'],
      't/K=a/ and t/k=a/ are the same partition, k=a, which can have one folder only: move',
    ],
    [
      'a folder above the keys that is no key',
      [{ name: 'year', type: 'int' }, ...month],
      ['country=br/year=2026/month=01', 'country=pt/year=2026/month=01'],
      't/country=br/year=2026/month=01/ and t/country=pt/year=2026/month=01/ are the same partition, year=2026, month=01, ' +
        'which can have one folder only: add country to "partitionKeys", or move the files of one into the other',
    ],
    [
      'a key twice',
      month,
      ['month=1/month=2'],
      'has two folders of month, month=1 and month=2: keep one of them',
    ],
    [
      'a folder without a value',
      text,
      ['K='],
      "the folder K= of 't/K=/a.csv' has no value. For NULL, call it K=__HIVE_DEFAULT_PARTITION__",
    ],
    [
      'a key that cannot be one',
      [{ name: 'k', type: 'binary' }],
      ['k=1'],
      "at datasets[0].partitionKeys[0].type: Athena has no partition keys of type 'binary': make k a string",
    ],
  ])('%s: refused before anything is published', async (_, partitionKeys, folders, message) => {
    const contents = Object.fromEntries(folders.map(folder => [`t/${folder}/a.csv`, row]));
    await expect(read({ ...csv, partitionKeys }, contents)).rejects.toThrow(message);
  });

  test('a partition key of a table that a job writes has to be possible, too', async () => {
    const keys = [{ name: 'k', type: 'array<int>' }];
    const tables = [{ table: 'w', zone: 'spec', format: 'parquet', columns, partitionKeys: keys }];
    await expect(read(csv, { 't/a.csv': row }, { tables })).rejects.toThrow(
      "at tables[0].partitionKeys[0].type: Athena has no partition keys of type 'array<int>'",
    );
  });

  test.each([
    [
      'a missing file',
      { ...csv, files: ['t/b.csv'] },
      "at datasets[0].files[0]: there is no 't/b.csv' in the folder",
    ],
    [
      'a folder named as a file',
      { ...csv, files: ['t/sub'] },
      "at datasets[0].files[0]: 't/sub' is not a file",
    ],
    ['an empty folder', { ...csv, prefix: 'empty/' }, 'at datasets[0]: there are no files under empty/'],
    ['no folder', { ...csv, prefix: 'gone/' }, "at datasets[0].prefix: there is no 'gone' in the folder"],
    [
      'a file that Athena skips',
      { ...csv, files: ['t/_a.csv'] },
      "at datasets[0].files[0]: Athena skips 't/_a.csv'",
    ],
    ['a missing manifest', { ...csv, manifest: 'm.jsonl' }, "at datasets[0].manifest: there is no 'm.jsonl'"],
  ])('%s is named with its place', async (_, dataset, message) => {
    put({
      't/a.csv': row,
      't/_a.csv': row,
      't/sub/c.csv': row,
      'empty/.gitkeep': '',
      'p/a': 'PAR1 content PAR1',
    });
    await expect(read(dataset, {})).rejects.toThrow(message);
  });
});

describe('symbolic links', () => {
  test('are followed inside the folder, and refused if they leave it', async () => {
    put({ 'shared/a.csv': 'id,name\n1,a\n', 't/.keep': '' });
    symlinkSync(join(root, 'shared'), join(root, 't/inside'));
    expect((await read(csv, {})).definition.datasets[0]?.rows).toBe(1);
    symlinkSync('/etc/hostname', join(root, 't/outside.csv'));
    await expect(readSeedFolder(root)).rejects.toThrow(
      "'t/outside.csv' is a link to /etc/hostname, outside the folder",
    );
  });

  test('that form a loop do not hang the command', async () => {
    put({ 't/a.csv': 'id,name\n1,a\n' });
    symlinkSync(join(root, 't'), join(root, 't/again'));
    await expect(read(csv, {})).rejects.toThrow("'t/again/' is a link to a folder that contains it");
  });

  test('that are broken are named', async () => {
    put({ 't/a.csv': 'id,name\n1,a\n' });
    symlinkSync(join(root, 'nowhere'), join(root, 't/b.csv'));
    await expect(read(csv, {})).rejects.toThrow("there is no 't/b.csv' in the folder");
  });
});

describe('jobs', () => {
  const job = { name: 'sum', script: 'jobs/sum.py' };

  test('include their script, with size and checksum', async () => {
    const folder = await read(csv, { 't/a': 'id,name\n', 'jobs/sum.py': 'print("é")\n' }, { jobs: [job] });
    expect(folder.definition.jobs[0]?.script).toMatchObject({ key: 'jobs/sum.py', bytes: 12 });
    expect(folder.files.map(({ key }) => key)).toEqual(['jobs/sum.py', 't/a']);
  });

  test('include the files that they open and import, each file once', async () => {
    const whole = {
      ...job,
      files: ['lookups/regions.csv'],
      pythonFiles: ['lib/shared.py', { key: 'lib/x-1-py3-none-any.whl', bytes: 3 }],
    };
    const contents = {
      't/a': 'id,name\n',
      'jobs/sum.py': 'import shared\n',
      'lookups/regions.csv': Buffer.from([0xe9, 0x0a]),
      'lib/shared.py': 'x = 1\n',
      'lib/x-1-py3-none-any.whl': 'PK\n',
    };
    const other = { ...job, name: 'other', files: ['lookups/regions.csv'] };
    const folder = await read(csv, contents, { jobs: [whole, other] });
    expect(folder.definition.jobs[0]).toMatchObject({
      files: [{ key: 'lookups/regions.csv', bytes: 2, crc32: expect.stringMatching(/==$/) }],
      pythonFiles: [
        { key: 'lib/shared.py', bytes: 6 },
        { key: 'lib/x-1-py3-none-any.whl', bytes: 3 },
      ],
    });
    expect(folder.definition.jobs[1]).not.toHaveProperty('pythonFiles');
    expect(folder.files.map(({ key }) => key)).toEqual(Object.keys(contents).sort());
  });

  test.each([
    ['a missing script', job, "lab.json, at jobs[0].script: there is no 'jobs/sum.py' in the folder"],
    [
      'a script that is not Python',
      { ...job, script: 'jobs/sum.txt' },
      "at jobs[0].script: 'jobs/sum.txt' is not a Python script",
    ],
    [
      'a missing file',
      { ...job, script: 'jobs/ok.py', files: ['jobs/ok.py', 'x.csv'] },
      "at jobs[0].files[1]: there is no 'x.csv' in the folder",
    ],
    [
      'a module in Latin-1',
      { ...job, script: 'jobs/ok.py', pythonFiles: ['jobs/old.py'] },
      "at jobs[0].pythonFiles[0]: 'jobs/old.py' is not UTF-8",
    ],
    [
      'a file of another size',
      { ...job, script: 'jobs/ok.py', files: [{ key: 'jobs/old.py', bytes: 9 }] },
      'jobs/old.py: lab.json gives bytes 9, the file has 1',
    ],
    [
      'a script in Latin-1',
      { ...job, script: 'jobs/old.py' },
      "at jobs[0].script: 'jobs/old.py' is not UTF-8",
    ],
  ])('%s is refused', async (_, bad, message) => {
    const contents = {
      't/a': 'id,name\n',
      'jobs/sum.txt': '',
      'jobs/ok.py': '',
      'jobs/old.py': Buffer.from([0xe9]),
    };
    await expect(read(csv, contents, { jobs: [bad] })).rejects.toThrow(message);
  });
});

describe('a folder', () => {
  test('may have a lab.json with a byte order mark, and its $schema is not published', async () => {
    const definition = { $schema: '../lab.schema.json', ...lab, datasets: [csv] };
    put({ 't/a': 'id,name\n1,a\n', 'lab.json': `\uFEFF${JSON.stringify(definition)}` });
    const folder = await readSeedFolder(root);
    expect(folder.definition.$schema).toBeUndefined();
    expect(parseLabDefinition(JSON.stringify(folder.definition))).toEqual(folder.definition);
  });

  test('that does not exist, or has neither lab.json nor data, gives an error of one sentence', async () => {
    await expect(readSeedFolder(join(root, 'nowhere'))).rejects.toThrow("There is no folder '");
    await expect(readSeedFolder(root)).rejects.toThrow('There is no data in ');
  });

  test('may not hold a data file that lab.json would overwrite', async () => {
    const all = { ...jsonl, prefix: 'lab.json/', files: [] };
    expect((await read(all, {})).files).toEqual([]);
    const contents = { 't/a': 'id,name\n', 'manifests/sor.t.jsonl': '{}\n' };
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`t/${i}.csv`, 'id,name\n']));
    put({ ...contents, ...many });
    const both = {
      datasets: [csv, { ...jsonl, table: 'u', files: ['manifests/sor.t.jsonl'], prefix: 'manifests/' }],
    };
    await expect(read(csv, {}, both)).rejects.toThrow("'manifests/sor.t.jsonl' would be written twice");
  });
});
