import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { generatedSeed } from '../../cli/seed/create/generated-seed.ts';
import { writeSeed } from '../../cli/seed/create/write-seed.ts';
import { publishSeed } from '../../cli/seed/publish-seed.ts';
import { readSeedFolder } from '../../cli/seed/read-seed-folder.ts';
import { plan, type Settings } from '../../functions/plan/plan.ts';
import { measureBytes } from '../../lab/crc32.ts';
import { bucketName, jobRoleName } from '../../lab/names.ts';
import type { Execution } from '../../lab/run.ts';
import { startTestAws, type TestAws, useTestAws } from '../local-aws/test-aws.ts';
import { createWaitingMachine, lab, loadHandlers, stateMachineArn } from './lab-handlers.ts';
import { type EndedRun, type Handlers, runOnEngine } from './rebuild-engine.ts';

const seedBucket = 'somebodys-seed';

const columns = [
  { name: 'id', type: 'int' },
  { name: 'city', type: 'string' },
];
const definition = {
  title: 'Cities',
  version: '1.0.0',
  licence: 'CC0-1.0',
  source: 'made up',
  datasets: [
    { table: 'tbl_cities', zone: 'sor', format: 'csv', header: true, columns },
    {
      table: 'tbl_visits',
      zone: 'sot',
      format: 'jsonl',
      columns,
      partitionKeys: [{ name: 'year', type: 'int' }],
      manifest: 'manifests/visits.jsonl',
    },
  ],
  smokeTests: [
    {
      name: 'accents',
      sql: "select count(*) from ${sor}.tbl_cities where city = 'São Paulo'",
      expect: [[1]],
    },
    {
      name: 'partitions',
      sql: 'select year, count(*) from ${sot}.tbl_visits group by 1 order by 1',
      expect: [
        [2025, 1],
        [2026, 2],
      ],
    },
  ],
  jobs: [{ name: 'visit', script: 'jobs/visit.py', arguments: { '--zone': '${sot.bucket}' } }],
};
const files: Readonly<Record<string, string>> = {
  'tbl_cities/a.csv': 'id,city\n1,São Paulo\n2,\n',
  'tbl_cities/b.csv': 'id,city\n3,Bern',
  'tbl_visits/year=2025/x.jsonl': '{"id": 1, "city": "Bern"}\n',
  'tbl_visits/year=2026/x.jsonl': '{"id": 2, "city": "Bern"}\n{"id": 3, "city": null}\n',
  'jobs/visit.py': 'print("visit")\n',
};

let testAws: TestAws;
let handlers: Handlers;
let s3: S3Client;
let folder: string;

/** The rebuild with its real handlers, and Plan's core with a seed other than the one in its environment. */
const rebuild = (seedUri: string, input: unknown = {}, limits: Partial<Settings> = {}): Promise<EndedRun> => {
  const clients = {
    athena: new AthenaClient({}),
    glue: new GlueClient({}),
    lakeFormation: new LakeFormationClient({ maxAttempts: 1 }),
    s3,
    sfn: new SFNClient({}),
  };
  const settings = {
    lab,
    stateMachineArn,
    seedUri,
    datasets: [],
    maxSeedGiB: 10,
    runJob: false,
    schedule: 'rate(1 hour)',
    maxDollarsPerDay: 5,
    jobPolicies: [],
    ...limits,
  };
  return runOnEngine(
    {
      ...handlers,
      plan: event => {
        const { execution, input: raw }: { execution: Execution; input: unknown } = JSON.parse(
          JSON.stringify(event),
        );
        return plan(clients, settings, execution, raw);
      },
    },
    input,
  );
};

const seedUri = `s3://${seedBucket}/cities/`;

beforeAll(async () => {
  testAws = await startTestAws();
  useTestAws(testAws);
  handlers = await loadHandlers();
  s3 = new S3Client({});
  folder = await mkdtemp(join(tmpdir(), 'daybreak-seed-'));
  for (const [key, content] of Object.entries(files)) {
    await mkdir(join(folder, dirname(key)), { recursive: true });
    await writeFile(join(folder, key), content);
  }
  const { datasets, ...rest } = definition;
  const unlisted = datasets.map(({ manifest: _manifest, ...dataset }) => dataset);
  await writeFile(join(folder, 'lab.json'), JSON.stringify({ ...rest, datasets: unlisted }));
});

