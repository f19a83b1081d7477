import { ConvertedFolder, rowsOf } from './converted-folder.ts';
import { leaf, parquetFile, utf8 } from './parquet-file.ts';

let folder: ConvertedFolder;
beforeEach(() => {
  folder = new ConvertedFolder();
});
afterEach(() => folder.remove());

const file = parquetFile([utf8('Order ID'), leaf('qty', { type: 'INT32' })], {
  'Order ID': ['a', 'b'],
  qty: [1, 2],
});
const columns = [
  { name: 'order_id', type: 'string', from: 'Order ID' },
  { name: 'qty', type: 'bigint' },
];

test('columns of Parquet files get the names that lab.json has for them', async () => {
  const read = await folder.read({ format: 'parquet', columns }, { 't/x/a.parquet': file });
  expect(await rowsOf(read)).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
  expect(read.seed?.definition.datasets[0]).toMatchObject({
    columns: columns.map(({ name, type }) => ({ name, type })),
    files: [{ key: 't/x/a.parquet' }],
    rows: 2,
  });
  expect(read.warnings).toEqual([
    "Table t: published as Parquet: 'Order ID' in its files is column order_id.",
  ]);
});

test('of other types are refused as ever', async () => {
  const wrong = [{ ...columns[0], type: 'int' }, columns[1]];
  const { problems } = await folder.read({ format: 'parquet', columns: wrong }, { 't/a.parquet': file });
  expect(problems.list).toEqual([expect.objectContaining({ file: 't/a.parquet', column: 'Order ID' })]);
});

test('that have another name are told of with what to write', async () => {
  const plain = [{ name: 'order_id', type: 'string' }, columns[1]];
  const { problems } = await folder.read({ format: 'parquet', columns: plain }, { 't/a.parquet': file });
  expect(problems.list[0]?.message).toContain(
    'The file calls it \'Order ID\': add "from": "Order ID" to the column',
  );
});
