import type { TableInput } from '@aws-sdk/client-glue';
import { storageOf } from '../../reconcile/serde.ts';
import { jsonValues } from '../json-values.ts';
import { AthenaLab, bucket } from './athena-lab.ts';

/* What Athena's engine makes of JSON values, also of those that publishing refuses. */

let lab: AthenaLab;
let tables = 0;

beforeAll(async () => {
  lab = await AthenaLab.open();
});

afterAll(() => lab?.close());

/** The `v` of each line; `fails` if the query does. */
const reading = async (
  type: string,
  lines: readonly string[],
): Promise<readonly (string | null)[] | 'fails'> => {
  tables += 1;
  const Name = `t${tables}`;
  const { library, inputFormat, outputFormat, parameters } = storageOf({ format: 'jsonl' });
  const input: TableInput = {
    Name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE' },
    StorageDescriptor: {
      Columns: [
        { Name: 'n', Type: 'int' },
        { Name: 'v', Type: type },
      ],
      Location: `s3://${bucket}/${Name}/`,
      InputFormat: inputFormat,
      OutputFormat: outputFormat,
      SerdeInfo: { SerializationLibrary: library, Parameters: { ...parameters } },
    },
  };
  await lab.put(`${Name}/a`, lines.map((line, n) => `{"n":${n},"v":${line}}\n`).join(''));
  await lab.createTable(input);
  const { query, rows } = await lab.ask(`select n, v from ${Name} order by n`);
  if (query.Status?.State !== 'SUCCEEDED') return 'fails';
  return rows.slice(1).map(row => row[1] ?? null);
};

test.each(jsonValues)('$type: what passes is read as it was meant', async ({ type, good }) => {
  expect(
    await reading(
      type,
      good.map(([json]) => json),
    ),
  ).toEqual(good.map(([, read]) => read));
});

test.each(jsonValues)('$type: what is refused is read as is said', async ({ type, bad }) => {
  const read: [string, string | null][] = [];
  for (const [json] of bad) {
    const answer = await reading(type, [json]);
    read.push([json, answer === 'fails' ? answer : (answer[0] ?? null)]);
  }
  expect(read).toEqual(bad);
});

test('NaN outside quotes is read, though it is not JSON', async () => {
  expect(await reading('double', ['NaN', '-Infinity'])).toEqual(['NaN', '-Infinity']);
});

test('a key that stands twice loses a value without an error', async () => {
  expect(await reading('int', ['1,"v":2', '1,"V":2'])).toEqual(['2', '2']);
});
