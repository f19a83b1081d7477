import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { jobTables } from '../../functions/plan/job-tables.ts';
import { query } from '../../functions/smoke-test/query.ts';
import { type LabDefinition, parseLabDefinition } from '../../lab/definition.ts';
import { appliedFrom, type State } from '../../lab/marks.ts';
import { type Lab, labNameMaxLength, zones } from '../../lab/names.ts';
import { fillPlaceholders } from '../../lab/placeholders.ts';
import { type LabSource, parseLabSource } from '../../lab/source-definition.ts';
import type { Resource } from '../../reconcile/engine.ts';
import { dashboard } from '../../reconcile/kinds/dashboard.ts';
import { database } from '../../reconcile/kinds/database.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { namedQuery } from '../../reconcile/kinds/named-query.ts';
import { jobRole, jobRoleArn } from '../../reconcile/kinds/role.ts';
import { table } from '../../reconcile/kinds/table.ts';
import { jobTrigger } from '../../reconcile/kinds/trigger.ts';
import { workgroup } from '../../reconcile/kinds/workgroup.ts';
import { problemsOf } from '../local-aws/api-models.ts';
import { recordRequests } from '../local-aws/sent-requests.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { jobBoundary } from './lab-handlers.ts';
import { smallDefinition } from './small-definition.ts';

/*
 * Every text of a definition, as long as the definition's schema lets it be, of any characters that the schema lets
 * pass: the requests that make a lab of it are ones that AWS's models take. A bound that is missing in the schema makes a
 * request too long here.
 */

/** The local AWS's environment has the models; nothing is sent to it. */
let testAws: TestAws;
beforeAll(async () => {
  testAws = await startTestAws();
});
afterAll(async () => {
  await testAws?.stop();
});

const lab: Lab = {
  name: 'a'.repeat(labNameMaxLength),
  account: '123456789012',
  region: 'ap-northeast-1',
  partition: 'aws',
};

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
const settings = { region: lab.region, credentials };

/** Clients that send nothing and answer nothing. */
const clients = {
  athena: new AthenaClient(settings),
  cloudWatch: new CloudWatchClient(settings),
  glue: new GlueClient(settings),
  iam: new IAMClient(settings),
};
const silent = () => async () => ({ response: {}, output: { $metadata: {} } });
const atOnce = { step: 'initialize', priority: 'high' } as const;
clients.athena.middlewareStack.add(silent, atOnce);
clients.cloudWatch.middlewareStack.add(silent, atOnce);
clients.glue.middlewareStack.add(silent, atOnce);
clients.iam.middlewareStack.add(silent, atOnce);

/** Creates a resource, and then writes all of it again. */
const write = async <S extends State, Extra>(
  resource: Pick<Resource<S, Extra>, 'properties' | 'desired' | 'create' | 'update'>,
  extra?: Extra,
): Promise<void> => {
  const desired = resource.desired();
  const applied = appliedFrom(desired);
  await resource.create(desired, applied);
  await resource.update(desired, Object.keys(resource.properties), applied, extra);
};

const ask = async (sql: string): Promise<void> => {
  try {
    await query(clients.athena, lab.name, fillPlaceholders(lab, sql));
  } catch {
    // Nobody answered.
  }
};

/** Everything that carries a text of the definition. */
const make = async (definition: LabDefinition): Promise<void> => {
  const { athena, cloudWatch, glue, iam } = clients;
  const role = { permissionsBoundary: jobBoundary, path: `/${'p'.repeat(510)}/` };
  for (const zone of zones) await write(database(glue, lab, definition, zone));
  for (const each of [...definition.datasets, ...definition.tables]) await write(table(glue, lab, each));
  await write(workgroup(athena, lab, definition));
  for (const each of definition.queries) await write(namedQuery(athena, lab, each, []), 'id');
  await write(dashboard(cloudWatch, lab, definition));
  await write(jobRole(iam, lab, jobTables(definition), role));
  for (const each of definition.jobs) {
    await write(job(glue, lab, each, jobRoleArn(lab, role.path)));
    await write(jobTrigger(glue, lab, { name: each.name, schedule: each.schedule ?? '' }));
  }
  for (const { sql } of definition.smokeTests) await ask(sql);
  for (const { output } of definition.jobs) if (output !== undefined) await ask(output.rows);
};

