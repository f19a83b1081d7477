import { readdirSync, readFileSync } from 'node:fs';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { parseLabDefinition } from '../../lab/definition.ts';
import { functionName } from '../../lab/names.ts';
import { fillPlaceholders } from '../../lab/placeholders.ts';
import { clientConfig } from '../../local-aws/index.ts';
import { LabStack } from '../e2e/lab-stack.ts';
import { roleOf } from '../e2e/role-policies.ts';
import { askAthena } from '../local-aws/ask-athena.ts';
import { neededFor } from '../local-aws/iam-needs.ts';
import { allows } from '../local-aws/iam-simulator.ts';
import { type Call, functionsNameThemselves, startRecordingProxy } from '../local-aws/recording-proxy.ts';
import { startTestAws, type TestAws } from '../local-aws/test-aws.ts';
import { contents, smallDefinition } from '../statemachine/small-definition.ts';

/* Whole labs, built and proven with the engine that Athena is made of. */

let testAws: TestAws;
let sample: LabStack;
let partitioned: LabStack;
let calls: Call[];
let stopProxy: () => Promise<void>;

const definition = parseLabDefinition(readFileSync('data/olist-sample/lab.json', 'utf8'));

const publish = async (): Promise<string> => {
  await sample.s3.send(new CreateBucketCommand({ Bucket: 'a-seed' }));
  const files = { ...contents, 'lab.json': JSON.stringify(smallDefinition) };
  for (const [Key, Body] of Object.entries(files))
    await sample.s3.send(new PutObjectCommand({ Bucket: 'a-seed', Key, Body, ChecksumAlgorithm: 'CRC32' }));
  return 's3://a-seed/';
};

beforeAll(async () => {
  let target = (_service: string): string => '';
  const proxy = await startRecordingProxy(service => target(service));
  calls = proxy.calls;
  stopProxy = proxy.stop;
  const environment = { AWS_ENDPOINT_URL: proxy.endpoint, ...functionsNameThemselves };
  testAws = await startTestAws(environment, { withTrino: true });
  const { endpoint, athenaEndpoint = '' } = testAws.aws;
  target = service => (service === 'athena' ? athenaEndpoint : endpoint);
  sample = new LabStack(testAws, 'daybreak');
  partitioned = new LabStack(testAws, 'cities');
  await sample.deploy();
  await partitioned.deploy({ SeedUri: await publish() });
});

afterAll(async () => {
  await testAws?.stop();
  await stopProxy?.();
});

test('the sample and a lab with partitions are proven', async () => {
  for (const lab of [sample, partitioned]) {
    expect(await lab.rebuild()).toMatchObject({ status: 'SUCCEEDED', cause: '' });
    const { proofs } = await lab.lastReport();
    expect(proofs.filter(({ passed }) => !passed)).toEqual([]);
    expect(proofs.length).toBeGreaterThan(2);
  }
});

/** In documents, SQL is in blocks of its own or in the `query` command. */
const documented = (): readonly string[] => {
  const documents = [
    'README.md',
    ...readdirSync('docs')
      .filter(name => name.endsWith('.md'))
      .map(name => `docs/${name}`),
  ];
  return documents.flatMap(name => {
    const text = readFileSync(name, 'utf8');
    return [...text.matchAll(/```sql\n(.*?)```|daybreak query --local "([^"]+)"/gs)].map(
      ([, block, typed]) => block ?? typed ?? '',
    );
  });
};

test('every query that people are given is one that Athena runs', async () => {
  const { lab } = sample;
  const athena = new AthenaClient({
    ...clientConfig(testAws.aws),
    endpoint: testAws.aws.athenaEndpoint ?? '',
  });
  const given = [
    ...definition.queries.map(({ sql }) => sql),
    ...definition.jobs.flatMap(({ output }) => output?.rows ?? []),
    // The others are about a seed that the reader makes, or for dbt, which writes its own SQL from them.
    ...documented().filter(sql => sql.includes('tbl_brecommerce') && !sql.includes('{{')),
  ];
  expect(given.length).toBeGreaterThan(8);
  const place = `s3://daybreak-athena-${lab.account}-${lab.region}/by-hand/`;
  const failed = [];
  for (const sql of given) {
    const answer = await askAthena(athena, fillPlaceholders(lab, sql), place);
    if (typeof answer === 'string') failed.push({ sql, answer });
  }
  expect(failed).toEqual([]);
});

test('the smoke test may make each call that the engine makes for it', async () => {
  for (const { lab } of [sample, partitioned]) {
    const ofEngine = calls.filter(({ headers, body, url }) => {
      const isEngine = /aws-sdk-java/.test(headers['user-agent'] ?? '');
      return isEngine && `${url} ${body.toString()}`.includes(lab.name);
    });
    const operations = new Set(ofEngine.map(({ service, operation }) => `${service}:${operation}`));
    expect([...operations]).toEqual(
      expect.arrayContaining(['glue:GetTable', 's3:GetObject', 's3:ListObjectsV2']),
    );
    if (lab.name === partitioned.lab.name)
      expect([...operations]).toEqual(
        expect.arrayContaining(['glue:GetPartitions', 'glue:BatchGetPartition']),
      );
    const role = await roleOf(testAws.aws, functionName(lab, 'smoke-test'));
    const needed = new Map(
      ofEngine.flatMap(call => neededFor(call, lab)).map(each => [JSON.stringify(each), each]),
    );
    const denied = [];
    for (const each of needed.values())
      if (!(await allows(role, each))) denied.push(`${each.action} on ${each.resource}`);
    expect(denied).toEqual([]);
  }
});
