import { GlueClient } from '@aws-sdk/client-glue';
import { IAMClient } from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { jobTables, jobTablesNotes } from '../../functions/plan/job-tables.ts';
import { labArns } from '../../lab/arns.ts';
import type { TableDefinition } from '../../lab/definition.ts';
import { appliedFrom, markOf } from '../../lab/marks.ts';
import { securityConfigurationName, zones } from '../../lab/names.ts';
import { reconcile } from '../../reconcile/engine.ts';
import { job } from '../../reconcile/kinds/job.ts';
import { allTables, jobPolicy } from '../../reconcile/kinds/job-policy.ts';
import { jobRole, jobRoleArn } from '../../reconcile/kinds/role.ts';
import { allows as simulated } from '../local-aws/iam-simulator.ts';
import { smallDefinition } from '../statemachine/small-definition.ts';
import { fakeAws } from './aws-fake.ts';

const lab = { name: 'sales', account: '123456789012', region: 'us-east-1', partition: 'aws' };
const arns = labArns(lab, '/');
const arn = jobRoleArn(lab, '/');

const boundaryArn = 'arn:aws:iam::123456789012:policy/boundary';
const roleOn = (iam: IAMClient) =>
  jobRole(iam, lab, jobTables(smallDefinition), { permissionsBoundary: boundaryArn, path: '/' });
const desired = roleOn(new IAMClient({ region: lab.region })).desired();
const { policy } = desired;

const allows = (action: string, resource: string): Promise<boolean> =>
  simulated({ arn, policies: [{ name: 'lab', policy }] }, { action, resource, context: {} });

const writes = ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];
const publishes = ['glue:BatchCreatePartition', 'glue:BatchUpdatePartition'];
const arnOf = (uri: string): string => `arn:aws:s3:::${uri.replace('s3://', '')}`;
const object = (zone: (typeof zones)[number], key: string): string => `${arns.bucket(zone)}/${key}`;

