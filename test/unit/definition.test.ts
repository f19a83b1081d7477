import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseLabDefinition } from '../../lab/definition.ts';
import { labSchemaFile, labSchemaJson } from '../../lab/make-schema.ts';
import { parseLabSource } from '../../lab/source-definition.ts';

const books = {
  table: 'books',
  zone: 'sor',
  format: 'csv',
  header: true,
  columns: [{ name: 'id', type: 'int' }],
};
const lab = { title: 'A lab', version: '1.0.0', licence: 'CC0-1.0', source: 'made up', datasets: [books] };
const withBooks = (change: object) => ({ ...lab, datasets: [{ ...books, ...change }] });
const withJob = (change: object) => ({ ...lab, jobs: [{ name: 'sum', script: 'jobs/sum.py', ...change }] });
const withTest = (change: object) => ({
  ...lab,
  smokeTests: [{ name: 'rows', sql: 'select 1', expect: [[1]], ...change }],
});
const stored = { key: 'books/a.csv', bytes: 5, crc32: '3icHtQ==' };
/** As publishing writes it: with explicit defaults. */
const spelledOut = (definition: object) => JSON.stringify(parseLabSource(JSON.stringify(definition)));
const published = { ...lab, datasets: [{ ...books, rows: 1, files: [stored] }] };