/** A text in a definition: what it looks like at a length, and the same definition with it. */
interface Place {
  readonly text: (length: number, filler: string) => string;
  readonly put: (source: LabSource, text: string) => LabSource;
}

const first = <T>(list: readonly T[], change: (item: T) => T): T[] =>
  list.map((item, i) => (i === 0 ? change(item) : item));

/** `filler` over and over, with letters where half of a character would be left over. */
const free: Place['text'] = (length, filler) => {
  const whole = filler.repeat(Math.floor(length / filler.length));
  return whole + 'x'.repeat(length - whole.length);
};
const letters: Place['text'] = length => 'a'.repeat(length);
const ofSql: Place['text'] = (length, filler) => {
  const [start, end] = ["select '", "' from ${spec.bucket}"];
  return start + free(Math.max(0, length - start.length - end.length), filler.replaceAll("'", 'q')) + end;
};
const structure: Place['text'] = length => `struct<${'a'.repeat(Math.max(1, length - 12))}:int>`;

const places: Readonly<Record<string, Place>> = {
  title: { text: free, put: (source, title) => ({ ...source, title }) },
  sor: { text: free, put: (source, sor) => ({ ...source, zones: { ...source.zones, sor } }) },
  sot: { text: free, put: (source, sot) => ({ ...source, zones: { ...source.zones, sot } }) },
  spec: { text: free, put: (source, spec) => ({ ...source, zones: { ...source.zones, spec } }) },
  'description of a dataset': {
    text: free,
    put: (source, description) => ({
      ...source,
      datasets: first(source.datasets, each => ({ ...each, description })),
    }),
  },
  "comment of a dataset's column, read as text": {
    text: free,
    put: (source, comment) => ({
      ...source,
      datasets: first(source.datasets, each => ({
        ...each,
        quoted: true,
        columns: first(each.columns, column => ({ ...column, type: 'decimal(38,38)', comment })),
      })),
    }),
  },
  'description of a table': {
    text: free,
    put: (source, description) => ({
      ...source,
      tables: first(source.tables, each => ({ ...each, description })),
    }),
  },
  'name of a table': {
    text: letters,
    put: (source, name) => ({ ...source, tables: first(source.tables, each => ({ ...each, table: name })) }),
  },
  'name of a column': {
    text: letters,
    put: (source, name) => ({
      ...source,
      tables: first(source.tables, each => ({
        ...each,
        columns: first(each.columns, column => ({ ...column, name })),
      })),
    }),
  },
  'type of a column': {
    text: structure,
    put: (source, type) => ({
      ...source,
      tables: first(source.tables, ({ header: _header, ...each }) => ({
        ...each,
        format: 'parquet',
        columns: first(each.columns, column => ({ ...column, type })),
      })),
    }),
  },
  'comment of a partition key': {
    text: free,
    put: (source, comment) => ({
      ...source,
      tables: first(source.tables, each => ({
        ...each,
        partitionKeys: first(each.partitionKeys, column => ({ ...column, comment })),
      })),
    }),
  },
  'name of a job': {
    text: letters,
    put: (source, name) => ({ ...source, jobs: first(source.jobs, each => ({ ...each, name })) }),
  },
  'description of a job': {
    text: free,
    put: (source, description) => ({
      ...source,
      jobs: first(source.jobs, each => ({ ...each, description })),
    }),
  },
  'argument of a job': {
    text: free,
    put: (source, value) => ({
      ...source,
      jobs: first(source.jobs, each => ({ ...each, arguments: { '--text': value } })),
    }),
  },
  'count of a job': {
    text: ofSql,
    put: (source, rows) => ({
      ...source,
      tables: [
        ...source.tables,
        { table: 'written', zone: 'spec', format: 'parquet', columns, partitionKeys: [] },
      ],
      jobs: first(source.jobs, each => ({ ...each, output: { table: 'spec.written', rows } })),
    }),
  },
  'name of a smoke test': {
    text: free,
    put: (source, name) => ({ ...source, smokeTests: first(source.smokeTests, each => ({ ...each, name })) }),
  },
  'smoke test': {
    text: ofSql,
    put: (source, sql) => ({ ...source, smokeTests: first(source.smokeTests, each => ({ ...each, sql })) }),
  },
  'name of a query': {
    text: free,
    put: (source, name) => ({ ...source, queries: first(source.queries, each => ({ ...each, name })) }),
  },
  'description of a query': {
    text: free,
    put: (source, description) => ({
      ...source,
      queries: first(source.queries, each => ({ ...each, description })),
    }),
  },
  query: {
    text: ofSql,
    put: (source, sql) => ({ ...source, queries: first(source.queries, each => ({ ...each, sql })) }),
  },
};