afterAll(async () => {
  await testAws?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Publishes the folder; the second dataset's list goes into a manifest, as it would with a million files. */
const publish = async (): Promise<void> => {
  const read = await readSeedFolder(folder);
  const [cities, visits] = read.definition.datasets;
  if (cities === undefined || visits?.files === undefined) throw new Error('the folder lacks its datasets');
  const { files: listed, ...unlisted } = visits;
  const body = listed.map(file => `${JSON.stringify(file)}\n`).join('');
  await publishSeed(
    s3,
    {
      definition: {
        ...read.definition,
        datasets: [
          cities,
          {
            ...unlisted,
            manifest: 'manifests/visits.jsonl',
            bytes: listed.reduce((sum, { bytes }) => sum + bytes, 0),
          },
        ],
      },
      files: [...read.files, { key: 'manifests/visits.jsonl', body, ...measureBytes(Buffer.from(body)) }],
    },
    { bucket: seedBucket, prefix: 'cities/' },
  );
};

beforeEach(async () => {
  await testAws.reset();
  await createWaitingMachine(testAws);
  await s3.send(new CreateBucketCommand({ Bucket: seedBucket }));
  await publish();
});

const labBuckets = async (): Promise<string[]> =>
  ((await s3.send(new ListBucketsCommand({}))).Buckets ?? [])
    .map(({ Name }) => Name ?? '')
    .filter(name => name !== seedBucket);

test('a seed that `seed create` made becomes a lab whose smoke tests pass', async () => {
  const created = await mkdtemp(join(tmpdir(), 'daybreak-created-'));
  try {
    const { signal } = new AbortController();
    await writeSeed(created, generatedSeed({ orders: 250, randomSeed: 9 }), signal, () => {});
    await publishSeed(s3, await readSeedFolder(created), { bucket: seedBucket, prefix: 'created/' });
  } finally {
    await rm(created, { recursive: true });
  }
  expect(await rebuild(`s3://${seedBucket}/created/`)).toMatchObject({
    status: 'succeeded',
    output: { outcomes: { created: 56 }, proofs: '24 of 24 passed' },
  });
});

describe('a seed', () => {
  test('becomes a lab: listed files and a manifest, partitions, typed columns, its job, its proof', async () => {
    expect(await rebuild(seedUri)).toMatchObject({
      status: 'succeeded',
      output: { proofs: '4 of 4 passed' },
    });
    const { Partitions } = await new GlueClient({}).send(
      new GetPartitionsCommand({ DatabaseName: 'daybreak_sot', TableName: 'tbl_visits' }),
    );
    expect(Partitions?.map(({ Values }) => Values).sort()).toEqual([['2025'], ['2026']]);
    const script = await s3.send(
      new GetObjectCommand({ Bucket: bucketName(lab, 'assets'), Key: 'jobs/visit.py' }),
    );
    expect(await script.Body?.transformToString()).toBe(files['jobs/visit.py']);
    expect(await rebuild(seedUri)).toMatchObject({ output: { outcomes: { unchanged: 18 } } });
  });

  test('that was changed and published again updates its files', async () => {
    await rebuild(seedUri);
    await writeFile(join(folder, 'tbl_cities/b.csv'), 'id,city\n3,Basel\n');
    try {
      await publish();
      expect(await rebuild(seedUri)).toMatchObject({
        status: 'succeeded',
        output: { outcomes: { updated: 1 } },
      });
      const { Body } = await s3.send(
        new GetObjectCommand({ Bucket: bucketName(lab, 'sor'), Key: 'tbl_cities/b.csv' }),
      );
      expect(await Body?.transformToString()).toContain('Basel');
    } finally {
      await writeFile(join(folder, 'tbl_cities/b.csv'), files['tbl_cities/b.csv'] ?? '');
    }
  });

  test("leaves alone a file that someone put in place of the definition's, and says so", async () => {
    await rebuild(seedUri);
    const place = { Bucket: bucketName(lab, 'sor'), Key: 'tbl_cities/b.csv' };
    await s3.send(new PutObjectCommand({ ...place, Body: 'id,city\n4,Chur' }));
    const ended = await rebuild(seedUri);
    expect(ended).toMatchObject({ status: 'succeeded', output: { outcomes: { kept: 1 } } });
    const { Body } = await s3.send(new GetObjectCommand(place));
    expect(await Body?.transformToString()).toContain('Chur');
  });
});

describe('nothing is created, and one sentence says why, if the seed', () => {
  test.each([
    ['does not exist', 's3://no-such-bucket-anywhere/x/', 'no bucket no-such-bucket-anywhere'],
    [
      'has no lab.json there',
      `s3://${seedBucket}/elsewhere/`,
      `there is no s3://${seedBucket}/elsewhere/lab.json`,
    ],
    ['is not an address', 'http://example.com/', 'does not begin with s3://'],
  ])('%s', async (_, uri, message) => {
    const ended = await rebuild(uri);
    expect(ended.status).toBe('failed');
    expect(ended.cause).toContain(message);
    expect(await labBuckets()).toEqual([]);
  });

  const broken = async (
    change: (published: typeof definition) => object,
    limits: Partial<Settings> = {},
  ): Promise<EndedRun> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: seedBucket, Key: 'cities/lab.json' }));
    const published: typeof definition = JSON.parse((await Body?.transformToString()) ?? '');
    const text = JSON.stringify(change(published));
    await s3.send(new PutObjectCommand({ Bucket: seedBucket, Key: 'cities/lab.json', Body: text }));
    return rebuild(seedUri, {}, limits);
  };

  test.each<[string, (published: typeof definition) => object, string]>([
    ['has an unknown key', d => ({ ...d, owner: 'me' }), 'Unrecognized key: "owner"'],
    [
      'has a table twice',
      d => ({ ...d, datasets: [...d.datasets, d.datasets[0]] }),
      "table 'tbl_cities' appears twice",
    ],
    [
      'has an unknown type',
      d => ({ ...d, datasets: [{ ...d.datasets[0], columns: [{ name: 'id', type: 'integer!' }] }] }),
      "at datasets[0].columns[0].type: 'integer!' is not a column type",
    ],
    [
      'queries an unknown zone',
      d => ({ ...d, smokeTests: [{ name: 'x', sql: 'select 1 from ${gold}.t', expect: [] }] }),
      "at smokeTests[0].sql: '${gold}' is not a placeholder",
    ],
    [
      'has a key that leaves its folder',
      d => ({ ...d, jobs: [{ ...d.jobs[0], script: { key: '../x.py', bytes: 1, crc32: 'AAAAAA==' } }] }),
      "'../x.py' is not a key",
    ],
  ])('%s', async (_, change, message) => {
    const ended = await broken(change);
    expect(ended.status).toBe('failed');
    expect(ended.cause).toContain(message);
    expect(await labBuckets()).toEqual([]);
  });

  test('has a job that asks for more than the stack allows; once the stack allows it, the role of the jobs has it', async () => {
    const statement = {
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: ['arn:aws:s3:::prices/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    };
    const asking = (d: typeof definition) => ({
      ...d,
      jobs: d.jobs.map(job => ({ ...job, policy: [{ Sid: 'Prices', ...statement }] })),
    });
    const refused = await broken(asking);
    expect(refused).toMatchObject({ status: 'failed' });
    expect(refused.cause).toContain(
      "job visit has a policy of its own for s3, which the stack's JobPolicies",
    );
    expect(refused.cause).toContain('JobPolicies=s3;');
    expect(await labBuckets()).toEqual([]);

    expect(await broken(asking, { jobPolicies: ['s3'] })).toMatchObject({ status: 'succeeded' });
    const { PolicyDocument = '' } = await new IAMClient({}).send(
      new GetRolePolicyCommand({ RoleName: jobRoleName(lab), PolicyName: 'lab' }),
    );
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument));
    expect(Statement).toContainEqual(statement);
    expect(await rebuild(seedUri, {}, { jobPolicies: ['s3'] })).toMatchObject({
      status: 'succeeded',
      output: { outcomes: { unchanged: expect.any(Number) } },
    });
  });

  test('is larger than the stack allows', async () => {
    const ended = await rebuild(seedUri, {}, { maxSeedGiB: 1e-9 });
    expect(ended.cause).toContain('MaxSeedGiB');
    expect(await labBuckets()).toEqual([]);
  });

  test('could cost more in a day than the stack allows, and a plan says so as well', async () => {
    for (const action of ['rebuild', 'plan']) {
      const ended = await rebuild(seedUri, { action }, { maxDollarsPerDay: 0.1 });
      expect(ended.cause).toContain("more than the stack's MaxDollarsPerDay of 0.1");
      expect(await labBuckets()).toEqual([]);
    }
  });

  test('lacks a manifest', async () => {
    await s3.send(new DeleteObjectCommand({ Bucket: seedBucket, Key: 'cities/manifests/visits.jsonl' }));
    const ended = await rebuild(seedUri);
    expect(ended.cause).toContain('there is no s3://somebodys-seed/cities/manifests/visits.jsonl');
    expect(await labBuckets()).toEqual([]);
  });
});