describe('a mistake in lab.json is reported with its place', () => {
  test.each([
    ['an unknown key', { ...lab, titel: 'x' }, 'lab.json: Unrecognized key: "titel"'],
    ['an unknown key of a dataset', withBooks({ colums: [] }), 'at datasets[0]: Unrecognized key: "colums"'],
    ['no title', { ...lab, title: undefined }, 'at title:'],
    ['a malformed version', { ...lab, version: '1' }, 'at version: is not a version: write it as 1.0.0'],
    ...[0, -1, 1.5, 2.5, '1', null, true].map(
      schemaVersion =>
        [
          `a schemaVersion of ${JSON.stringify(schemaVersion)}`,
          { ...lab, schemaVersion },
          `at schemaVersion: ${JSON.stringify(schemaVersion)} is not a schemaVersion: write 1, or leave it out`,
        ] as const,
    ),
    ['a list instead of an object', [], 'lab.json: Invalid input'],
    [
      'a table twice',
      { ...lab, datasets: [books, books] },
      "at datasets[1].table: table 'books' appears twice in zone sor",
    ],
    [
      'a table among datasets and tables',
      { ...lab, tables: [books] },
      "at tables[0].table: table 'books' appears twice in zone sor",
    ],
    [
      'more tables than fit in a report',
      {
        ...lab,
        datasets: Array.from({ length: 299 }, (_, i) => ({ ...books, table: `books_${i}` })),
        tables: ['a', 'b'].map(table => ({ table, zone: 'sot', format: 'parquet', columns: books.columns })),
      },
      'at datasets: 301 tables, counting those of "tables", are more than the 300 that a lab can have',
    ],
    [
      'a name with capitals',
      withBooks({ table: 'Books' }),
      'at datasets[0].table: may only have lower-case letters',
    ],
    ['an unknown zone', withBooks({ zone: 'raw' }), 'at datasets[0].zone: is not a zone: use sor, sot, spec'],
    ['an unknown format', withBooks({ format: 'orc' }), 'at datasets[0].format: is not a format'],
    ['no header for a csv', withBooks({ header: undefined }), 'at datasets[0].header: csv needs "header"'],
    ['a header for jsonl', withBooks({ format: 'jsonl' }), 'at datasets[0].header: jsonl has no header'],
    ['no columns', withBooks({ columns: [] }), 'at datasets[0].columns:'],
    [
      'a delimiter for tsv',
      withBooks({ format: 'tsv', delimiter: ';' }),
      'at datasets[0].delimiter: tsv has no delimiter',
    ],
    [
      'a delimiter that is none',
      withBooks({ delimiter: ';;' }),
      'at datasets[0].delimiter: is not one character',
    ],
    [
      'an encoding that is none',
      withBooks({ encoding: 'utf-9' }),
      "at datasets[0].encoding: 'utf-9' is not an encoding: use utf-8, windows-1252, utf-16le …",
    ],
    [
      'thousands and decimals that look the same',
      withBooks({ thousands: '.' }),
      'at datasets[0].thousands: is also what separates decimals: they have to differ',
    ],
    [
      'a date format without a date',
      withBooks({ dateFormat: 'dd/MM/yyyy' }),
      'at datasets[0].dateFormat: is not a date format: write it as strptime has it, such as "%d/%m/%Y"',
    ],
    [
      'a date format of a number',
      withBooks({ columns: [{ name: 'id', type: 'int', dateFormat: '%Y' }] }),
      'at datasets[0].columns[0].dateFormat: column id is of type int: only dates and timestamps have one',
    ],
    [
      "a csv's column by another name",
      withBooks({ columns: [{ name: 'id', type: 'int', from: 'Id' }] }),
      'at datasets[0].columns[0].from: columns of csv go by position: leave it out',
    ],
    [
      'a sheet of a csv',
      withBooks({ sheet: 'Books' }),
      'at datasets[0].sheet: csv has no sheet: leave it out',
    ],
    [
      'a column with capitals',
      withBooks({ columns: [{ name: 'Id', type: 'int' }] }),
      'at datasets[0].columns[0].name: may only have lower-case letters, digits and underscores',
    ],
    [
      'a partition key whose folder Athena skips',
      withBooks({ partitionKeys: [{ name: '_day', type: 'date' }] }),
      'at datasets[0].partitionKeys[0].name: may only have lower-case letters, digits and underscores, and must begin with a letter',
    ],
    [
      "a title that leaves no room for the lab's mark",
      { ...lab, title: 'x'.repeat(872) },
      "at title: has 872 characters, and at most 871 fit: Athena's limit is 1024, and the lab's mark goes into the same text",
    ],
    [
      'a title of as many characters outside of the first plane',
      { ...lab, title: '😀'.repeat(436) },
      'at title: has 872 characters, and at most 871 fit',
    ],
    ['half a character', { ...lab, title: 'a \ud83d' }, 'at title: has half of a surrogate pair'],
    [
      'a zone with more text than Glue takes',
      { ...lab, zones: { sot: 'x'.repeat(2049) } },
      'at zones.sot: has 2049 characters, and at most 2048 fit',
    ],
    [
      'a control character in a description',
      withBooks({ description: 'a\u0007b' }),
      'at datasets[0].description: has a control character, which Glue does not take in a description',
    ],
    [
      'a line break in a comment',
      withBooks({ columns: [{ name: 'id', type: 'int', comment: 'one\ntwo' }] }),
      'at datasets[0].columns[0].comment: has a line break or a control character, which Glue does not take in a ' +
        'comment: write it in one line',
    ],
    [
      "a saved query's description that leaves no room for the lab's mark",
      { ...lab, queries: [{ name: 'all', sql: 'select 1', description: 'x'.repeat(938) }] },
      'at queries[0].description: has 938 characters, and at most 937 fit',
    ],
    [
      'a saved query that is too long with the names of a lab in it',
      { ...lab, queries: [{ name: 'all', sql: `select '${'${sor}'.repeat(8200)}'` }] },
      'at queries[0].sql: has 262409 bytes once the names of a lab are filled in, and Athena takes at most 262054',
    ],
    [
      'a smoke test that is too long',
      withTest({ sql: `select '${'é'.repeat(131_100)}'` }),
      'at smokeTests[0].sql: has 262209 bytes once the names of a lab are filled in, and Athena takes at most 262144',
    ],
    [
      'a key that S3 does not take',
      withBooks({ files: [`books/${'é'.repeat(510)}`] }),
      'at datasets[0].files[0]: is longer than the 1024 bytes that a key in S3 can have',
    ],
    [
      'a key that is too long in the lab',
      withBooks({ prefix: 'b/', files: [`b/${'x'.repeat(1020)}`] }),
      'is too long: in the lab its key begins with books/, and S3 takes at most 1024 bytes',
    ],
    [
      'an unknown type',
      withBooks({ columns: [{ name: 'id', type: 'integer' }] }),
      "at datasets[0].columns[0].type: 'integer' is not a column type",
    ],
    [
      'a nested type in a csv',
      withBooks({ columns: [{ name: 'id', type: 'array<int>' }] }),
      "at datasets[0].columns[0].type: csv can't carry 'array<int>' (column id)",
    ],
    [
      'a column twice',
      withBooks({ partitionKeys: books.columns }),
      "at datasets[0].columns: column 'id' appears twice",
    ],
    ['a key with ..', withBooks({ files: ['../a.csv'] }), "at datasets[0].files[0]: '../a.csv' is not a key"],
    [
      'a key from the root',
      withBooks({ files: ['/a.csv'] }),
      "at datasets[0].files[0]: '/a.csv' is not a key",
    ],
    [
      'a key with .. in an object',
      withBooks({ files: ['books/b.csv', { key: 'books/../a.csv' }] }),
      "at datasets[0].files[1].key: 'books/../a.csv' is not a key",
    ],
    [
      'a file that is a number',
      withBooks({ files: [3] }),
      'at datasets[0].files[0]: is not a file: write its key',
    ],
    [
      'a file twice',
      withBooks({ files: ['books/a', 'books/a'] }),
      "at datasets[0].files[1]: 'books/a' appears twice",
    ],
    [
      'a file elsewhere',
      withBooks({ files: ['films/a.csv'] }),
      "at datasets[0].files[0]: 'films/a.csv' is outside the dataset's prefix 'books/'",
    ],
    [
      'a file without its partition',
      withBooks({ files: ['books/a.csv'], partitionKeys: [{ name: 'year', type: 'int' }] }),
      "at datasets[0].files[0]: 'books/a.csv' lacks the folders of its partition keys",
    ],
    ['a prefix without its slash', withBooks({ prefix: 'b' }), "at datasets[0].prefix: 'b' is not a prefix"],
    [
      'a prefix that climbs',
      withBooks({ prefix: '../b/' }),
      "at datasets[0].prefix: '../b/' is not a prefix",
    ],
    [
      'files and a manifest',
      withBooks({ files: ['books/a'], manifest: 'm.jsonl' }),
      'at datasets[0].manifest: give either files or a manifest',
    ],
    [
      'a job without a script',
      withJob({ script: undefined }),
      'at jobs[0].script: is not a file: write its key',
    ],
    ['a job with a capital', withJob({ name: 'Sum' }), 'at jobs[0].name: may only have lower-case letters'],
    ['a job with too many workers', withJob({ workers: 100 }), 'at jobs[0].workers:'],
    [
      'a job with an output that is not a table',
      withJob({ output: { table: 'orders', rows: 'select 1' } }),
      'at jobs[0].output.table: is not a table: write it as sot.orders',
    ],
    [
      'a job with an output that is not declared',
      withJob({ output: { table: 'sot.orders', rows: 'select 1' } }),
      "at jobs[0].output.table: 'sot.orders' is not declared: add it to tables",
    ],
    [
      "a job with an output that is one of the seed's datasets",
      withJob({ output: { table: 'sor.books', rows: 'select 1' } }),
      "at jobs[0].output.table: 'sor.books' is not declared: add it to tables",
    ],
    [
      'an output of an unknown zone',
      {
        ...withJob({ output: { table: 'sot.sums', rows: 'select count(*) from ${raw}.books' } }),
        tables: [{ table: 'sums', zone: 'sot', format: 'parquet', columns: books.columns }],
      },
      "at jobs[0].output.rows: '${raw}' is not a placeholder",
    ],
    [
      'an argument of an unknown zone',
      withJob({ arguments: { '--from': '${raw.bucket}' } }),
      "at jobs[0].arguments.--from: '${raw.bucket}' is not a placeholder",
    ],
    [
      'a smoke test of an unknown zone',
      withTest({ sql: 'select count(*) from ${raw}.books' }),
      "at smokeTests[0].sql: '${raw}' is not a placeholder: use ${sor}, ${sot}, ${spec}",
    ],
    [
      'a smoke test that is not a query',
      withTest({ sql: 'drop table ${sor}.books' }),
      "at smokeTests[0].sql: begins with 'drop' at line 1, column 1: write one SELECT, or WITH … SELECT",
    ],
    [
      'a smoke test of two statements',
      withTest({ sql: "select 1;\ncopy t to '/tmp/x'" }),
      "at smokeTests[0].sql: goes on after its semicolon with 'copy' at line 2, column 1",
    ],
    [
      'an output whose count writes a file',
      {
        ...withJob({ output: { table: 'sot.sums', rows: "with x as (copy t to '/tmp/x') select 1" } }),
        tables: [{ table: 'sums', zone: 'sot', format: 'parquet', columns: books.columns }],
      },
      "at jobs[0].output.rows: has 'copy' at line 1, column 12 where a query has to begin",
    ],
    [
      'an answer that is an object',
      withTest({ expect: [[{}]] }),
      'at smokeTests[0].expect[0][0]: is not a value',
    ],
    [
      'two smoke tests of one name',
      { ...lab, smokeTests: [1, 2].map(() => ({ name: 'x', sql: 'select 1', expect: [] })) },
      "at smokeTests[1].name: 'x' appears twice",
    ],
    [
      'a query of an unknown zone',
      { ...lab, queries: [{ name: 'q', sql: 'select * from ${x}.y' }] },
      "at queries[0].sql: '${x}' is not a placeholder",
    ],
  ])('%s', (_, definition, message) => {
    const parse = () => parseLabSource(JSON.stringify(definition));
    expect(parse).toThrow(expect.objectContaining({ name: 'InvalidDefinition' }));
    expect(parse).toThrow(message);
  });

  test('text that is not JSON is reported as such', () => {
    expect(() => parseLabSource('{ title: }', 'my/lab.json')).toThrow('my/lab.json is not JSON:');
  });

  test('with several mistakes, the first is shown and the others are counted', () => {
    expect(() => parseLabSource(JSON.stringify({ ...lab, title: '', version: '' }))).toThrow(
      /at title: .* \(and 1 more\)/,
    );
  });
});

