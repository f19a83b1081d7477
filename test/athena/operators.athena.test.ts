import { checkSql } from '../../cli/seed/check-sql.ts';
import type { TableDefinition } from '../../lab/definition.ts';
import { problemText } from '../../sql/parse.ts';
import { AthenaLab, csvTable, database } from './athena-lab.ts';

/* What the check of a seed's SQL says about operators and types, held against the engine: each refusal is its own. */

const types: Readonly<Record<string, string>> = {
  tiny: 'tinyint',
  number: 'int',
  big: 'bigint',
  price: 'decimal(10,2)',
  share: 'float',
  ratio: 'double',
  done: 'boolean',
  due: 'date',
  at: 'timestamp',
  code: 'string',
  raw: 'binary',
  tags: 'array<string>',
};

const literals = [
  '5',
  '-5',
  '3000000000',
  '1.50',
  '.5',
  '0.5',
  '007.',
  '1e0',
  "'abc'",
  "'it''s é 😀'",
  "''",
  'true',
  "date '2026-01-01'",
  "timestamp '2026-01-01 00:00:00'",
  "interval '1' day",
  'null',
  "(code || 'x')",
  '(number)',
  '"o"."due"',
  'cast(code as date)',
];

const operators = ['=', '<>', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '||'];

const operands = [...Object.keys(types), ...literals];
const all = operands.flatMap((one, index) =>
  operands.flatMap(other => [
    ...operators.map(operator => `${one} ${operator} ${other}`),
    `${one} between ${other} and ${operands[(index * 7) % operands.length]}`,
    `${one} not in (${other}, ${operands[(index * 5) % operands.length]})`,
  ]),
);
/** Each 37th: with every operand on both sides, and every operator. */
const expressions = all.filter((_, index) => index % 37 === 0);

/** How the engine calls some operators in its messages. */
const inItsWords = (said: string): string =>
  said
    .replace(/(?<=apply operator: \S+ )(<>|!=|>=?)/, sign => ({ '>': '<', '>=': '<=' })[sign] ?? '=')
    // What to do is ours, and so are the types in a list.
    .replace(/\. (Cast|Write) .*$/, '')
    .replace(/(?<=a common type): .*/, '');

let lab: AthenaLab;

beforeAll(async () => {
  lab = await AthenaLab.open();
  await lab.createTable(csvTable('t', types));
});

afterAll(() => lab?.close());

const table: TableDefinition = {
  table: 't',
  zone: 'sor',
  format: 'parquet',
  columns: Object.entries(types).map(([name, type]) => ({ name, type })),
  partitionKeys: [],
};
const defined = { datasets: [], tables: [table], jobs: [], smokeTests: [], queries: [] };

/** What the check says; undefined for nothing. */
const ours = async (sql: string): Promise<string | undefined> => {
  const query = { at: [], title: '', sql, by: 'lab' } as const;
  const [first] = await checkSql([query], defined);
  return first && problemText(first.problem);
};

test('all that is refused for its types is refused by the engine, in the same words and place', async () => {
  const wrong: unknown[] = [];
  let [refused, missed] = [0, 0];
  for (const expression of expressions) {
    const sql = `select (${expression}) is null from`;
    const said = await ours(`${sql} \${sor}.t as o`);
    const reason = await lab.reason(`${sql} ${database}.t as o`);
    if (said === undefined) {
      if (/TYPE_MISMATCH|for function concat/.test(reason ?? '')) missed += 1;
      continue;
    }
    refused += 1;
    if (!reason?.replace(/^[A-Z_]+: /, '').startsWith(inItsWords(said)))
      wrong.push([expression, said, reason]);
  }
  console.info(`${expressions.length} expressions: ${refused} refused, ${missed} more only by the engine`);
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(100);
});
