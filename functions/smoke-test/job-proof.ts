import type { AthenaClient } from '@aws-sdk/client-athena';
import type { LabDefinition, TableDefinition } from '../../lab/definition.ts';
import { tableOfOutput } from '../../lab/job-runs.ts';
import { jobName, type Lab, workgroupName } from '../../lab/names.ts';
import type { JobRun, Proof } from '../../lab/outcomes.ts';
import { nullPartition } from '../../lab/partition.ts';
import { fillPlaceholders } from '../../lab/placeholders.ts';
import { sameAnswer } from './answers.ts';
import { countSelects } from './count-query.ts';
import { query } from './query.ts';

/** How SQL calls what the catalog calls otherwise. */
const sqlTypes: Readonly<Record<string, string>> = { string: 'varchar', float: 'real' };

/**
 * Characters of a timestamp with milliseconds. Athena's engine cuts off what a partition's value has more, while a cast
 * rounds it: parseHiveTimestamp in
 * https://github.com/trinodb/trino/blob/476/plugin/trino-hive/src/main/java/io/trino/plugin/hive/util/HiveUtil.java
 */
const milliseconds = '2026-01-31 23:59:59.999'.length;

/**
 * The condition that a row is in a partition. With a value of the key's own type, so that Athena opens no other
 * partition, and `month=01` is the first month.
 *
 * @returns SQL, from the values that the catalog holds
 */
export const isPartition =
  ({ partitionKeys }: Pick<TableDefinition, 'partitionKeys'>) =>
  (values: readonly string[]): string =>
    partitionKeys
      .map(({ name, type }, index) => {
        const value = values[index] ?? nullPartition;
        const shown = type === 'timestamp' ? value.slice(0, milliseconds) : value;
        const literal = `cast('${shown.replaceAll("'", "''")}' AS ${sqlTypes[type] ?? type})`;
        return value === nullPartition ? `"${name}" IS NULL` : `"${name}" = ${literal}`;
      })
      .join(' AND ');

const countQuery = (lab: Lab, table: TableDefinition, partitions: readonly (readonly string[])[]): string => {
  const conditions = partitions.map(isPartition(table)).map(condition => `(${condition})`);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' OR ')}`;
  return countSelects(lab, table)
    .map(select => `${select}${where}`)
    .join('\nUNION ALL\n');
};

/** `sot.orders anomesdia=20261121, anomesdia=20261122` */
const whereIt = (
  name: string,
  { partitionKeys }: TableDefinition,
  partitions: readonly (readonly string[])[],
) =>
  [
    name,
    partitions
      .map(values => partitionKeys.map((key, index) => `${key.name}=${values[index]}`).join('/'))
      .join(', '),
  ]
    .filter(Boolean)
    .join(' ');

/**
 * Whether what a job's run has published has as many rows as the definition's own query says; nothing for a job that
 * names no output, or was left out.
 */
export const proveJob = async (
  athena: AthenaClient,
  lab: Lab,
  definition: Pick<LabDefinition, 'tables' | 'jobs'>,
  { job, published }: JobRun,
): Promise<Proof[]> => {
  const defined = definition.jobs.find(({ name }) => jobName(lab, name) === job);
  const table = defined === undefined ? undefined : tableOfOutput(definition, defined);
  if (defined?.output === undefined || table === undefined || published === undefined) return [];
  const ask = (sql: string) => query(athena, workgroupName(lab), sql);
  const should = await ask(fillPlaceholders(lab, defined.output.rows));
  const does = await ask(countQuery(lab, table, published.partitions));
  const expected = should.actual;
  const actual = does.actual.slice(0, 1).map(([_name, n = null]) => [n]);
  const rows = Number(expected[0]?.[0] ?? Number.NaN);
  const error = should.error === undefined ? does.error : `the definition's own count: ${should.error}`;
  return [
    {
      kind: 'job',
      table: published.table,
      name: `job ${job}: rows of ${whereIt(published.table, table, published.partitions)}`,
      passed: sameAnswer([[rows]], actual),
      expected,
      actual,
      ...(error === undefined ? {} : { error }),
      provenAt: new Date().toISOString(),
    },
  ];
};