describe('a published definition', () => {
  test("has to be complete, unlike its author's lab.json", () => {
    expect(() => parseLabSource(JSON.stringify(lab))).not.toThrow();
    expect(() => parseLabDefinition(spelledOut(lab))).toThrow('at datasets[0].rows');
    expect(() => parseLabDefinition(spelledOut(withBooks({ rows: 1 })))).toThrow(
      'at datasets[0]: table books has neither files nor a manifest',
    );
    expect(() => parseLabDefinition(spelledOut(withBooks({ rows: 1, manifest: 'm.jsonl' })))).toThrow(
      'at datasets[0]: a manifest needs "bytes"',
    );
    expect(() => parseLabDefinition(spelledOut(published))).not.toThrow();
  });

  test('has SQL that only reads, except in saved queries, which a person starts', () => {
    const drop = { name: 'x', sql: 'drop table ${sor}.books' };
    expect(() => parseLabDefinition(spelledOut({ ...published, queries: [drop] }))).not.toThrow();
    const forged = JSON.stringify({
      ...parseLabSource(JSON.stringify(published)),
      smokeTests: [{ ...drop, expect: [] }],
    });
    expect(() => parseLabDefinition(forged)).toThrow("lab.json, at smokeTests[0].sql: begins with 'drop'");
  });

  test('may leave out every default: it is the same as one with explicit defaults', () => {
    expect(parseLabDefinition(JSON.stringify(published))).toEqual(parseLabDefinition(spelledOut(published)));
  });

  test('of a newer Daybreak is reported as such, not by what is new in it', () => {
    const newer = JSON.stringify({ ...published, schemaVersion: 2, retention: '30 days' });
    for (const parse of [parseLabDefinition, parseLabSource]) {
      expect(() => parse(newer, 's3://seeds/a/lab.json')).toThrow(
        expect.objectContaining({ name: 'InvalidDefinition' }),
      );
      expect(() => parse(newer, 's3://seeds/a/lab.json')).toThrow(
        /^s3:\/\/seeds\/a\/lab\.json has schemaVersion 2, and this Daybreak \(\d+\.\d+\.\d+\) reads up to 1: update Daybreak/,
      );
    }
  });

  test('of this version with an unknown key is refused with the name of the key', () => {
    const unknown = JSON.stringify({ ...published, schemaVersion: 1, retention: '30 days' });
    expect(() => parseLabDefinition(unknown)).toThrow('lab.json: Unrecognized key: "retention"');
  });

  test('accepts checksums only as S3 writes them', () => {
    const hex = {
      ...published,
      datasets: [{ ...books, rows: 1, files: [{ ...stored, crc32: 'de2707b5' }] }],
    };
    expect(() => parseLabDefinition(JSON.stringify(hex))).toThrow(
      'at datasets[0].files[0].crc32: is not a CRC32',
    );
  });
});