test('a job may read every file that it is given, and write its Spark UI logs, at the addresses that Glue has', async () => {
  const [visit] = smallDefinition.jobs;
  if (visit === undefined) throw new Error('the small lab has no job');
  const whole = { ...visit, pythonFiles: [{ ...visit.script, key: 'lib/shared.py' }], sparkUi: true };
  const glue = new GlueClient({ region: lab.region });
  const { script, arguments: told } = job(glue, lab, whole, arn).desired();
  const { '--extra-files': files = '', '--extra-py-files': modules = '' } = told;
  for (const uri of [script, files, modules]) {
    expect(await allows('s3:GetObject', arnOf(uri))).toBe(true);
    expect(await allows('s3:PutObject', arnOf(uri))).toBe(false);
  }
  const kept = arnOf(`${told['--spark-event-logs-path']}events_1_jr_x`);
  for (const action of ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'])
    expect(await allows(action, kept)).toBe(true);
  expect(
    await allows('s3:PutObject', arnOf('s3://sales-assets-123456789012-us-east-1/runs/latest.json')),
  ).toBe(false);
});

test("a job may write Glue's job logs, in each version's group, and no others", async () => {
  const group = (name: string) => `arn:aws:logs:us-east-1:123456789012:log-group:${name}:log-stream:jr_x`;
  for (const name of ['output', 'error', 'logs-v2'])
    expect(await allows('logs:PutLogEvents', group(`/aws-glue/jobs/${name}`))).toBe(true);
  expect(await allows('logs:PutLogEvents', group('/aws-glue/crawlers'))).toBe(false);
  expect(await allows('logs:PutLogEvents', group('/aws/lambda/sales-plan'))).toBe(false);
});

test('a job may read the partitions of every zone, one by one and in batches', async () => {
  for (const action of ['glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'])
    expect(await allows(action, arns.table('sor', 'tbl_x'))).toBe(true);
});

test('a job may write the tables that the definition declares for jobs, with the markers that Glue puts beside folders', async () => {
  for (const key of [
    'tbl_summary/day=1/run=x/part-0.parquet',
    'tbl_summary_$folder$',
    'tbl_summary/day=1_$folder$',
  ])
    for (const action of writes) expect(await allows(action, object('spec', key))).toBe(true);
  for (const action of publishes)
    for (const resource of [arns.catalog, arns.database('spec'), arns.table('spec', 'tbl_summary')])
      expect(await allows(action, resource)).toBe(true);
});

test("a job may write nothing else of the lab: neither the seed's tables, nor what others keep there", async () => {
  const others = [
    object('sot', 'tbl_visits/year=2026/x.jsonl'),
    object('sot', 'tbl_summary/x'),
    object('spec', 'tbl_summary_of_mine/x'),
    object('spec', 'mine.csv'),
    object('sor', 'tbl_cities/a.csv'),
  ];
  for (const resource of others)
    for (const action of writes)
      expect([resource, await allows(action, resource)]).toEqual([resource, false]);
  for (const action of publishes)
    for (const resource of [
      arns.database('sor'),
      arns.database('sot'),
      arns.table('sor', 'tbl_cities'),
      arns.table('sot', 'tbl_visits'),
      arns.table('spec', 'tbl_summary_of_mine'),
    ])
      expect([resource, await allows(action, resource)]).toEqual([resource, false]);
});

test('the boundary allows a job all that its policy does, and never more than the data of its lab', async () => {
  const boundary = { arn, policies: [{ name: 'boundary', policy: jobPolicy(arns, allTables) }] };
  const within = (action: string, resource: string) => simulated(boundary, { action, resource, context: {} });
  for (const zone of ['sot', 'spec'] as const) {
    for (const action of writes)
      for (const key of ['any/a', 'any_$folder$', 'any/day=1_$folder$'])
        expect(await within(action, object(zone, key))).toBe(true);
    for (const action of publishes)
      for (const resource of [arns.catalog, arns.database(zone), arns.table(zone, 'any')])
        expect(await within(action, resource)).toBe(true);
  }
  const beyond = [
    ['s3:PutObject', object('sor', 'tbl_cities/a.csv')],
    ['s3:PutObject', `${arns.bucket('assets')}/jobs/visit.py`],
    ['s3:GetObject', 'arn:aws:s3:::nightfall-sot-123456789012-us-east-1/a/b'],
    ['glue:BatchUpdatePartition', arns.table('sor', 'tbl_cities')],
    ['glue:DeleteTable', arns.table('spec', 'any')],
    ['iam:PutRolePolicy', arn],
    ['lambda:InvokeFunction', arns.function('plan')],
    ['sts:AssumeRole', 'arn:aws:iam::123456789012:role/admin'],
  ] as const;
  for (const [action, resource] of beyond)
    expect([action, resource, await within(action, resource)]).toEqual([action, resource, false]);
});

test.each([
  ['removed', undefined],
  ['replaced by another', { PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
])(
  'a boundary that somebody has %s is put right by every rebuild, as safety settings are',
  async (_, found) => {
    const Tags = Object.entries(markOf(lab, appliedFrom(desired))).map(([Key, Value]) => ({ Key, Value }));
    const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));
    const Role = {
      Description: desired.description,
      AssumeRolePolicyDocument: encoded(desired.trust),
      Tags,
      PermissionsBoundary: found,
    };
    const aws = fakeAws({ GetRole: [{ Role }], GetRolePolicy: [{ PolicyDocument: encoded(policy) }] });
    const outcome = await reconcile(roleOn(aws.iam), { planning: false, adopt: [], repair: false });
    expect(outcome).toMatchObject({
      outcome: 'updated',
      changes: [{ property: 'boundary', to: boundaryArn }],
    });
    expect(aws.calls.slice(2)).toMatchObject([
      { operation: 'PutRolePermissionsBoundary', input: { PermissionsBoundary: boundaryArn } },
    ]);
  },
);

describe('however many tables a definition declares', () => {
  const tables = (names: readonly (readonly [TableDefinition['zone'], string])[]) => ({
    tables: names.map(
      ([zone, table]): TableDefinition => ({
        zone,
        table,
        format: 'parquet',
        columns: [],
        partitionKeys: [],
      }),
    ),
  });
  const longest = {
    name: 'l'.repeat(28),
    account: '1'.repeat(12),
    region: 'ap-northeast-1',
    partition: 'aws',
  };
  const keyId = `mrk-${'0'.repeat(32)}`;
  const longestEncryption = {
    key: `arn:aws:kms:${longest.region}:${longest.account}:key/${keyId}`,
    securityConfiguration: securityConfigurationName(longest, '0'.repeat(8), keyId),
  };
  const name = fc.tuple(fc.constantFrom(...zones), fc.stringMatching(/^[a-z][a-z0-9_]{0,127}$/));

  test("the policy fits into what IAM allows a role, and allows a job nothing in the seed's zone", () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), names => {
        const allowed = jobTables(tables(names));
        const whole = jobPolicy(labArns(longest, '/'), allowed, longestEncryption);
        expect(JSON.stringify(whole).length).toBeLessThanOrEqual(10_240);
        expect(allowed.filter(each => each.startsWith('sor.'))).toEqual([]);
        for (const [zone, table] of names)
          if (zone !== 'sor')
            expect(allowed.includes(`${zone}.${table}`) || allowed.includes(`${zone}.*`)).toBe(true);
      }),
    );
  });

  test('twenty of them are told apart; for ten thousand the zones are opened, and the report says so', () => {
    const many = (count: number) =>
      tables(Array.from({ length: count }, (_, index) => ['spec', `tbl_number_${index}`] as const));
    expect(jobTables(many(20))).toHaveLength(20);
    expect(jobTablesNotes(jobTables(many(20)))).toEqual([]);
    expect(jobTables(many(10_000))).toEqual(['sot.*', 'spec.*']);
    expect(jobTablesNotes(jobTables(many(10_000)))).toEqual([
      expect.stringMatching(/^jobs may write everything in sot and spec: /),
    ]);
  });
});
