import { crc32 } from 'node:zlib';
import type { Dataset, Job, LabDefinition, StoredFile, TableDefinition } from '../../lab/definition.ts';

/** The seed's files; tests that change the definition add their own. */
export const contents: Readonly<Record<string, string>> = {
  'tbl_cities/a.csv': 'id,city\n1,São Paulo\n2,Basel\n',
  'tbl_visits/year=2025/x.jsonl': '{"id": 1, "city": "Bern"}\n',
  'tbl_visits/year=2026/x.jsonl': '{"id": 2, "city": "Bern"}\n{"id": 3, "city": null}\n',
  'tbl_rivers/a.csv': 'id,city\n1,Aare\n',
  'jobs/visit.py': 'print("visit")\n',
  'jobs/count.py': 'print("count")\n',
  'lookups/regions.csv': 'region\nTicino\n',
};

const stored = (key: string): StoredFile => {
  const content = Buffer.from(contents[key] ?? '');
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return { key, bytes: content.length, crc32: checksum.toString('base64') };
};

const columns = [
  { name: 'id', type: 'int' },
  { name: 'city', type: 'string' },
];

const cities: Dataset = {
  table: 'tbl_cities',
  zone: 'sor',
  description: 'One row per city',
  format: 'csv',
  header: true,
  columns,
  partitionKeys: [],
  rows: 2,
  files: [stored('tbl_cities/a.csv')],
};

const visitJob: Job = {
  name: 'visit',
  description: 'Counts visits',
  script: stored('jobs/visit.py'),
  files: [stored('lookups/regions.csv')],
  schedule: 'cron(0 6 * * ? *)',
  arguments: { '--zone': '${spec.bucket}' },
  glueVersion: '5.0',
  workerType: 'G.1X',
  workers: 2,
  timeoutMinutes: 10,
};

/** Two datasets, one of them partitioned, a table that a job writes, the job with a file and a schedule, and a query. */
export const smallDefinition: LabDefinition = {
  schemaVersion: 1,
  title: 'Cities',
  version: '1.0.0',
  licence: 'CC0-1.0',
  source: 'made up',
  synthetic: true,
  datasets: [
    cities,
    {
      table: 'tbl_visits',
      zone: 'sot',
      format: 'jsonl',
      columns,
      partitionKeys: [{ name: 'year', type: 'int' }],
      rows: 3,
      files: [stored('tbl_visits/year=2025/x.jsonl'), stored('tbl_visits/year=2026/x.jsonl')],
    },
  ],
  tables: [
    {
      table: 'tbl_summary',
      zone: 'spec',
      description: 'Visits per city',
      format: 'csv',
      header: true,
      columns: [
        { name: 'city', type: 'string', comment: 'Where' },
        { name: 'visits', type: 'bigint' },
      ],
      partitionKeys: [{ name: 'day', type: 'string' }],
    },
  ],
  jobs: [visitJob],
  smokeTests: [{ name: 'cities', sql: 'select count(*) from ${sor}.tbl_cities', expect: [[2]] }],
  queries: [{ name: 'All cities', description: 'Look around', sql: 'select * from ${sor}.tbl_cities' }],
};

/** The first of what the small definition has several of. */
export const firstOf = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined) throw new Error('the small definition has none of these');
  return one;
};

/** What a changed definition may add: a dataset, a table, a job and a query whose files the seed has. */
export const additions: {
  readonly dataset: Dataset;
  readonly table: TableDefinition;
  readonly job: Job;
  readonly query: LabDefinition['queries'][number];
} = {
  dataset: {
    ...cities,
    table: 'tbl_rivers',
    description: 'Rivers',
    rows: 1,
    files: [stored('tbl_rivers/a.csv')],
  },
  table: { table: 'tbl_totals', zone: 'spec', format: 'parquet', columns, partitionKeys: [] },
  job: { ...visitJob, name: 'count', script: stored('jobs/count.py') },
  query: { name: 'All visits', sql: 'select * from ${sot}.tbl_visits' },
};