describe('nothing is created, and the manifest is named, if it', () => {
  const visits = { Bucket: seedBucket, Key: 'cities/manifests/visits.jsonl' };
  const manifest = async (): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand(visits));
    return (await Body?.transformToString()) ?? '';
  };

  test.each<[string, (text: string) => string, string]>([
    [
      'has a total that is a lie',
      text => text.replace(/"bytes":\d+/, '"bytes":900000000000'),
      'but lab.json says',
    ],
    [
      'has a line that is not JSON',
      text => `${text}{"key": "x"\n`,
      'has the line {"key": "x": it is not JSON',
    ],
    [
      'names a file outside its prefix',
      text => text.replace('tbl_visits/', 'tbl_cities/'),
      "outside the dataset's prefix 'tbl_visits/'",
    ],
    ['is empty', () => '', 'but lab.json says'],
  ])('%s', async (_, change, message) => {
    await s3.send(new PutObjectCommand({ ...visits, Body: Buffer.from(change(await manifest())) }));
    const ended = await rebuild(seedUri);
    expect(ended.status).toBe('failed');
    expect(ended.cause).toContain('manifests/visits.jsonl');
    expect(ended.cause).toContain(message);
    expect(await labBuckets()).toEqual([]);
  });
});

test('a manifest that is replaced while a run is under way stops the run', async () => {
  const visits = { Bucket: seedBucket, Key: 'cities/manifests/visits.jsonl' };
  const { Body } = await s3.send(new GetObjectCommand(visits));
  const text = (await Body?.transformToString()) ?? '';
  const before = handlers;
  handlers = {
    ...before,
    'ensure-storage': async event => {
      await s3.send(new PutObjectCommand({ ...visits, Body: `${text}\n` }));
      return before['ensure-storage'](event);
    },
  };
  try {
    expect((await rebuild(seedUri)).cause).toContain('was replaced while this run was under way');
  } finally {
    handlers = before;
  }
});

describe('the file is named and nothing is put in its place, if the seed', () => {
  const cityFile = { Bucket: seedBucket, Key: 'cities/tbl_cities/b.csv' };

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'lacks a file',
      () => s3.send(new DeleteObjectCommand(cityFile)),
      'tbl_cities/b.csv, which is not there',
    ],
    [
      'has a file of another size',
      () => s3.send(new PutObjectCommand({ ...cityFile, Body: 'id,city\n3,Bernex' })),
      'tbl_cities/b.csv has 16 bytes',
    ],
    [
      'has a file with another checksum',
      () =>
        s3.send(new PutObjectCommand({ ...cityFile, Body: 'id,city\n3,Brig', ChecksumAlgorithm: 'CRC32' })),
      'tbl_cities/b.csv has 14 bytes and CRC32',
    ],
    [
      "lacks a job's script",
      () => s3.send(new DeleteObjectCommand({ Bucket: seedBucket, Key: 'cities/jobs/visit.py' })),
      'jobs/visit.py, which is not there',
    ],
  ])('%s', async (_, breakIt, message) => {
    await breakIt();
    const ended = await rebuild(seedUri);
    expect(ended.status).toBe('failed');
    expect(ended.cause).toContain(message);
  });
});
