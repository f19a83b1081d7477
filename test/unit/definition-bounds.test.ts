import fc from 'fast-check';
import * as z from 'zod/mini';
import { mostDefinitionBytes, mostFiles, mostJobFiles } from '../../lab/bounds.ts';
import { parseLabDefinition, publishedSchema } from '../../lab/definition.ts';
import { duplicate } from '../../lab/duplicate.ts';
import { InvalidDefinition } from '../../lab/errors.ts';
import { labSourceSchema, parseLabSource } from '../../lab/source-definition.ts';

/** A part of a JSON Schema. */
interface Part {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Part;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly propertyNames?: Part;
  readonly additionalProperties?: Part | boolean;
  readonly anyOf?: readonly Part[];
}

const is = ({ type }: Part, kind: string): boolean =>
  type === kind || (Array.isArray(type) && type.includes(kind));

/** Places of lists and texts without an end. */
const endless = (part: Part, at: string): string[] => [
  ...(is(part, 'string') && !('const' in part || 'enum' in part) && part.maxLength === undefined ? [at] : []),
  ...(is(part, 'array') && part.maxItems === undefined ? [at] : []),
  ...(part.items === undefined ? [] : endless(part.items, `${at}[]`)),
  ...Object.entries(part.properties ?? {}).flatMap(([name, each]) => endless(each, `${at}.${name}`)),
  ...(part.propertyNames === undefined ? [] : endless(part.propertyNames, `names of ${at}`)),
  ...(typeof part.additionalProperties === 'object'
    ? endless(part.additionalProperties, `values of ${at}`)
    : []),
  ...(part.anyOf ?? []).flatMap(each => endless(each, at)),
];

test.each([
  ['as a seed holds it', publishedSchema],
  ['as its author writes it', labSourceSchema],
])('every list and every text of a definition %s has a bound', (_, schema) => {
  const json: Part = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' })));
  expect(endless(json, '')).toEqual([]);
});

test('the search for lists and texts without a bound finds them', () => {
  const schema = z.strictObject({
    list: z.optional(z.array(z.union([z.string(), z.number()]))),
    map: z.record(z.string(), z.string()),
    ends: z.string().check(z.maxLength(3)),
    word: z.enum(['a']),
  });
  const json: Part = JSON.parse(JSON.stringify(z.toJSONSchema(schema)));
  expect(endless(json, '')).toEqual(['.list', '.list[]', 'names of .map', 'values of .map']);
});

test('the first value that stands in a list before is found, wherever it is', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', '__proto__')), values => {
      expect(duplicate(values)).toBe(values.findIndex((value, at) => values.indexOf(value) !== at));
    }),
  );
});

const base = { title: 't', version: '1.0.0', licence: 'l', source: 's', datasets: [] };
const columns = [{ name: 'id', type: 'int' }];
const books = { table: 'b', zone: 'sor', format: 'jsonl', columns, rows: 1, files: [] };
const file = (name: string) => ({ key: `b/${name}`, bytes: 1, crc32: 'AAAAAA==' });
const job = { name: 'j', script: file('j.py') };
const times = <T>(length: number, make: (index: number) => T): T[] =>
  Array.from({ length }, (_, i) => make(i));