const columns = [{ name: 'id', type: 'int' }];
const plain: LabSource = parseLabSource(JSON.stringify(smallDefinition));

const isAllowed = (source: LabSource): boolean => {
  try {
    parseLabSource(JSON.stringify(source));
    return true;
  } catch {
    return false;
  }
};

/** More than any text may have, and more than any query or type. */
const beyond = ({ text }: Place): number => (text === ofSql || text === structure ? 300_000 : 10_000);

/** The longest text that the schema lets be in a place. */
const longestIn = (place: Place, filler: string): string => {
  const { text, put } = place;
  const fits = (length: number): boolean => isAllowed(put(plain, text(length, filler)));
  let [least, most] = [60, beyond(place)];
  if (!fits(least)) return text(30, 'x');
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (fits(middle)) least = middle;
    else most = middle;
  }
  return text(least, filler);
};

/** Characters that have been trouble somewhere: at the edges of ranges, outside of the first plane, with a meaning. */
const troubling = [
  'x',
  ' ',
  '\t',
  '\n',
  '\r',
  '\u0000',
  '\u0007',
  '\u001f',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ud7ff',
  '\ue000',
  '\ufffd',
  '\ufffe',
  '\uffff',
  '\ud800',
  '\udc00',
  '\u{10000}',
  '\u{10ffff}',
  '😀',
  'é',
  '"',
  "'",
  '\\',
  '`',
  '[',
  ']',
  '{',
  '}',
  '<',
  '>',
  '|',
  '$',
  '%',
  ';',
  '=',
  '*/',
  '--',
  '[daybreak:lab=x; applied=]',
];

test('the longest definition of any characters makes requests that AWS takes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...troubling), { minLength: 1, maxLength: 6 }), async some => {
      let source = plain;
      for (const place of Object.values(places)) {
        // Of these characters, those that the schema lets pass here.
        const filler = some.filter(each => isAllowed(place.put(plain, place.text(60, each)))).join('') || 'x';
        source = place.put(source, longestIn(place, filler));
      }
      const definition = parseLabDefinition(JSON.stringify(source));
      const recorded = recordRequests();
      try {
        await make(definition);
      } finally {
        recorded.stop();
      }
      expect(recorded.sent.length).toBeGreaterThan(30);
      expect([...new Set(recorded.sent.flatMap(problemsOf))]).toEqual([]);
    }),
    { numRuns: 8, examples: [[['x']], [['\n']], [['\u{10ffff}']], [['é']]] },
  );
});

test.each(Object.keys(places).filter(name => !/^(name of a smoke test|argument)/.test(name)))(
  'the %s has an end',
  name => {
    const place = places[name];
    expect(place && isAllowed(place.put(plain, place.text(beyond(place), 'x')))).toBe(false);
  },
);
