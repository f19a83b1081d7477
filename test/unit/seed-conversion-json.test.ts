import fc from 'fast-check';
import { JsonObjects } from '../../cli/seed/convert/json-objects.ts';
import { ConvertedFolder, rowsOf } from './converted-folder.ts';

let folder: ConvertedFolder;
beforeEach(() => {
  folder = new ConvertedFolder();
});
afterEach(() => folder.remove());

const columns = [
  { name: 'id', type: 'int' },
  { name: 'price', type: 'decimal(8,2)' },
  { name: 'at', type: 'timestamp' },
  { name: 'note', type: 'string' },
  { name: 'tags', type: 'array<string>' },
  { name: 'who', type: 'struct<age:int,born:date>' },
  { name: 'sums', type: 'map<string,double>' },
];
const json = { format: 'json', columns };

describe('JSON documents are published as Parquet with their types', () => {
  const one = {
    ID: 1,
    price: 1.5,
    at: '2026-01-31T23:59:59-03:00',
    note: 'a "b"\n',
    tags: ['x', null],
    who: { Age: 7, born: '2024-02-29', more: 1 },
    sums: { 'a b': 1.25 },
    other: [{}],
  };
  const rows = [
    [
      '1',
      '1.50',
      '2026-02-01 02:59:59+00',
      'a "b"\n',
      '[x, NULL]',
      "{'age': 7, 'born': 2024-02-29}",
      '{a b=1.25}',
    ],
    ['2', null, null, null, null, null, null],
  ];
  test.each([
    ['an array', JSON.stringify([one, { id: 2 }])],
    ['a pretty-printed array', JSON.stringify([one, { id: 2 }], null, 2)],
    ['objects one after the other', `${JSON.stringify(one, null, 2)}\n{"id":2}`],
    ['lines, some of them empty', `\uFEFF${JSON.stringify(one)}\r\n\r\n{"id":2,"note":null}\r\n`],
  ])('%s', async (_, content) => {
    const read = await folder.read(json, { 't/a.json': content });
    expect(await rowsOf(read)).toEqual(rows);
    expect(read.seed?.definition.datasets[0]).toMatchObject({ format: 'parquet', rows: 2, columns });
  });

  test('numbers keep their digits, whatever has them', async () => {
    const read = await folder.read(
      {
        format: 'json',
        columns: [
          { name: 'big', type: 'bigint' },
          { name: 'exact', type: 'decimal(38,10)' },
          { name: 'text', type: 'string' },
          { name: 'at', type: 'timestamp' },
        ],
      },
      {
        't/a.json':
          '[{"big":9007199254740993,"exact":12345678901234567890.1234567891,"text":9007199254740993.10,"at":1767225599},' +
          '{"big":"-1","exact":1.5e3,"text":{"a": [1.0]},"at":1767225599123},{"exact":-15E-3,"text":true}]',
      },
    );
    expect(await rowsOf(read)).toEqual([
      [
        '9007199254740993',
        '12345678901234567890.1234567891',
        '9007199254740993.10',
        '2025-12-31 23:59:59+00',
      ],
      ['-1', '1500.0000000000', '{"a": [1.0]}', '2025-12-31 23:59:59.123+00'],
      [null, '-0.0150000000', 'true', null],
    ]);
  });

  test('JSON lines with names, texts for NULL and dates of their own', async () => {
    const read = await folder.read(
      {
        format: 'jsonl',
        nulls: ['n/a'],
        decimal: ',',
        columns: [
          { name: 'order_id', type: 'int', from: 'Order ID' },
          { name: 'prices', type: 'array<double>' },
          { name: 'day', type: 'date', dateFormat: '%d/%m/%Y' },
        ],
      },
      {
        't/a.jsonl':
          '{"Order ID":"1","prices":["1,5","n/a"],"day":"31/12/2020"}\n{"Order ID":"n/a","day":null}\n',
      },
    );
    expect(await rowsOf(read)).toEqual([
      ['1', '[1.5, NULL]', '2020-12-31'],
      [null, null, null],
    ]);
    expect(read.warnings).toHaveLength(1);
  });

  test('what is wrong is told with its line', async () => {
    const { problems } = await folder.read(json, {
      't/a.json': '[\n {"id":"x"},\n {"id":1,\n "Id":2},\n 7,\n {"who":{"age":"old"}},\n {"id":}\n]\n"end"',
      't/b.json': '[{"id":1}',
      't/c.json': '{"id":1',
    });
    expect(problems.list.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      expect.stringMatching(/^t\/a.json:2 column id is int, but has 'x'/),
      expect.stringMatching(/^t\/a.json:3 the key 'Id' appears twice/),
      expect.stringMatching(/^t\/a.json:5 this is not a JSON object/),
      expect.stringMatching(/^t\/a.json:6 column who.age is int, but has 'old'/),
      expect.stringMatching(/^t\/b.json:1 this is not a JSON object/),
      expect.stringMatching(/^t\/c.json:1 /),
    ]);
    const more = await folder.read(
      { format: 'jsonl', decimal: ',', columns: [{ name: 'prices', type: 'array<double>' }] },
      { 't/a.json': '{"prices":["1,5"]}\n{"prices":["1,5","x"]}\n', 't/b.json': '{}', 't/c.json': '{}' },
    );
    expect(more.problems.list).toEqual([
      expect.objectContaining({ file: 't/a.json', line: 2, column: 'prices' }),
    ]);
  });
});

test('a document is split into its objects, wherever its parts end', () => {
  const value = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
  const cuts = fc.array(fc.nat(), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(value), fc.boolean(), fc.constantFrom(0, 2), cuts, (values, asArray, indent, at) => {
      const text = asArray
        ? JSON.stringify(values, null, indent)
        : values.map(each => JSON.stringify(each, null, indent)).join('\n');
      const found: unknown[] = [];
      const objects = new JsonObjects(
        (object, line) => {
          found.push(JSON.parse(object));
          expect(text.split('\n')[line - 1]).toContain('{');
        },
        () => expect('nothing').toBe('between'),
      );
      const places = [0, ...at.map(each => each % (text.length + 1)).sort((a, b) => a - b), text.length];
      for (const [index, start] of places.entries())
        objects.take(text.slice(start, places[index + 1] ?? start));
      objects.end();
      expect(found).toEqual(JSON.parse(JSON.stringify(values)));
    }),
  );
});