const hostile: Readonly<Record<string, readonly [text: () => string, at: string]>> = {
  'a title of 270,000 characters': [
    () => JSON.stringify({ ...base, title: 'x'.repeat(270_000) }),
    'at title: has 270000 characters, and at most 871 fit',
  ],
  'a licence of 270,000 characters': [
    () => JSON.stringify({ ...base, licence: 'x'.repeat(270_000) }),
    'at licence: has 270000 characters, and at most 10000 fit',
  ],
  'a key of 270,000 slashes': [
    () => JSON.stringify({ ...base, datasets: [{ ...books, files: [file('/'.repeat(270_000))] }] }),
    'at datasets[0].files[0]',
  ],
  'an unknown key of 270,000 characters': [
    () => JSON.stringify({ ...base, ['x'.repeat(270_000)]: 1 }),
    'Unrecognized key: "xxx',
  ],
  'a schemaVersion of 270,000 characters': [
    () => JSON.stringify({ ...base, schemaVersion: 'x'.repeat(270_000) }),
    'is not a schemaVersion',
  ],
  'a schemaVersion a million brackets deep': [
    () => `{"schemaVersion":${'['.repeat(1e6)}${']'.repeat(1e6)}}`,
    'it is not a schemaVersion',
  ],
  'an unknown key a million brackets deep': [
    () => `{"x":${'['.repeat(1e6)}${']'.repeat(1e6)}}`,
    'lab.json, at title',
  ],
  'a type 20,000 deep': [
    () => {
      const type = `${'array<'.repeat(18_000)}int${'>'.repeat(18_000)}`;
      return JSON.stringify({ ...base, datasets: [{ ...books, columns: [{ name: 'id', type }] }] });
    },
    'at datasets[0].columns[0].type: has types more than 50 deep in each other',
  ],
  '10,000 tables': [
    () =>
      JSON.stringify({
        ...base,
        tables: times(10_000, i => ({ ...books, table: `t${i}`, rows: undefined, files: undefined })),
      }),
    'at tables: has 10000 entries, and a lab can have at most 300',
  ],
  'more files in one dataset than a list has': [
    () =>
      JSON.stringify({ ...base, datasets: [{ ...books, files: times(mostFiles + 1, i => file(`${i}`)) }] }),
    'at datasets[0].files: has 100001 entries, and a lab can have at most 100000',
  ],
  '100 MB': [
    () => `${' '.repeat(1e8)}${JSON.stringify(base)}`,
    'lab.json has 100 MB, and a definition has at most 20 MB',
  ],
  'more files of jobs, in all, than fit into a payload': [
    () =>
      JSON.stringify({
        ...base,
        jobs: times(3, j => ({ ...job, name: `j${j}`, files: times(mostJobFiles / 2, i => file(`${i}`)) })),
      }),
    'at jobs: 300 files and pythonFiles, of all jobs together, are more than the 200',
  ],
  'more arguments of a job than there can be': [
    () =>
      JSON.stringify({
        ...base,
        jobs: [{ ...job, arguments: Object.fromEntries(times(101, i => [`--a${i}`, ''])) }],
      }),
    'at jobs[0].arguments: has 101 entries, and a lab can have at most 100',
  ],
  'the key __proto__': [
    () => `{"__proto__":{"title":"t"},${JSON.stringify(base).slice(1)}`,
    'lab.json has the key "__proto__", which is not a key of a definition: remove it',
  ],
  'the key __proto__ among arguments, where any name may stand': [
    () =>
      JSON.stringify({ ...base, jobs: [{ ...job, arguments: {} }] }).replace(
        '"arguments":{}',
        String.raw`"arguments":{"\u005f_proto__":{"--x":"y"}}`,
      ),
    'lab.json has the key "__proto__"',
  ],
};

describe.each([
  ['Plan', parseLabDefinition],
  ['publishing', parseLabSource],
])('%s refuses in a short sentence, without a crash,', (_, parse) => {
  test.each(Object.entries(hostile))('%s', (_name, [text, at]) => {
    const json = text();
    let thrown: unknown;
    try {
      parse(json);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InvalidDefinition);
    const { message } = thrown instanceof Error ? thrown : new Error();
    expect(message).toContain(at);
    expect(message.length).toBeLessThan(2_100);
  });
});

test('labs whose runs would tell more than fits into a report are refused, and say what takes room', () => {
  const tables = times(300, i => ({
    ...books,
    table: `t${i}`.padEnd(128, 'x'),
    rows: undefined,
    files: undefined,
  }));
  const datasets = tables.map(table => ({ ...table, rows: 1, files: [] }));
  expect(() => parseLabDefinition(JSON.stringify({ ...base, tables }))).not.toThrow();
  expect(() => parseLabDefinition(JSON.stringify({ ...base, datasets }))).toThrow(
    /^lab\.json: a run of such a lab would report \d+ bytes, and 236000 fit into its report: use fewer or shorter names/,
  );
});

test('as many files as a list may have are read in seconds', () => {
  const text = JSON.stringify({
    ...base,
    datasets: [{ ...books, files: times(mostFiles, i => file(`part-${String(i).padStart(8, '0')}.jsonl`)) }],
  });
  expect(text.length).toBeLessThan(mostDefinitionBytes);
  const begun = performance.now();
  expect(parseLabDefinition(text).datasets[0]?.files).toHaveLength(mostFiles);
  // Comparing each with each took minutes.
  expect(performance.now() - begun).toBeLessThan(20_000);
}, 30_000);