describe('the schema that editors use', () => {
  const schema = labSchemaJson();
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(schema));

  test('is up to date: if not, run npm run generate', () => {
    expect(readFileSync(labSchemaFile, 'utf8')).toBe(schema);
  });

  test('accepts what the parser accepts, with defaults left out', () => {
    expect(validate(lab)).toBe(true);
    expect(validate(withJob({}))).toBe(true);
    expect(validate(withTest({}))).toBe(true);
  });

  test.each([
    ['an unknown key', { ...lab, titel: 'x' }],
    ['an unknown zone', withBooks({ zone: 'raw' })],
    ['a missing title', { ...lab, title: undefined }],
    ['a malformed version', { ...lab, version: '1' }],
    ['too many workers', withJob({ workers: 100 })],
  ])('underlines %s', (_, definition) => {
    expect(validate(JSON.parse(JSON.stringify(definition)))).toBe(false);
  });

  const sample = new URL('../../data/olist-sample/lab.json', import.meta.url);
  (existsSync(sample) ? test : test.skip)(
    'accepts the built-in sample, and not one with a key misspelt',
    () => {
      const definition = JSON.parse(readFileSync(sample, 'utf8'));
      expect(validate(definition) ? [] : validate.errors).toEqual([]);
      expect(validate({ ...definition, dataset: [] })).toBe(false);
    },
  );
});

test('every JSON example in the documentation is accepted, by the parser and by the schema', () => {
  const text = readFileSync(new URL('../../docs/lab-definition.md', import.meta.url), 'utf8');
  const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json ?? ''));
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(labSchemaJson()));
  expect(examples.length).toBeGreaterThan(5);
  for (const example of examples) {
    const whole = { ...examples[0], ...example };
    expect(() => parseLabSource(JSON.stringify(whole))).not.toThrow();
    expect(validate(whole)).toBe(true);
  }
});
